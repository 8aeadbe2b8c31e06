/** The naive design: each webhook reads the stock, writes it, and pushes to the other channels; nothing is remembered. */
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Usage } from '../aws/usage.ts';
import { measureDesign } from './single-process.ts';

const TableName = 'Stock';
const Key = { pk: 'SKU#MUG', sk: 'STOCK' };
const OTHER_CHANNELS = 2;

/**
 * One sale. It is cheap, and wrong: a webhook that comes twice sells twice, two at once lose one, a push that fails is
 * forgotten, and nobody can say why the stock is what it is.
 */
export function measureNaive(): Promise<Usage> {
  return measureDesign(
    [],
    async ({ database }) => {
      await database.send(
        new UpdateCommand({
          ...{ TableName, Key, UpdateExpression: 'SET available = :units' },
          ExpressionAttributeValues: { ':units': 100 },
        }),
      );
    },
    ({ database, invoke, callChannel }) =>
      invoke('webhook', async () => {
        const { Item: item } = await database.send(new GetCommand({ TableName, Key }));
        await database.send(
          new UpdateCommand({
            ...{ TableName, Key, UpdateExpression: 'SET available = :units' },
            ExpressionAttributeValues: { ':units': Number(item?.['available']) - 1 },
          }),
        );
        for (let other = 0; other < OTHER_CHANNELS; other += 1) {
          callChannel();
        }
      }),
  );
}
