import type { PolicyGroup } from '../../domain/exposure/policy-edit.ts';
import { type ChannelId, parseSku, type Sku } from '../../domain/identifiers.ts';

/** The key of an item. The table has one partition per SKU, and a few items that belong to no SKU. */
export type Key = { readonly pk: string; readonly sk: string };

const SEQ_DIGITS = 12;

export const headKey = (sku: Sku): Key => ({ pk: skuPartition(sku), sk: 'CARD' });
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
/** Which SKU each line of an order has. Its partition is the order's: who receives orders may touch nothing else. */
export const orderBookKey = (channel: ChannelId, order: string): Key => ({
  pk: orderReference(channel, order),
  sk: 'BOOK',
});
/** What is said of many SKUs at once of how they are offered; few, and read together. */
export const POLICIES = 'POLICIES';
export const policyGroupKey = (group: PolicyGroup): Key => ({
  pk: POLICIES,
  sk: group.kind === 'default' ? 'DEFAULT' : `GROUP#${group.kind}:${group.name}`,
});
/** What is said of this SKU alone of how it is offered. */
export const skuPolicyKey = (sku: Sku): Key => ({ pk: skuPartition(sku), sk: 'POLICY' });
/** What is kept of a channel as a whole. */
export const channelStateKey = (channel: ChannelId): Key => ({ pk: `CHANNEL#${channel}`, sk: 'STATE' });
/** How far what happened on a channel was read by sweeps. */
export const sweepMarkKey = (channel: ChannelId): Key => ({ pk: `CHANNEL#${channel}`, sk: 'SWEEP' });
/** The calls that one seller's account takes; several channels may share it. */
export const budgetKey = (account: string): Key => ({ pk: `BUDGET#${account}`, sk: 'PUSH' });
/** Parked items share one partition: they are few, and whoever works through them wants them together. */
export const parkedKey = (sku: Sku, channel: ChannelId, key: string): Key => ({
  pk: 'PARKED',
  sk: `${sku}#${channel}#${key}`,
});

const SKU_PARTITION = 'SKU#';

export const skuPartition = (sku: Sku): string => `${SKU_PARTITION}${sku}`;
/** The SKU whose partition it is. Throws InvalidIdentifierError for another partition's key. */
export const skuOfPartition = (pk: unknown): Sku => {
  const text = String(pk);
  return parseSku(text.startsWith(SKU_PARTITION) ? text.slice(SKU_PARTITION.length) : '');
};
export const listingPrefix = (channel: ChannelId): string => `LISTING#${channel}`;
export const pushFrom = (seq: number): string => `PUSH#${digits(seq)}`;

/** Values of the index `byReference`, whose keys are `ref` and `refSort`. */
export const orderReference = (channel: ChannelId, order: string): string => `ORDER#${channel}#${order}`;
export const externalReference = (channel: ChannelId, externalId: string): string =>
  `EXTERNAL#${channel}#${externalId}`;

function digits(seq: number): string {
  return String(seq).padStart(SEQ_DIGITS, '0');
}
