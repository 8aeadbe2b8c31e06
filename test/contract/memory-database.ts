/** The SDK's client of DynamoDB with a table in memory behind it. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { MemoryDynamoDb } from '../../bench/aws/dynamodb/dynamodb.ts';
import { Meter } from '../../bench/aws/usage.ts';

/** An empty table whose index has all attributes, as the deployed one's has; `meter` counts what is used of it. */
export function memoryDatabase(): { readonly client: DynamoDBDocumentClient; readonly meter: Meter } {
  const meter = new Meter();
  const database = new MemoryDynamoDb({ projected: 'all' }, meter);
  return { client: clientOver(async (command) => database.answer(command)), meter };
}

/** A client whose commands are answered so, and go nowhere. */
export function clientOver(send: (command: object) => Promise<object>): DynamoDBDocumentClient {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
  Object.defineProperty(client, 'send', { value: send });
  return client;
}
