/**
 * Makes the client of the table. It stands in a file of its own: a bundler keeps @aws-sdk/lib-dynamodb with whatever shares its
 * file, and most receivers need no table.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { OF_A_FUNCTION } from './call-limits.ts';

export function documentClient(limits = OF_A_FUNCTION): DynamoDBDocumentClient {
  return documentsOf(new DynamoDBClient(limits));
}

/** Items as plain objects, over this client. */
export function documentsOf(client: DynamoDBClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
