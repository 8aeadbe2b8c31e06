/** Makes the AWS clients of functions and commands, with limits on how long a call may take. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** How long one try of a call may take, and how many tries it has. */
export type CallLimits = {
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    /**
     * How long a connection may stand still. The time of the request ends with the first byte of its answer: an answer that
     * breaks off would be waited for for minutes (@smithy/node-http-handler 4.14; https://github.com/aws/aws-sdk-js/issues/1392).
     */
    readonly socketTimeout: number;
    /** Without it the SDK writes a warning and goes on waiting (@smithy/node-http-handler 4.14). */
    readonly throwOnRequestTimeout: true;
  };
  readonly maxAttempts: number;
};

/**
 * Clients live as long as the process: they hold connections, nothing of an invocation. A call that hangs is cut off
 * after a second and tried once more: a lost packet does not freeze a SKU. The two tries, and then the call that gives
 * the messages back to their queue with two tries of its own, fit into the 5 s of post-observations, the function with
 * the least time. AWS answers these calls within 100 ms as a rule.
 */
export const OF_A_FUNCTION: CallLimits = {
  requestHandler: {
    connectionTimeout: 500,
    requestTimeout: 1_000,
    socketTimeout: 1_000,
    throwOnRequestTimeout: true,
  },
  maxAttempts: 2,
};

/**
 * A platform sends a webhook that failed again after minutes, so a receiver tries once more than other functions: three
 * tries, and a moment between them, fit into the 5 s for which Shopify waits (shopify.dev, "Deliver webhooks through
 * HTTPS", 2026-11), the platform that waits the least.
 */
export const OF_A_RECEIVER: CallLimits = { ...OF_A_FUNCTION, maxAttempts: 3 };

/** A person waits for a command and would rather wait a little longer than start it again. */
export const OF_A_COMMAND: CallLimits = {
  requestHandler: {
    connectionTimeout: 5_000,
    requestTimeout: 15_000,
    socketTimeout: 30_000,
    throwOnRequestTimeout: true,
  },
  maxAttempts: 5,
};

export function documentClient(limits = OF_A_FUNCTION): DynamoDBDocumentClient {
  return documentsOf(new DynamoDBClient(limits));
}

/** Items as plain objects, over this client. */
export function documentsOf(client: DynamoDBClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
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
