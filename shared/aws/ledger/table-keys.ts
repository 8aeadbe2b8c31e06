/** The keys of the table and of its index: which item lies where. */
import type { PolicyGroup } from '../../domain/exposure/policy-edit.ts';
import { type ChannelId, parseSku, type Sku } from '../../domain/identifiers.ts';

/** The key of an item. The table has one partition per SKU, and a few items that belong to no SKU. */
export type Key = { readonly pk: string; readonly sk: string };

const SEQ_DIGITS = 12;

/** The sort key of SKU heads. A stored name: see the last table of docs/glossary.md. */
export const HEAD = 'CARD';

export const headKey = (sku: Sku): Key => ({ pk: skuPartition(sku), sk: HEAD });
export const entryKey = (sku: Sku, seq: number): Key => ({ pk: skuPartition(sku), sk: `ENTRY#${digits(seq)}` });
export const seenKey = (sku: Sku, key: string): Key => ({ pk: skuPartition(sku), sk: `SEEN#${key}` });
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
/** Parked observations share one partition: they are few, and an operator works through them together. */
export const parkedKey = (sku: Sku, channel: ChannelId, key: string): Key => ({
  pk: 'PARKED',
  sk: `${sku}#${channel}#${key}`,
});

/** What operators decided, by time. */
export const DECISIONS = 'DECISIONS';
export const decisionKey = (decidedAt: string, about: string): Key => ({ pk: DECISIONS, sk: `${decidedAt}#${about}` });

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
/** Lists the links of a channel, in the index. */
export const linksReference = (channel: ChannelId): string => `LINKS#${channel}`;
export const listingPrefix = (channel: ChannelId): string => `${LISTINGS}${channel}`;
export const pushFrom = (seq: number): string => `PUSH#${digits(seq)}`;

/** Values of the index `byReference`, whose keys are `ref` and `refSort`. */
export const orderReference = (channel: ChannelId, order: string): string => `ORDER#${channel}#${order}`;
export const externalReference = (channel: ChannelId, externalId: string): string =>
  `EXTERNAL#${channel}#${externalId}`;

function digits(seq: number): string {
  return String(seq).padStart(SEQ_DIGITS, '0');
}
