/** The straightforward design: a queue, one transaction for stock and entry, an event, and a push for each channel. */
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Usage } from '../aws/usage.ts';
import { type DesignClients, measureDesign } from './single-process.ts';

const TableName = 'Stock';
const Key = { pk: 'SKU#MUG', sk: 'STOCK' };
const SALES = 'sales.fifo';
const PUSHES = ['push-one', 'push-two'] as const;

/**
 * One sale. Each is counted once, and pushes are tried again. It remembers no line's state and nothing of what a channel
 * shows: an edit or a cancellation looks like a sale, and a push overwrites a sale that has not been reported yet.
 */
export function measureStraightforward(): Promise<Usage> {
  return measureDesign([SALES, ...PUSHES], open, sale);
}

async function open({ database }: DesignClients): Promise<void> {
  const stock = { TableName, Item: { ...Key, available: 100, version: 1 } };
  await database.send(new TransactWriteCommand({ TransactItems: [{ Put: stock }] }));
}

async function sale({ database, queues, bus, memory, invoke, callChannel }: DesignClients): Promise<void> {
  await invoke('webhook', async () => {
    const message = { QueueUrl: SALES, MessageBody: JSON.stringify({ order: '1001', sku: 'MUG', quantity: 1 }) };
    await queues.send(new SendMessageCommand({ ...message, MessageGroupId: 'MUG', MessageDeduplicationId: '1001' }));
  });
  await invoke('queue', async () => {
    memory.named(SALES).receive(10);
    const { Item: item } = await database.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    await database.send(
      new TransactWriteCommand({ TransactItems: [soldAction(Number(item?.['version'])), entryAction()] }),
    );
    const Detail = JSON.stringify({ sku: 'MUG' });
    await bus.send(new PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 'StockChanged', Detail }] }));
  });
  for (const name of PUSHES) {
    await invoke('queue', async () => {
      memory.named(name).receive(10);
      await database.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
      callChannel();
    });
  }
}

function soldAction(version: number) {
  return {
    Update: {
      ...{ TableName, Key, UpdateExpression: 'SET available = available - :sold, version = version + :one' },
      ConditionExpression: 'version = :read',
      ExpressionAttributeValues: { ':sold': 1, ':one': 1, ':read': version },
    },
  };
}

function entryAction() {
  const Item = { pk: 'SKU#MUG', sk: 'ENTRY#1001', kind: 'sale', channel: 'shopify', order: '1001', quantity: 1 };
  return { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } };
}
