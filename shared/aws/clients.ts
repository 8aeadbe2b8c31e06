import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * Clients live as long as the process: they hold connections, nothing of an invocation. A call that hangs is cut
 * off well within the functions' own timeouts, so that the SDK retries it instead of freezing a SKU.
 */
const timeouts = { requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000 }, maxAttempts: 3 } as const;

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
