import { describe, expect, it } from '@jest/globals';
import type { LedgerEntry } from '../../../../shared/domain/ledger/ledger-entry.ts';
import { SETTLE_MS_DEFAULT } from '../../../../shared/domain/listing/deduction.ts';
import type { EndedPush, StockReader } from '../../../../shared/ports/reading/stock-reader.ts';
import { explainSku } from '../../../../shared/usecases/reading/explain-sku.ts';
import { AMAZON, later, listing, MUG, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';
import { push, sale, stated } from '../../domain/explaining/entries.ts';

const SETTINGS = { rules: SHARED_RULES, settleMs: SETTLE_MS_DEFAULT };
const NOW = new Date(later(1_000_000));
const SALES = 10_000;
/** Amazon is pushed after each sale of Shopify's, and Shopify was never pushed. */
const LISTINGS = [listing(AMAZON, 0, { lastPushedAt: later(SALES + 1) }), listing(SHOPIFY, 0)];

/** A SKU with one unit fewer than it sold: the entry n happens n seconds after noon. */
function soldOut(sales = SALES) {
  const first = stated('baseline', sales - 1, SHOPIFY);
  const entries: readonly LedgerEntry[] = [
    first,
    ...Array.from({ length: sales }, (_, index) =>
      sale(1, index === sales - 1 ? AMAZON : SHOPIFY, { seconds: index + 2, left: sales - 2 - index, seq: index + 2 }),
    ),
  ];
  const pushes: readonly EndedPush[] = entries
    .slice(1)
    .map(({ seq }) => push('amazon', { seconds: seq + 1, seq, shows: sales - seq }));
  let reads = 0;
  const counted = <Answer>(answer: Answer) => {
    reads += 1;
    return Promise.resolve(answer);
  };
  const last = entries.at(-1);
  const reader: StockReader = {
    skuState: (sku) =>
      counted(sku === MUG && last ? { sku, seq: last.seq, stock: last.stockAfter, listings: LISTINGS } : undefined),
    entry: (_, seq) => counted(entries[seq - 1]),
    entries: (_, after, limit) => counted(entries.slice(after, after + limit)),
    pushes: (_, seq, limit) => counted(pushes.filter(({ intent }) => intent.seq >= seq).slice(0, limit)),
    order: () => counted({ entries: [], parked: [] }),
    openLines: () => counted([]),
  };
  return { reader, readsOf: () => reads };
}

describe('why a SKU with 10,000 entries is oversold', () => {
  it('says of a listing that was never pushed what it shows now, and what it sold since that time', async () => {
    const { reader } = soldOut();
    const why = await explainSku(reader, SETTINGS, MUG, { now: NOW, at: new Date(later(100.5)) });
    const soldByThen = 99;
    expect(why?.displayed.find(({ listing: name }) => name === 'shopify')?.units).toBe(SALES - 1 - soldByThen);
  });

  it('says of a listing that was neither pushed nor compared that it is as it was imported, and no time', async () => {
    const { reader } = soldOut();
    const why = await explainSku(reader, SETTINGS, MUG, { now: NOW });
    expect(why?.displayed).toMatchObject([
      { listing: 'amazon', evidence: { kind: 'count', asOf: later(SALES + 1) } },
      {
        listing: 'shopify',
        evidence: { kind: 'none' },
        says: 'as it was imported: it was neither pushed nor compared since',
      },
    ]);
  });

  it('is explained from what moved, what is displayed and decided, and both sales, in 14 reads', async () => {
    const { reader, readsOf } = soldOut();
    const why = await explainSku(reader, SETTINGS, MUG, { now: NOW });
    expect(why).toMatchObject({
      ...{ sku: MUG, seq: SALES + 1, available: -1, since: 2, at: NOW.toISOString() },
      moved: [
        { channel: SHOPIFY, kind: 'order', entries: SALES - 1, committed: SALES - 1 },
        { channel: AMAZON, kind: 'order', entries: 1 },
      ],
      displayed: [
        { listing: 'amazon', units: 0, sellable: 0, inputs: { policy: 'shared', available: -1, buffer: 0 } },
        { listing: 'shopify' },
      ],
      oversales: [{ units: 1, sale: { seq: SALES + 1 }, other: { seq: SALES }, prevention: { kind: 'escrow' } }],
    });
    expect(why?.entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => SALES - 18 + index));
    expect(why?.decisions.at(-1)).toMatchObject({ listing: 'amazon', seq: SALES + 1, endedAt: later(SALES + 2) });
    expect(readsOf()).toBe(14);
  });

  it.each([5, 3_000, 9_990])('or was not yet, %i s after noon, in twice as many reads at most', async (seconds) => {
    const { reader, readsOf } = soldOut();
    const why = await explainSku(reader, SETTINGS, MUG, { now: NOW, at: new Date(later(seconds)) });
    expect(why).toMatchObject({
      ...{ seq: seconds, available: SALES - seconds, at: later(seconds), oversales: [] },
      displayed: [
        { listing: 'amazon', units: SALES - seconds + 1, evidence: { kind: 'push', seq: seconds - 1 } },
        { listing: 'shopify' },
      ],
    });
    expect(why?.displayed[0]).not.toHaveProperty('sellable');
    expect(readsOf()).toBeLessThanOrEqual(28);
  });
});

it('nothing is explained of what was not in the ledger by then', async () => {
  const { reader } = soldOut(3);
  expect(await explainSku(reader, SETTINGS, MUG, { now: NOW, at: new Date(later(-120)) })).toBeUndefined();
});
