/** Makes the AWS clients of functions and commands, with limits on how long a call may take. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** How long a call may take, and how often it is tried. */
export type CallLimits = {
  readonly requestHandler: { readonly connectionTimeout: number; readonly requestTimeout: number };
  readonly maxAttempts: number;
};

/**
 * Clients live as long as the process: they hold connections, nothing of an invocation. A call that hangs is cut off
 * and tried once more, within the 5 s of post-observations, so that a lost packet does not freeze a SKU.
 */
const OF_A_FUNCTION: CallLimits = {
  requestHandler: { connectionTimeout: 700, requestTimeout: 1_700 },
  maxAttempts: 2,
};

/** A person waits for a command and would rather wait a little longer than start it again. */
export const OF_A_COMMAND: CallLimits = {
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 15_000 },
  maxAttempts: 5,
};

export function documentClient(limits = OF_A_FUNCTION): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(limits), {
    marshallOptions: { removeUndefinedValues: true },
  });
}

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
