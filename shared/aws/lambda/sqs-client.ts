/** Makes the client of SQS, with limits on how long a call may take. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { OF_A_FUNCTION } from './call-limits.ts';

/** The regional endpoint takes every queue: the URL only names the queue, whatever host it was made with. */
export function sqsClient(limits = OF_A_FUNCTION): SQSClient {
  return new SQSClient({ ...limits, useQueueUrlAsEndpoint: false });
}
