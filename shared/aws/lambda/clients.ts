import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** How long calls may take and how often they are made. */
export type ThrottleWait = {
  readonly requestHandler: { readonly connectionTimeout: number; readonly requestTimeout: number };
  readonly maxAttempts: number;
};

/**
 * Clients live as long as the process: they hold connections, nothing of an invocation. A call that hangs is cut off
 * and tried once more, within the 5 s of post-observations, so that a lost packet does not freeze a SKU.
 */
const OF_A_FUNCTION: ThrottleWait = {
  requestHandler: { connectionTimeout: 700, requestTimeout: 1_700 },
  maxAttempts: 2,
};

/** A person waits for a command and would rather wait a little longer than start it again. */
export const OF_A_COMMAND: ThrottleWait = {
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 15_000 },
  maxAttempts: 5,
};

export function documentClient(patience = OF_A_FUNCTION): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(patience), {
    marshallOptions: { removeUndefinedValues: true },
  });
}

/** The regional endpoint takes every queue: the URL only names the queue, whatever host it was made with. */
export function sqsClient(patience = OF_A_FUNCTION): SQSClient {
  return new SQSClient({ ...patience, useQueueUrlAsEndpoint: false });
}

export function eventBridgeClient(patience = OF_A_FUNCTION): EventBridgeClient {
  return new EventBridgeClient(patience);
}

export function secretsClient(patience = OF_A_FUNCTION): SecretsManagerClient {
  return new SecretsManagerClient(patience);
}
