/** The keys of the table and of its index: which item lies where. */
import { createHash } from 'node:crypto';
import type { PolicyGroup } from '../../domain/exposure/policy-edit.ts';
import { type ChannelId, parseSku, type Sku } from '../../domain/identifiers.ts';
import type { ParkedPlace } from '../../ports/posting/posting.ts';

/**
 * The key of an item. A SKU's head, its listings and its pushes share a partition; its entries and what it remembers of facts
 * have partitions of their own (docs/decisions/0044). A few items belong to no SKU.
 */
export type Key = { readonly pk: string; readonly sk: string };

const SEQ_DIGITS = 12;

/** The sort key of SKU heads. A stored name: see the last table of docs/glossary.md. */
export const HEAD = 'CARD';

export const headKey = (sku: Sku): Key => ({ pk: skuPartition(sku), sk: HEAD });
/** What the sort keys of entries begin with. */
export const ENTRIES = 'ENTRY#';
/**
 * So many entries one after the other have one partition key. In a rush each takes some writes for a moment and then none: a
 * partition key takes 1,000 write units a second (DynamoDB developer guide, “Best practices for partition keys”, 2026-11).
 */
const ENTRIES_PER_PARTITION = 100;
/** The partition of the entry with this number, and of those beside it. */
export const entriesPartition = (sku: Sku, seq: number): string =>
  `${ENTRIES}${digits(Math.floor(seq / ENTRIES_PER_PARTITION))}#${sku}`;
/** The partitions of all entries up to the one with this number. */
export const entriesPartitions = (sku: Sku, seq: number): readonly string[] =>
  Array.from({ length: Math.floor(seq / ENTRIES_PER_PARTITION) + 1 }, (_, index) =>
    entriesPartition(sku, index * ENTRIES_PER_PARTITION),
  );
export const entryKey = (sku: Sku, seq: number): Key => ({ pk: entriesPartition(sku, seq), sk: entrySort(seq) });
export const entrySort = (seq: number): string => `${ENTRIES}${digits(seq)}`;
/** Whether another entry can follow in the partition of this one. */
export const isLastOfPartition = (seq: number): boolean => (seq + 1) % ENTRIES_PER_PARTITION === 0;
/** Where version 0.2 and older wrote entries: with the head. */
export const olderEntryKey = (sku: Sku, seq: number): Key => ({ pk: skuPartition(sku), sk: entrySort(seq) });

/** With what the sort keys of remembered facts begin. A stored name, like `CARD`. */
export const FACTS = 'SEEN#';
/** What a SKU remembers of facts lies under so many partition keys, each of which takes a part of what a rush writes. */
const FACT_PARTITIONS = 4;
/** The partitions of what the SKU remembers of facts. */
export const factPartitions = (sku: Sku): readonly string[] =>
  Array.from({ length: FACT_PARTITIONS }, (_, part) => factPartition(sku, part));
export const seenKey = (sku: Sku, key: string): Key => ({ pk: factPartition(sku, partOf(key)), sk: `${FACTS}${key}` });
/** Where version 0.2 and older wrote it: with the head. It stays there when it changes. */
export const olderSeenKey = (sku: Sku, key: string): Key => ({ pk: skuPartition(sku), sk: `${FACTS}${key}` });
export const listingKey = (sku: Sku, channel: ChannelId, channelLocation: string): Key => ({
  pk: skuPartition(sku),
  sk: `${listingPrefix(channel)}${channelLocation === '-' ? '' : `@${channelLocation}`}`,
});
export const pushKeyOf = (sku: Sku, seq: number, listing: string, generation: number): Key => ({
  pk: skuPartition(sku),
  sk: `PUSH#${digits(seq)}#${listing}#${digits(generation)}`,
});
/** Finds a hold's SKU by the hold's id alone, and keeps the id from being used for another SKU. */
export const holdPointerKey = (id: string): Key => ({ pk: `HOLD#${id}`, sk: 'HOLD' });
/** Which SKU each line of an order has. It lies in the order's partition, so the functions that receive orders need access to nothing else. */
export const orderBookKey = (channel: ChannelId, order: string): Key => ({
  pk: orderReference(channel, order),
  sk: 'BOOK',
});
/** The policies of groups of SKUs share one partition: they are few, and read together. */
export const POLICIES = 'POLICIES';
export const policyGroupKey = (group: PolicyGroup): Key => ({
  pk: POLICIES,
  sk: group.kind === 'default' ? 'DEFAULT' : `GROUP#${group.kind}:${group.name}`,
});
/** The policy of one SKU alone. */
export const skuPolicyKey = (sku: Sku): Key => ({ pk: skuPartition(sku), sk: 'POLICY' });
/** The state of a channel's pushes. */
export const channelStateKey = (channel: ChannelId): Key => ({ pk: `CHANNEL#${channel}`, sk: 'STATE' });
/** Up to when a channel is swept. */
export const sweepMarkKey = (channel: ChannelId): Key => ({ pk: `CHANNEL#${channel}`, sk: 'SWEEP' });
/** Up to when a channel's orders were read before a difference was judged. */
export const searchMarkKey = (channel: ChannelId): Key => ({ pk: `CHANNEL#${channel}`, sk: 'ORDER_SEARCH' });
/** When a channel was last compared as a whole. */
export const comparisonMarkKey = (channel: ChannelId): Key => ({ pk: `CHANNEL#${channel}`, sk: 'COMPARISON' });
/** The calls to one seller's account; several channels may share it. */
export const budgetKey = (account: string): Key => ({ pk: `BUDGET#${account}`, sk: 'PUSH' });
/** DynamoDB developer guide, “Constraints” (2026-11). */
const SORT_KEY_BYTES_MAX = 1_024;
/**
 * Parked observations share one partition: they are few, and an operator works through them together. The fact covers the
 * key, so a key that is too long is left out beside it.
 */
export const parkedKey = ({ sku, channel, key, fact }: ParkedPlace): Key => {
  const place = `${sku}#${channel}#${key}`;
  const whole = fact === undefined ? place : `${place}#${fact}`;
  const isTooLong = Buffer.byteLength(whole) > SORT_KEY_BYTES_MAX;
  return { pk: 'PARKED', sk: isTooLong ? `${sku}#${channel}#${fact}` : whole };
};

/** With what the sort key of a SKU on a list begins: a SKU may be called as the sort key of another item is. */
const ON_LIST = 'ON#';
/** Each list of SKUs has a partition, in the order of the SKUs. */
export const skuListKey = (list: string, sku: string): Key => ({ pk: `SKUS#${list}`, sk: `${ON_LIST}${sku}` });
/** The SKU that stands on a list under this sort key. Throws InvalidIdentifierError for another item's key. */
export const skuOnList = (sk: unknown): Sku => {
  const text = String(sk);
  return parseSku(text.startsWith(ON_LIST) ? text.slice(ON_LIST.length) : '');
};

/** Proposals of links have one partition: its head says which parts are of the last comparison. */
export const PROPOSALS = 'PROPOSALS';
export const proposalHeadKey: Key = { pk: PROPOSALS, sk: 'HEAD' };
/** What the sort keys of parts begin with. */
export const PROPOSAL_PARTS = 'PART#';
/** The same of the parts of one comparison. */
export const proposalPartsOf = (generation: string): string => `${PROPOSAL_PARTS}${generation}#`;
export const proposalPartKey = (generation: string, index: number): Key => ({
  pk: PROPOSALS,
  sk: `${proposalPartsOf(generation)}${digits(index)}`,
});

/** What operators decided, by time. */
export const DECISIONS = 'DECISIONS';
export const decisionKey = (decidedAt: string, about: string): Key => ({ pk: DECISIONS, sk: `${decidedAt}#${about}` });

/** When a token of the API was last used. */
export const tokenUseKey = (name: string): Key => ({ pk: `TOKEN#${name}`, sk: 'USE' });

/** That an alert was sent to a webhook, or in a mail. In no partition of a SKU: who sends it reaches no stock. */
export const sentAlertKey = (to: string, { sku, seq }: { readonly sku: Sku; readonly seq: number }): Key => ({
  pk: `ALERT#${sku}`,
  sk: `${digits(seq)}#${to}`,
});

/** What the partition keys of SKUs begin with. */
export const SKU_PARTITION = 'SKU#';

export const skuPartition = (sku: Sku): string => `${SKU_PARTITION}${sku}`;
/** The SKU whose partition it is. Throws InvalidIdentifierError for another partition's key. */
export const skuOfPartition = (pk: unknown): Sku => {
  const text = String(pk);
  return parseSku(text.startsWith(SKU_PARTITION) ? text.slice(SKU_PARTITION.length) : '');
};
/** With what the sort key of every listing begins. */
export const LISTINGS = 'LISTING#';
/** Links of what is listed under the SKU as a name. They lie right before its listings, and are read with them. */
export const LINKS = 'LINKED#';
export const AFTER_LISTINGS = 'LISTING$';
export const linkKey = (name: Sku, channel: ChannelId, externalId: string): Key => ({
  pk: skuPartition(name),
  sk: `${LINKS}${channel}#${externalId}`,
});
/** A pointer to the listing at that place, in the partition of its channel's id (listing-pointers.ts). */
export const pointerKey = (
  channel: ChannelId,
  externalId: string,
  { sku, channelLocation }: { readonly sku: Sku; readonly channelLocation: string },
): Key => ({ pk: externalReference(channel, externalId), sk: `AT#${channelLocation}#${sku}` });
/** Lists the links of a channel, in the index. */
export const linksReference = (channel: ChannelId): string => `LINKS#${channel}`;
export const listingPrefix = (channel: ChannelId): string => `${LISTINGS}${channel}`;
export const pushFrom = (seq: number): string => `PUSH#${digits(seq)}`;

/** Values of the index `byReference`, whose keys are `ref` and `refSort`; partitions of order books and of pointers as well. */
export const orderReference = (channel: ChannelId, order: string): string => `ORDER#${channel}#${order}`;
export const externalReference = (channel: ChannelId, externalId: string): string =>
  `EXTERNAL#${channel}#${externalId}`;

function factPartition(sku: Sku, part: number): string {
  return `${FACTS}${part}#${sku}`;
}

/** The same for ever: it says where the fact lies. */
function partOf(key: string): number {
  return (createHash('sha256').update(key).digest()[0] ?? 0) % FACT_PARTITIONS;
}

function digits(seq: number): string {
  return String(seq).padStart(SEQ_DIGITS, '0');
}
