import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll } from '@jest/globals';
import { dynamoLedgerStore } from '../../shared/aws/ledger-store.ts';
import { dynamoListingRegistry } from '../../shared/aws/listing-registry.ts';
import { dynamoOrderBooks } from '../../shared/aws/order-books.ts';
import { dynamoParkingLot } from '../../shared/aws/parking-lot.ts';
import { dynamoPushStore } from '../../shared/aws/push-store.ts';
import { dynamoStockReader } from '../../shared/aws/stock-reader.ts';
import { pushTableContract } from '../contract/push-table.ts';
import { type TablePorts, tableContract } from '../contract/table.ts';
import { emulatorClientConfig } from './emulator.ts';

const TableName = `contract-${Date.now()}`;
const dynamo = new DynamoDBClient(emulatorClientConfig());
const client = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });

beforeAll(async () => {
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
});

afterAll(async () => {
  await dynamo.send(new DeleteTableCommand({ TableName }));
  dynamo.destroy();
});

const ports = (): TablePorts => ({
  ledger: dynamoLedgerStore(client, TableName),
  reader: dynamoStockReader(client, TableName),
  parking: dynamoParkingLot(client, TableName),
  books: dynamoOrderBooks(client, TableName, Date.now),
  registry: dynamoListingRegistry(client, TableName),
  pushes: (channel, locations) => dynamoPushStore(client, TableName, channel, locations),
});

tableContract('the table in DynamoDB', ports);
pushTableContract('the table in DynamoDB', ports);
