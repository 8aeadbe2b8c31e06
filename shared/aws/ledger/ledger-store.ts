/** The ledger in DynamoDB, as posting reads and writes it. */
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Sku } from '../../domain/identifiers.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import { emptyLedger, type SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import { linkedPlacesOf } from '../../domain/listing/place.ts';
import type { LedgerStore } from '../../ports/posting/posting.ts';
import { linkFrom } from '../listings/link-item.ts';
import { listingOf } from '../listings/listing-item.ts';
import { asPermanent, commit, transaction, waitWithJitter } from './conditional-write.ts';
import { type Item, readHead, readSeen } from './items.ts';
import { newestEntries } from './newest-entries.ts';
import { actionsOf, fitsOneTransaction } from './posting-actions.ts';
import { queryAll } from './read-all.ts';
import { AFTER_LISTINGS, HEAD, headKey, type Key, LINKS, seenKey, skuPartition } from './table-keys.ts';

/** The ledger in DynamoDB: every write of a SKU is one transaction that is conditional on the SKU head's `seq`. */
export function dynamoLedgerStore(client: DynamoDBDocumentClient, table: string): LedgerStore {
  return {
    async load(sku, keys) {
      const [items, listed] = await Promise.all([
        readAll(client, table, [headKey(sku), ...keys.map((key) => seenKey(sku, key))]),
        readListed(client, table, sku),
      ]);
      return ledgerOf(sku, items, listed);
    },
    async history(sku, since) {
      const newestFirst: LedgerEntry[] = [];
      let from: Item | undefined;
      do {
        const { entries, next } = await newestEntries(client, table, sku, ENTRIES_PER_READ, from);
        newestFirst.push(...entries);
        from = next;
      } while (from !== undefined && (newestFirst.at(-1)?.postedAt ?? since) >= since);
      return newestFirst.filter((entry) => entry.postedAt >= since).reverse();
    },
    fits: (posting) => fitsOneTransaction(actionsOf(table, [posting])),
    async commit(posting) {
      const actions = actionsOf(table, [posting]);
      return await commit(transaction(client, actions));
    },
    async commitTogether(postings) {
      const actions = actionsOf(table, postings);
      return await commit(transaction(client, actions));
    },
  };
}

/** A count is mostly received within minutes: one read of so many entries reaches back far enough. */
const ENTRIES_PER_READ = 100;

/** BatchGetItem takes 100 keys and may leave some unread when throttled (AWS API reference, 2012-08-10). */
const KEYS_PER_READ = 100;
const READ_ROUNDS_MAX = 5;

async function readAll(client: DynamoDBDocumentClient, table: string, keys: readonly Key[]): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let start = 0; start < keys.length; start += KEYS_PER_READ) {
    let unread: readonly Item[] = keys.slice(start, start + KEYS_PER_READ);
    for (let round = 1; unread.length > 0; round += 1) {
      if (round > READ_ROUNDS_MAX) {
        throw new Error(`${table}: ${unread.length} items stayed unread after ${READ_ROUNDS_MAX} tries (throttled).`);
      }
      const read = new BatchGetCommand({ RequestItems: { [table]: { Keys: [...unread], ConsistentRead: true } } });
      const answer = await client.send(read).catch((error: unknown) => {
        throw asPermanent(error);
      });
      items.push(...(answer.Responses?.[table] ?? []));
      unread = answer.UnprocessedKeys?.[table]?.Keys ?? [];
      await (unread.length > 0 ? waitWithJitter(round) : undefined);
    }
  }
  return items;
}

type Listed = Pick<SkuLedger, 'listings' | 'links'>;

/** The SKU's listings, and the links of those that bear it as a name only. */
async function readListed(client: DynamoDBDocumentClient, table: string, sku: Sku): Promise<Listed> {
  const items = await queryAll(client, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :links AND :afterListings',
    ExpressionAttributeValues: { ':pk': skuPartition(sku), ':links': LINKS, ':afterListings': AFTER_LISTINGS },
    ConsistentRead: true,
  });
  const isLink = ({ sk }: Item) => String(sk).startsWith(LINKS);
  const links = items.filter(isLink).map(linkFrom);
  return {
    listings: items.filter((item) => !isLink(item)).map(listingOf),
    ...(links.length > 0 && { links }),
  };
}

function ledgerOf(sku: Sku, items: readonly Item[], listed: Listed): SkuLedger {
  const seen = items.filter(({ sk }) => String(sk).startsWith('SEEN#')).map(readSeen);
  const remembered = { seen: new Map(seen.map((each) => [each.key, each])), ...listed };
  const head = items.find(({ sk }) => sk === HEAD);
  if (head !== undefined) {
    return { sku, ...readHead(head), ...remembered };
  }
  const linkedPlaces = linkedPlacesOf(listed.listings);
  return { ...emptyLedger(sku), ...remembered, ...(linkedPlaces && { linkedPlaces }) };
}
