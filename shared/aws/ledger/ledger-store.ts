/** The ledger in DynamoDB, as posting reads and writes it. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Sku } from '../../domain/identifiers.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import { emptyLedger, type SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import { linkedPlacesOf } from '../../domain/listing/place.ts';
import { listsOf } from '../../domain/reconciling/sku-lists.ts';
import type { LedgerStore, Posting } from '../../ports/posting/posting.ts';
import { readInBundles } from '../exposure/bundle-stock.ts';
import { linkFrom } from '../listings/link-item.ts';
import { listingOf } from '../listings/listing-item.ts';
import { listsGained, putOnLists } from '../lists/put-on-lists.ts';
import { commit, transaction } from './conditional-write.ts';
import { type Item, readHead, readSeen } from './items.ts';
import { newestEntries } from './numbered-entries.ts';
import { actionsOf, fitsOneTransaction } from './posting-actions.ts';
import { queryAll, readKeys } from './read-all.ts';
import {
  AFTER_LISTINGS,
  FACTS,
  HEAD,
  headKey,
  type Key,
  LINKS,
  olderSeenKey,
  seenKey,
  skuPartition,
} from './table-keys.ts';

/** The ledger in DynamoDB: every write of a SKU is one transaction that is conditional on the SKU head's `seq`. */
export function dynamoLedgerStore(client: DynamoDBDocumentClient, table: string): LedgerStore {
  return {
    async load(sku, keys) {
      const [items, listed] = await Promise.all([
        readKeys(client, table, [headKey(sku), ...seenKeysOf(sku, keys, seenKey)]),
        readListed(client, table, sku),
      ]);
      const older = isAnyWithHead(items) ? await readKeys(client, table, seenKeysOf(sku, keys, olderSeenKey)) : [];
      return ledgerOf(sku, [...items, ...older], listed);
    },
    async recorded(sku, keys) {
      const items = await readKeys(client, table, seenKeysOf(sku, keys, seenKey), 'aMomentAgo');
      return new Map(items.map(readSeen).map((each) => [each.key, each]));
    },
    async history(sku, since) {
      const newestFirst: LedgerEntry[] = [];
      for await (const entries of newestEntries({ client, table, sku }, ENTRIES_PER_READ)) {
        newestFirst.push(...entries);
        if (entries.some(({ postedAt }) => postedAt < since)) {
          break;
        }
      }
      return newestFirst.filter((entry) => entry.postedAt >= since).reverse();
    },
    inBundles: (component, bundles) => readInBundles(client, table, component, bundles),
    fits: (posting) => fitsOneTransaction(actionsOf(table, [posting])),
    async commit(posting) {
      const actions = actionsOf(table, [posting]);
      await listSku(client, table, posting);
      return await commit(transaction(client, actions));
    },
    async commitTogether(postings) {
      const actions = actionsOf(table, postings);
      await Promise.all(postings.map((posting) => listSku(client, table, posting)));
      return await commit(transaction(client, actions));
    },
  };
}

/**
 * Each once: a page may have a line that changed while it was read, and DynamoDB refuses a key that is asked for twice
 * (https://github.com/boto/boto3/issues/4131, 2024-05).
 */
function seenKeysOf(sku: Sku, keys: readonly string[], keyOf: typeof seenKey): readonly Key[] {
  return [...new Set(keys)].map((key) => keyOf(sku, key));
}

/**
 * Whether an older version stored facts with the head. They are read after the head: what another writer adds to them meanwhile
 * moves the head as well, on which the commit is conditional.
 */
function isAnyWithHead(items: readonly Item[]): boolean {
  return items.some((item) => item['sk'] === HEAD && item['isApart'] !== true);
}

/** Puts the SKU on the lists on which the posting brings it. */
async function listSku(client: DynamoDBDocumentClient, table: string, { before, after }: Posting): Promise<void> {
  const now = new Date(after.lastPostedAt);
  const stoodOn = before.seq === 0 ? [] : listsOf(before, now);
  await putOnLists(client, table, after.sku, listsGained(stoodOn, listsOf(after, now)));
}

/** A count is mostly received within minutes: one read of so many entries reaches back far enough. */
const ENTRIES_PER_READ = 100;

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
  const seen = items.filter(({ sk }) => String(sk).startsWith(FACTS)).map(readSeen);
  const remembered = { seen: new Map(seen.map((each) => [each.key, each])), ...listed };
  const head = items.find(({ sk }) => sk === HEAD);
  if (head !== undefined) {
    return { sku, ...readHead(head), ...remembered };
  }
  const linkedPlaces = linkedPlacesOf(listed.listings);
  return { ...emptyLedger(sku), ...remembered, ...(linkedPlaces && { linkedPlaces }) };
}
