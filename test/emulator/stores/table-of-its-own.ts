/** Creates a DynamoDB table in the emulator for one suite, and deletes it afterwards. */
import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { documentsOf } from '../../../shared/aws/lambda/document-client.ts';
import { emulatorClientConfig } from '../emulator.ts';

/** A table of the shape infra/ledger/ledger.ts deploys, on an emulator, for one suite. */
export async function tableOfItsOwn(name: string, emulator?: string) {
  const TableName = `${name}-${randomUUID()}`;
  const dynamo = new DynamoDBClient(emulatorClientConfig(emulator));
  await dynamo.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'ref', 'refSort'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byReference',
          KeySchema: [
            { AttributeName: 'ref', KeyType: 'HASH' },
            { AttributeName: 'refSort', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  return {
    name: TableName,
    /** Items with the types of their values, as DynamoDB has them. */
    dynamo,
    client: documentsOf(dynamo),
    async drop() {
      await dynamo.send(new DeleteTableCommand({ TableName }));
      dynamo.destroy();
    },
  };
}
