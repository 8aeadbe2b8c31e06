/** What the suites of the table do to prepare a test: post observations, register a listing, make an intent. */
import { expect } from '@jest/globals';
import { type ChannelId, type LocationId, parseQuantity, type Sku } from '../../shared/domain/identifiers.ts';
import type { PushMode } from '../../shared/domain/listing/listing-push.ts';
import type { AbsoluteIntent, DifferenceIntent } from '../../shared/domain/listing/push-intent.ts';
import { postAll } from '../../shared/domain/posting/post.ts';
import type { Observation } from '../../shared/domain/stock/observation.ts';
import type { CatalogueListing } from '../../shared/ports/channel/channel.ts';
import type { ListingRegistry } from '../../shared/ports/importing/listing-registry.ts';
import type { LedgerStore, Posting } from '../../shared/ports/posting/posting.ts';
import { postingOf } from '../../shared/usecases/posting/posting-of.ts';
import { later, MAIN, NOON, sha256 } from '../fakes/facts.ts';

export async function postingFor(
  ledger: LedgerStore,
  sku: Sku,
  observations: readonly Observation[],
  now = NOON,
): Promise<Posting> {
  const before = await ledger.load(
    sku,
    observations.map((observation) => observation.source.key),
  );
  const decided = postAll(before, observations, { now, digest: sha256, history: [] });
  return postingOf(before, decided.at(-1)?.after ?? before, decided);
}

export async function post(
  ledger: LedgerStore,
  sku: Sku,
  observations: readonly Observation[],
  now = NOON,
): Promise<void> {
  expect(await ledger.commit(await postingFor(ledger, sku, observations, now))).toBe('committed');
}

export function register(
  registry: ListingRegistry,
  sku: Sku,
  channel: ChannelId,
  shows: number,
  pushMode: PushMode = 'difference',
  facts: Partial<CatalogueListing> = {},
): ReturnType<ListingRegistry['register']> {
  const drawsOn: readonly LocationId[] = [MAIN];
  const listing = {
    sku,
    channelLocation: '-',
    externalId: `id of ${sku}`,
    drawsOn,
    managed: true,
    shows: parseQuantity(shows),
    ...facts,
  };
  return registry.register(listing, channel, pushMode, new Date(NOON));
}

export function intentOf(facts: Partial<DifferenceIntent>): DifferenceIntent {
  return { ...INTENT, kind: 'difference', unread: false, ...facts };
}

export function absoluteIntentOf(facts: Partial<AbsoluteIntent>): AbsoluteIntent {
  return { ...INTENT, kind: 'absolute', setsAgain: 0, basis: 'shown', ...facts };
}

const INTENT = {
  generation: 1,
  attempt: 1,
  seq: 1,
  delta: -2,
  target: 8,
  changeFrom: 10,
  repeated: false,
  startedAt: NOON,
  leaseUntil: later(40),
};

export function missing(): never {
  throw new Error('The table has lost something.');
}
