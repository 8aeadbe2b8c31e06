/** The dead-letter queues of the deployment that a command works on. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { deadLetterQueues } from '../../shared/aws/messaging/dead-letter-queues.ts';
import type { DeadLetterQueue } from '../../shared/aws/messaging/dead-letters.ts';
import { stackNameOf } from '../../shared/stage.ts';
import { currentStage } from '../arguments/aws-options.ts';

export function stackDeadLetterQueues(): Promise<readonly DeadLetterQueue[]> {
  return deadLetterQueues(new CloudFormationClient({}), stackNameOf(currentStage()));
}
