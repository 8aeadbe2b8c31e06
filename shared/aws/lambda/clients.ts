/** Makes the AWS clients of functions and commands, but that of the table, with limits on how long a call may take. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { OF_A_FUNCTION } from './call-limits.ts';

/** The regional endpoint takes every queue: the URL only names the queue, whatever host it was made with. */
export function sqsClient(limits = OF_A_FUNCTION): SQSClient {
  return new SQSClient({ ...limits, useQueueUrlAsEndpoint: false });
}

export function eventBridgeClient(limits = OF_A_FUNCTION): EventBridgeClient {
  return new EventBridgeClient(limits);
}

export function secretsClient(limits = OF_A_FUNCTION): SecretsManagerClient {
  return new SecretsManagerClient(limits);
}
