import { describe, expect, it } from '@jest/globals';
import { parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import type { LedgerEntry } from '../../../../shared/domain/ledger/ledger-entry.ts';
import { listStockAt, stockAsKnownNow } from '../../../../shared/usecases/reading/list-stock-at.ts';
import { AMAZON, later, listing, MAIN, MUG, NOON, SHOPIFY } from '../../../fakes/facts.ts';
import { push } from '../../domain/explaining/entries.ts';

/** An entry that sold one unit of so many, posted so many seconds after noon. */
function entryOf(sku: Sku, seq: number, postedAt: number, occurredAt = postedAt): LedgerEntry {
  return {
    ...{ sku, seq, kind: 'order', changes: [{ location: MAIN, onHand: seq === 1 ? 100 : -1 }] },
    stockAfter: { [MAIN]: { onHand: 101 - seq, committed: 0, held: 0, unavailable: 0 } },
    source: { channel: SHOPIFY, key: `${seq}` },
    occurredAt: later(occurredAt),
    receivedAt: NOON,
    postedAt: later(postedAt),
    hash: `${sku}-${seq}`,
    previousHash: `${sku}-${seq - 1}`,
  };
}

const SKUS = Array.from({ length: 150 }, (_, index) => parseSku(`SKU-${String(index).padStart(3, '0')}`));
const ENTRIES = 30;

/** A ledger whose SKUs have thirty entries each, a second apart; `calls`: how many keys each read asked for. */
function ledger() {
  const calls: number[] = [];
  const ports = {
    lists: {
      page: async (
        _list: string,
        { after, limit }: { readonly after?: string | undefined; readonly limit: number },
      ) => {
        const rest = SKUS.filter((sku) => after === undefined || sku > after);
        return { skus: rest.slice(0, limit).map((sku) => ({ sku, since: NOON })), isMore: rest.length > limit };
      },
    },
    past: {
      newest: async (skus: readonly Sku[]) => skus.map(() => ENTRIES),
      entries: async (keys: readonly { readonly sku: Sku; readonly seq: number }[]) => {
        calls.push(keys.length);
        return keys.map(({ sku, seq }) => entryOf(sku, seq, seq));
      },
    },
    states: async () => [],
    pastOfListings: { entries: async () => [], pushes: async () => [] },
  };
  return { calls, ports };
}

describe('the stock of all SKUs at a time', () => {
  it.each([
    [0.5, []],
    [1, [1]],
    [17.5, [17]],
    [30, [30]],
    [999, [30]],
  ])('%d s after noon is that of the last entry posted by then', async (seconds, seqs) => {
    const { ports } = ledger();
    const { stock } = await listStockAt(ports, { at: new Date(later(seconds)), limit: 1 });
    expect(stock.map(({ seq, onHand, hash }) => [seq, onHand, hash])).toEqual(
      seqs.map((seq) => [seq, 101 - seq, `SKU-000-${seq}`]),
    );
  });

  it('takes reads of pages, not of SKUs: the SKUs are searched together', async () => {
    const past = ledger();
    await listStockAt(past.ports, { at: new Date(later(11)), limit: 100 });
    expect(past.calls.length).toBeLessThanOrEqual(6);
    const present = ledger();
    await listStockAt(present.ports, { at: new Date(later(99)), limit: 100 });
    expect(present.calls).toEqual([100]);
  });

  it('goes on behind the last SKU of a page', async () => {
    const { ports } = ledger();
    const asked = { at: new Date(later(5)), limit: 100 };
    const { next } = await listStockAt(ports, asked);
    const second = await listStockAt(ports, { ...asked, after: next });
    expect([next, second.stock.length, second.next]).toEqual(['SKU-099', 50, undefined]);
  });
});

describe('the stock at a time as known now', () => {
  it('contains what had happened by then and was reported later, and not what had not', () => {
    const entries = [entryOf(MUG, 1, 1), entryOf(MUG, 2, 60, 5), entryOf(MUG, 3, 61, 30)];
    expect(stockAsKnownNow(entries, new Date(later(10)))).toMatchObject({ onHand: 99, seq: 3, hash: 'MUG-3' });
    expect(stockAsKnownNow(entries, new Date(later(0)))).toBeUndefined();
  });
});

describe('what listings showed at a time', () => {
  /** Amazon was pushed to 97 after entry 4, and Shopify, which sold every unit, never. */
  const LISTINGS = [listing(AMAZON, 90, { lastPushedAt: later(5) }), listing(SHOPIFY, 71)];

  function withListings() {
    const { ports } = ledger();
    const [sku = MUG] = SKUS;
    const entries = Array.from({ length: ENTRIES }, (_, index) => entryOf(sku, index + 1, index + 1));
    const pushes = [
      push('amazon', { seconds: 5, seq: 4, shows: 97 }),
      push('amazon', { seconds: 12, seq: 11, shows: 90 }),
    ];
    const state = { sku, seq: ENTRIES, stock: {}, listings: LISTINGS };
    return {
      ...ports,
      states: async (skus: readonly Sku[]) => skus.map(() => state),
      pastOfListings: {
        entries: async (_: Sku, after: number, limit: number) => entries.slice(after, after + limit),
        pushes: async (_: Sku, seq: number) => pushes.filter(({ intent }) => intent.seq >= seq),
      },
    };
  }

  it.each([
    [10, 97, 91],
    [20, 90, 81],
    [999, 90, 71],
  ])(
    '%d s after noon is what was pushed by then, or what it shows now and what it sold since',
    async (at, amazon, shopify) => {
      const asked = { at: new Date(later(at)), limit: 1, isWithListings: true };
      const { stock } = await listStockAt(withListings(), asked);
      expect(stock[0]?.listings?.map(({ listing: name, shown }) => [name, shown])).toEqual([
        ['amazon', amazon],
        ['shopify', shopify],
      ]);
    },
  );

  it('is said with what it is known by', async () => {
    const { stock } = await listStockAt(withListings(), { at: new Date(later(10)), limit: 1, isWithListings: true });
    expect(stock[0]?.listings).toMatchObject([{ because: 'push', asOf: later(5) }, { because: 'sale' }]);
  });

  it('is read only where it is asked for', async () => {
    const { stock } = await listStockAt(withListings(), { at: new Date(later(10)), limit: 1 });
    expect(stock[0]).not.toHaveProperty('listings');
  });
});
