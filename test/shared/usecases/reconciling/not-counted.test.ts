import { describe, expect, it } from '@jest/globals';
import { type ChannelId, type LocationId, parseLocationId } from '../../../../shared/domain/identifiers.ts';
import type { EntryKind, LedgerEntry } from '../../../../shared/domain/ledger/ledger-entry.ts';
import { NOTHING_OFF_SALE, type UnitStates } from '../../../../shared/domain/stock/off-sale.ts';
import { statesWhenAgreed, unitsNotCounted } from '../../../../shared/usecases/reconciling/not-counted.ts';
import { AMAZON, later, listing, MAIN, MUG, NOON, SHOPIFY } from '../../../fakes/facts.ts';

type EntryFacts = { readonly kind?: EntryKind; readonly channel?: ChannelId; readonly at?: LocationId };

/** An entry of two units that an order commits on Shopify at the main location, unless the test says otherwise. */
const entry = (seq: number, { kind = 'order', channel = SHOPIFY, at = MAIN }: EntryFacts = {}): LedgerEntry => ({
  ...{ sku: MUG, seq, kind, source: { channel, key: `${seq}` }, changes: [{ location: at, committed: 2 }] },
  ...{ occurredAt: NOON, receivedAt: NOON, postedAt: NOON, stockAfter: {}, hash: '', previousHash: '' },
});
const states = (committed: number): UnitStates => ({ committed, incoming: 3, offSale: NOTHING_OFF_SALE });
const agreedStates = { committed: 4, incoming: 0, seq: 5, asOf: NOON };
const seen = listing(SHOPIFY, 10, { agreedStates });
const asked: string[] = [];
const ledger = (...entries: readonly LedgerEntry[]) => ({
  history: async (_sku: unknown, since: string) => {
    asked.push(since);
    return entries;
  },
});

describe('units of orders that a channel did not count', () => {
  it.each([
    ['those of an order since it agreed', [entry(6)], 4, 2],
    ['none where the channel has committed them', [entry(6)], 6, 0],
    ['none where the channel has committed more', [entry(6)], 9, 0],
    ['none of an order from before', [entry(5)], 4, 0],
    ['none of an order that the state does not have yet', [entry(8)], 4, 0],
    ['none of another channel’s order', [entry(6, { channel: AMAZON })], 4, 0],
    ['none of what is no order', [entry(6, { kind: 'sold' })], 4, 0],
    ['none at a location from which the listing does not draw', [entry(6, { at: parseLocationId('attic') })], 4, 0],
  ])('are %s', async (_what, entries, committed, expected) => {
    expect(await unitsNotCounted(ledger(...entries), { seq: 7 }, seen, states(committed))).toBe(expected);
    expect(asked.at(-1)).toBe(later(-60));
  });

  it('are not known of a channel that was never seen to agree', async () => {
    expect(await unitsNotCounted(ledger(entry(6)), { seq: 7 }, listing(SHOPIFY, 10), states(4))).toBeUndefined();
  });
});

describe('what is kept of a reading that agrees', () => {
  const kept = (one: typeof seen, committed: number, seconds: number) =>
    statesWhenAgreed(ledger(entry(6)), { seq: 7 }, one, states(committed), new Date(later(seconds)));

  it.each([
    ['is what it says', seen, 6, 60, { committed: 6, incoming: 3, seq: 7, asOf: later(60) }],
    ['is what was kept before, where an order may be unreported', seen, 7, 60, { ...agreedStates, incoming: 3 }],
    ['an hour later is what was kept before', seen, 7, 3_600, { ...agreedStates, incoming: 3 }],
    ['is what it says after that', seen, 7, 3_601, { committed: 7, incoming: 3, seq: 7, asOf: later(3_601) }],
  ])('%s', async (_what, one, committed, seconds, expected) => {
    expect(await kept(one, committed, seconds)).toEqual(expected);
  });

  it('is what the first one says', async () => {
    const first = await kept(listing(SHOPIFY, 10), 7, 0);
    expect(first).toEqual({ committed: 7, incoming: 3, seq: 7, asOf: NOON });
  });
});
