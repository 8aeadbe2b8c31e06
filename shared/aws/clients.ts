import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * Clients live as long as the process: they hold connections, nothing of an invocation. A call that hangs is cut off
 * and tried once more, both within the 5 s of post-observations, so that a lost packet does not freeze a SKU.
 */
const timeouts = { requestHandler: { connectionTimeout: 500, requestTimeout: 2_000 }, maxAttempts: 2 } as const;

export function documentClient(): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(timeouts), {
    marshallOptions: { removeUndefinedValues: true },
  });
}

/** The regional endpoint takes every queue: the URL only names the queue, whatever host it was made with. */
export function sqsClient(): SQSClient {
  return new SQSClient({ ...timeouts, useQueueUrlAsEndpoint: false });
}

export function eventBridgeClient(): EventBridgeClient {
  return new EventBridgeClient(timeouts);
}

export function secretsClient(): SecretsManagerClient {
  return new SecretsManagerClient(timeouts);
}
