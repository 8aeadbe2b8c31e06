import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { everyItem, type StoredItem, writeItems } from '../../../../shared/aws/backup/ledger-copy.ts';

const key = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } });
const head = (seq: number) => ({ ...key('SKU#MUG', 'CARD'), seq: { N: String(seq) } });

describe('copying a ledger', () => {
  it('reads a SKU anew that was posted to meanwhile', async () => {
    // The head is read before and after each reading of the partition.
    const { client } = answering({ heads: [head(1), head(2), head(2), head(2)], partitions: [[head(1)], [head(2)]] });
    expect(await collected(client)).toContainEqual(head(2));
    expect(await collected(answering({ heads: [head(1)], partitions: [[head(1)]] }).client)).toContainEqual(head(1));
  });

  it('copies no SKU in two states', async () => {
    const { client } = answering({ heads: [head(1), head(2), head(2), head(2)], partitions: [[head(1)], [head(2)]] });
    expect(await collected(client)).not.toContainEqual(head(1));
  });

  it('ends with the SKU that is posted to all the time', async () => {
    const heads = Array.from({ length: 100 }, (_, seq) => head(seq));
    const { client } = answering({ heads, partitions: [[head(1)]] });
    await expect(collected(client)).rejects.toThrow('MUG is posted to all the time');
  });

  it('reads up to where channels were read before the SKUs, and what leads to orders after them', async () => {
    const { client, calls } = answering({ heads: [head(1)], partitions: [[head(1)]] });
    await collected(client);
    expect(calls).toEqual([
      'Scan begins_with(pk, :channel)',
      'Scan begins_with(pk, :sku)',
      'GetItem ',
      // What lies with the head, the entries, and the four parts of what is remembered.
      ...Array.from({ length: 1 + 1 + 4 }, () => 'Query '),
      'GetItem ',
      'Scan NOT begins_with(pk, :channel) AND NOT begins_with(pk, :sku) AND NOT begins_with(pk, :entries) AND NOT begins_with(pk, :facts)',
    ]);
  });
});

describe('writing a copied ledger', () => {
  it('writes again what DynamoDB left unprocessed, 25 items at most at a time', async () => {
    const items = Array.from({ length: 30 }, (_, at) => key(`SKU#${at}`, 'CARD'));
    const written: StoredItem[] = [];
    let isBusy = true;
    const client = stubbed((name, input) => {
      const requests = Object(input)['RequestItems']['Ledger'];
      expect(name).toBe('BatchWriteItemCommand');
      expect(requests.length).toBeLessThanOrEqual(25);
      const left = isBusy ? requests.slice(10) : [];
      isBusy = false;
      written.push(
        ...requests
          .slice(0, requests.length - left.length)
          .map(Object)
          .map((each: object) => Object(each).PutRequest.Item),
      );
      return { UnprocessedItems: left.length === 0 ? {} : { Ledger: left } };
    });
    await writeItems(client, 'Ledger', items);
    expect(written).toEqual(items);
  });
});

async function collected(client: DynamoDBClient): Promise<readonly StoredItem[]> {
  const items: StoredItem[] = [];
  for await (const item of everyItem(client, 'Ledger')) {
    items.push(item);
  }
  return items;
}

/** A table with one SKU, whose head and partition change from read to read; the last state stays. */
function answering(states: { readonly heads: readonly StoredItem[]; readonly partitions: readonly StoredItem[][] }) {
  const heads = [...states.heads];
  const partitions = [...states.partitions];
  const next = <Item>(left: Item[]) => (left.length > 1 ? left.shift() : left[0]);
  const calls: string[] = [];
  const client = stubbed((name, input) => {
    const filter: string = Object(input)['FilterExpression'] ?? '';
    calls.push(`${name.replace('Command', '')} ${filter}`);
    switch (name) {
      case 'GetItemCommand':
        return { Item: next(heads) };
      case 'QueryCommand':
        return { Items: next(partitions) };
      default:
        return { Items: filter === 'begins_with(pk, :sku)' ? [{ pk: { S: 'SKU#MUG' } }] : [] };
    }
  });
  return { client, calls };
}

/** A client that answers without a network. */
function stubbed(answer: (name: string, input: unknown) => object): DynamoDBClient {
  const client = new DynamoDBClient({ region: 'eu-west-1' });
  client.middlewareStack.add(
    (_next, { commandName = '' }) =>
      async ({ input }) => ({ output: { $metadata: {}, ...answer(commandName, input) }, response: {} }),
    { step: 'initialize' },
  );
  return client;
}
