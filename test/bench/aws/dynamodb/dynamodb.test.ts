import {
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { dynamoPolicyBook } from '../../../../shared/aws/exposure/policy-book.ts';
import { channelTableContract } from '../../../contract/channel-table.ts';
import { dynamoChannelPorts, dynamoPorts } from '../../../contract/dynamo-table.ts';
import { memoryDatabase } from '../../../contract/memory-database.ts';
import { policyBookContract } from '../../../contract/policy-book.ts';
import { TABLE_SUITES } from '../../../contract/table-suites.ts';

const TABLE = 'Ledger';

const NAME = 'the table of the bench';
const { client: oneClient } = memoryDatabase();
for (const suite of TABLE_SUITES) {
  suite(NAME, () => dynamoPorts(oneClient, TABLE));
}
channelTableContract(NAME, () => dynamoChannelPorts(oneClient, TABLE));
policyBookContract(NAME, () => dynamoPolicyBook(memoryDatabase().client, TABLE));

const KEY = { pk: 'SKU#MUG', sk: 'CARD' };
const PUT = { TableName: TABLE, Item: { ...KEY, seq: 1 } };

describe('what is counted of DynamoDB', () => {
  it('is a unit for a write, two in a transaction, for each item', async () => {
    const { client, meter } = memoryDatabase();
    await client.send(new PutCommand(PUT));
    expect(meter.total()).toMatchObject({ writeUnits: 1, indexUnits: 0, databaseCalls: 1 });
    const entry = { ...PUT.Item, sk: 'ENTRY#1', text: 'x'.repeat(1_024) };
    await client.send(new TransactWriteCommand({ TransactItems: [{ Put: PUT }, { Put: { ...PUT, Item: entry } }] }));
    expect(meter.total()).toMatchObject({ writeUnits: 1 + 2 + 4, databaseCalls: 2 });
  });

  it('is paid for when the condition does not hold, too', async () => {
    const { client, meter } = memoryDatabase();
    const conditional = { ...PUT, ConditionExpression: 'attribute_not_exists(pk)' };
    await client.send(new PutCommand(conditional));
    await expect(client.send(new PutCommand(conditional))).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    const transaction = new TransactWriteCommand({ TransactItems: [{ Put: conditional }] });
    await expect(client.send(transaction)).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'ConditionalCheckFailed' }],
    });
    expect(meter.total().writeUnits).toBe(1 + 1 + 2);
  });

  it('is half a unit, one or two for a read of up to 4 KB', async () => {
    const { client, meter } = memoryDatabase();
    await client.send(new GetCommand({ TableName: TABLE, Key: KEY }));
    await client.send(new GetCommand({ TableName: TABLE, Key: KEY, ConsistentRead: true }));
    await client.send(new TransactGetCommand({ TransactItems: [{ Get: { TableName: TABLE, Key: KEY } }] }));
    expect(meter.total().readUnits).toBe(0.5 + 1 + 2);
  });

  it('is one sum for all items of a query, filtered out or not', async () => {
    const { client, meter } = memoryDatabase();
    for (const sk of ['A', 'B', 'C']) {
      await client.send(new PutCommand({ ...PUT, Item: { ...KEY, sk, text: 'x'.repeat(3_000) } }));
    }
    const answer = await client.send(
      new QueryCommand({
        TableName: TABLE,
        KeyConditionExpression: 'pk = :pk AND sk >= :b',
        FilterExpression: 'sk = :c',
        ExpressionAttributeValues: { ':pk': KEY.pk, ':b': 'B', ':c': 'C' },
        ConsistentRead: true,
      }),
    );
    expect(answer.Items).toHaveLength(1);
    expect(meter.total().readUnits).toBe(2);
  });

  it('is a unit of the index for what it holds, and nothing for what it does not see', async () => {
    const { client, meter } = memoryDatabase();
    const referenced = { ...PUT.Item, ref: 'order', refSort: '1' };
    await client.send(new PutCommand({ ...PUT, Item: referenced }));
    expect(meter.total().indexUnits).toBe(1);
    await client.send(new PutCommand({ ...PUT, Item: referenced }));
    expect(meter.total().indexUnits).toBe(1);
    await client.send(
      new UpdateCommand({
        ...{ TableName: TABLE, Key: KEY, UpdateExpression: 'SET refSort = :next' },
        ExpressionAttributeValues: { ':next': '2' },
      }),
    );
    expect(meter.total().indexUnits).toBe(3);
  });
});
