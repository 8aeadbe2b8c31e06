/** Reads of the ledger for the API and for commands. */
import { type DynamoDBDocumentClient, GetCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Sku } from '../../domain/identifiers.ts';
import { type OpenLine, openLineOf } from '../../domain/ledger/open-line.ts';
import type { StockReader } from '../../ports/reading/stock-reader.ts';
import { readOwnOrBundleStock } from '../exposure/bundle-stock.ts';
import { everyListingOf } from '../listings/sku-listings.ts';
import { endedPushOf } from '../pushing/push-record.ts';
import { type Item, offeredOf, readEntry, readHead, readParked, readSeen } from './items.ts';
import { readBehind, readNumberedEntry } from './numbered-entries.ts';
import { queryAll } from './read-all.ts';
import { ENTRIES, FACTS, factPartitions, headKey, orderReference, pushFrom, skuPartition } from './table-keys.ts';

/** Reads of the ledger, strongly consistent except over the index (an order's items may appear a moment later). */
export function dynamoStockReader(client: DynamoDBDocumentClient, table: string): StockReader {
  const query = (input: ItemQuery) => queryAll(client, { TableName: table, ...input });
  return {
    async skuState(sku) {
      const [read, listings] = await Promise.all([
        client.send(new GetCommand({ TableName: table, Key: headKey(sku), ConsistentRead: true })),
        everyListingOf(client, table, sku),
      ]);
      if (read.Item === undefined) {
        return undefined;
      }
      const head = readHead(read.Item);
      const stocked = await readOwnOrBundleStock(client, table, head);
      return { sku, seq: head.seq, ...stocked, listings, ...offeredOf(head) };
    },

    entries: (sku, after, limit) => readBehind({ client, table, sku }, after, limit),

    entry: (sku, seq) => readNumberedEntry({ client, table, sku }, seq),

    async order(channel, order) {
      const items = await query({
        IndexName: 'byReference',
        KeyConditionExpression: '#ref = :ref',
        ExpressionAttributeNames: { '#ref': 'ref' },
        ExpressionAttributeValues: { ':ref': orderReference(channel, order) },
      });
      return {
        entries: items.filter(({ sk }) => String(sk).startsWith(ENTRIES)).map(readEntry),
        parked: items.filter(({ pk }) => pk === 'PARKED').map(readParked),
      };
    },

    openLines: (sku) => openLines(query, sku),

    async pushes(sku, seq, limit) {
      const items = await query({
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':pk': skuPartition(sku), ':first': pushFrom(seq), ':last': 'PUSH#~' },
        Limit: limit,
      });
      return items.map(endedPushOf);
    },
  };
}

type ItemQuery = Omit<QueryCommandInput, 'TableName'>;

async function openLines(
  query: (input: ItemQuery) => Promise<readonly Item[]>,
  sku: Sku,
): Promise<readonly OpenLine[]> {
  // An older version stored them with the head.
  const partitions = [...factPartitions(sku), skuPartition(sku)];
  const items = await Promise.all(
    partitions.map((partition) =>
      query({
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :lines)',
        FilterExpression: '#line.#state.ordered > #line.#state.shipped',
        ExpressionAttributeNames: { '#line': 'line', '#state': 'state' },
        ExpressionAttributeValues: { ':pk': partition, ':lines': `${FACTS}order:` },
        ConsistentRead: true,
      }),
    ),
  );
  return items.flat().map(readSeen).flatMap(openLineOf);
}
