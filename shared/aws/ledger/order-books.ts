/** Keeps which SKU each line of an order has. */
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { OrderBooks } from '../../ports/intake/intake-queues.ts';
import { orderBookShape } from '../shapes/ledger-items.ts';
import { writeIf } from './conditional-write.ts';
import { readItem } from './items.ts';
import { orderBookKey } from './table-keys.ts';

/** Nothing changes in an order that no message named for this long: its book is not needed any more. */
const BOOK_DAYS = 400;

/** An item has at most 400 KB (DynamoDB developer guide, “Quotas”, 2026-11); JSON is a little longer than what is counted. */
const BOOK_BYTES_MAX = 390 * 1024;

export function dynamoOrderBooks(client: DynamoDBDocumentClient, table: string, now: () => number): OrderBooks {
  return {
    fits: (book) => Buffer.byteLength(JSON.stringify(book)) <= BOOK_BYTES_MAX,
    async read(channel, order) {
      const answer = await client.send(
        new GetCommand({ TableName: table, Key: orderBookKey(channel, order), ConsistentRead: true }),
      );
      return answer.Item && readItem(orderBookShape, answer.Item).book;
    },
    async write(channel, order, book, before) {
      const isNew = 'attribute_not_exists(pk)';
      const isAsRead = 'book = :before';
      const put = new PutCommand({
        TableName: table,
        Item: {
          ...orderBookKey(channel, order),
          ...orderBookShape.stamp({ book }),
          expiresAt: Math.floor(now() / 1000) + BOOK_DAYS * 86_400,
        },
        ConditionExpression: before === undefined ? isNew : isAsRead,
        ExpressionAttributeValues: before === undefined ? undefined : { ':before': before },
      });
      return (await writeIf(() => client.send(put))).kind === 'written';
    },
  };
}
