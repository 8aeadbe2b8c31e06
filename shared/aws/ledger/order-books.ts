import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { OrderBook } from '../../domain/stock/order-book.ts';
import type { OrderBooks } from '../../ports/intake.ts';
import { orderBookKey } from './table-keys.ts';

/** An order that nobody has told of for this long is settled: its book is not needed any more. */
const BOOK_DAYS = 400;

export function dynamoOrderBooks(client: DynamoDBDocumentClient, table: string, now: () => number): OrderBooks {
  return {
    async read(channel, order) {
      const answer = await client.send(
        new GetCommand({ TableName: table, Key: orderBookKey(channel, order), ConsistentRead: true }),
      );
      return answer.Item?.['book'] as OrderBook | undefined;
    },
    async write(channel, order, book, before) {
      const isNew = 'attribute_not_exists(pk)';
      const isAsRead = 'book = :before';
      try {
        await client.send(
          new PutCommand({
            TableName: table,
            Item: {
              ...orderBookKey(channel, order),
              book,
              expiresAt: Math.floor(now() / 1000) + BOOK_DAYS * 86_400,
            },
            ConditionExpression: before === undefined ? isNew : isAsRead,
            ExpressionAttributeValues: before === undefined ? undefined : { ':before': before },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) {
          return false;
        }
        throw error;
      }
    },
  };
}
