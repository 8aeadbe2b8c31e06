/** Keeps observations that could not be posted. */
import { createHash } from 'node:crypto';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { asFact, type Parked, type ParkingLot, placeOf } from '../../ports/posting/posting.ts';
import { writeIf } from './conditional-write.ts';
import { type Item, readParked, storedParked } from './items.ts';
import { orderReference, parkedKey } from './table-keys.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Parked observations lie in the ledger's table: visible, replayable, never dropped. */
export function dynamoParkingLot(client: DynamoDBDocumentClient, table: string): ParkingLot {
  return {
    async park(parked) {
      for (const each of parked.map((one) => asFact(one, sha256))) {
        const { sku, source } = each.observation;
        const reference =
          source.order === undefined
            ? {}
            : { ref: orderReference(source.channel, source.order), refSort: `${each.parkedAt}#${sku}` };
        const put = {
          TableName: table,
          Item: { ...parkedKey(placeOf(each)), ...storedParked(each), ...reference },
        };
        await writeIf(() => client.send(new PutCommand({ ...put, ...noNewerState(each) })));
      }
    },
    async remove(parked) {
      const isThisParking = 'parkedAt = :parkedAt';
      await writeIf(() =>
        client.send(
          new DeleteCommand({
            TableName: table,
            Key: parkedKey(placeOf(parked)),
            ConditionExpression: isThisParking,
            ExpressionAttributeValues: { ':parkedAt': parked.parkedAt },
          }),
        ),
      );
    },
    async list(limit, after) {
      const parked: Item[] = [];
      let from: Item | undefined = after && parkedKey(after);
      do {
        const answer = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :parked',
            ExpressionAttributeValues: { ':parked': 'PARKED' },
            ConsistentRead: true,
            Limit: limit - parked.length,
            ExclusiveStartKey: from,
          }),
        );
        parked.push(...(answer.Items ?? []));
        // A page ends at 1 MB, mostly before a thousand of them.
        from = answer.LastEvaluatedKey;
      } while (from !== undefined && parked.length < limit);
      return parked.map(readParked);
    },
  };
}

/** An older state of an order line that comes late does not take the place of a newer one. */
function noNewerState({
  observation,
}: Parked): Pick<PutCommandInput, 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'> {
  const isFirst = 'attribute_not_exists(pk)';
  const isNotOvertaken = '#observation.#version <= :version';
  return observation.kind === 'orderLine'
    ? {
        ConditionExpression: `${isFirst} OR ${isNotOvertaken}`,
        ExpressionAttributeNames: { '#observation': 'observation', '#version': 'version' },
        ExpressionAttributeValues: { ':version': observation.version },
      }
    : {};
}
