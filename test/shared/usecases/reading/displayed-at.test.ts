import { describe, expect, it } from '@jest/globals';
import type { LedgerEntry } from '../../../../shared/domain/ledger/ledger-entry.ts';
import type { EndedPush } from '../../../../shared/ports/reading/stock-reader.ts';
import {
  entriesSince,
  listingsAt,
  PUSHES_BEFORE,
  PUSHES_PER_READ,
  pushesBy,
  readEntries,
} from '../../../../shared/usecases/reading/displayed-at.ts';
import { AMAZON, later, listing, MUG, SHOPIFY } from '../../../fakes/facts.ts';
import { push, sale } from '../../domain/explaining/entries.ts';

const AMAZON_LISTING = listing(AMAZON, 3, { lastPushedAt: later(9_000) });
const UNPUSHED = listing(SHOPIFY, 4);

/** A SKU of which a unit sold on Shopify each second from noon on, and each of these pushes carried such an entry. */
function past(sales: number, pushes: readonly EndedPush[] = [], listings = [AMAZON_LISTING]) {
  const entries: readonly LedgerEntry[] = Array.from({ length: sales }, (_, index) =>
    sale(1, SHOPIFY, { seconds: index + 1, left: sales - index, seq: index + 1 }),
  );
  const asked: { readonly after?: number; readonly from?: number; readonly limit: number }[] = [];
  const reader = {
    entries: async (_: unknown, after: number, limit: number) => {
      asked.push({ after, limit });
      return entries.slice(after, after + limit);
    },
    pushes: async (_: unknown, from: number, limit: number) => {
      asked.push({ from, limit });
      return pushes
        .filter(({ intent }) => intent.seq >= from)
        .toSorted((one, other) => one.intent.seq - other.intent.seq)
        .slice(0, limit);
    },
  };
  return { reader, asked, state: { sku: MUG, seq: sales, stock: {}, listings } };
}

const toAmazon = (seq: number, seconds = seq) => push('amazon', { seconds, seq, shows: 100 - seq });

describe('entries that explain a figure', () => {
  it('are read from the first to the last, a thousand at a time, and none where there are none', async () => {
    const { reader, asked } = past(2_500);
    const read = await readEntries(reader, MUG, 101, 2_200);
    expect([read.length, read[0]?.seq, read.at(-1)?.seq]).toEqual([2_100, 101, 2_200]);
    expect(asked).toEqual([
      { after: 100, limit: 1_000 },
      { after: 1_100, limit: 1_000 },
      { after: 2_100, limit: 100 },
    ]);
    expect(await readEntries(reader, MUG, 5, 4)).toEqual([]);
  });

  it('are those after the last one where some listing was not pushed to by then, and none where all were', async () => {
    const { reader, state } = past(20, [], [AMAZON_LISTING, UNPUSHED]);
    const since = { pushes: [toAmazon(5)], last: 8, moment: later(8) };
    expect((await entriesSince(reader, state, since)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 12 }, (_, index) => index + 9),
    );
    expect(await entriesSince(reader, { ...state, listings: [AMAZON_LISTING] }, since)).toEqual([]);
  });

  it('of a push that the channel refused, or that ended later, or that was of another listing, are not left out', async () => {
    const { reader, state } = past(20);
    const refused = push('amazon', { seconds: 5, seq: 5, shows: 1, answer: 'no such item' });
    for (const only of [refused, toAmazon(5, 9), push('square', { seconds: 5, seq: 5, shows: 1 })]) {
      const since = { pushes: [only], last: 8, moment: later(8) };
      expect((await entriesSince(reader, state, since)).length).toBe(12);
    }
  });
});

describe('pushes that explain a figure', () => {
  it('are those of the last entries, in the order in which they ended, where each listing has one among them', async () => {
    const { reader, asked, state } = past(200, [toAmazon(160, 170), toAmazon(165, 166), toAmazon(100)]);
    const found = await pushesBy(reader, state, 200, later(200));
    expect(found.map(({ intent }) => intent.seq)).toEqual([165, 160]);
    expect(asked).toEqual([{ from: 200 - PUSHES_BEFORE, limit: PUSHES_PER_READ }]);
  });

  it('are looked for among eight times as many entries, and again, until one had ended by then', async () => {
    const { reader, asked, state } = past(2_000, [toAmazon(10), toAmazon(1_990, 2_100)]);
    const found = await pushesBy(reader, state, 2_000, later(2_000));
    expect(found.map(({ intent }) => intent.seq)).toEqual([10, 1_990]);
    expect(asked.map(({ from }) => from)).toEqual([1_950, 1_600, 1]);
  });

  it('are none, and are looked for once, where no listing was ever pushed', async () => {
    const { reader, asked, state } = past(2_000, [], [UNPUSHED]);
    expect(await pushesBy(reader, state, 2_000, later(2_000))).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('are read to the end of the older entries, however many pages they take', async () => {
    const many = Array.from({ length: PUSHES_PER_READ + 50 }, (_, index) => toAmazon(1_000 + index, 9_000));
    const { reader, state } = past(2_000, [toAmazon(990), ...many]);
    const found = await pushesBy(reader, state, 1_700, later(1_700));
    expect(found.filter(({ intent }) => intent.seq < 1_650)).toHaveLength(PUSHES_PER_READ + 51);
  });
});

describe('what all listings displayed', () => {
  it('is nothing of a SKU without listings, of which nothing is read', async () => {
    const { reader, asked, state } = past(20, [], []);
    expect([await listingsAt(reader, state, 20, later(20)), asked]).toEqual([[], []]);
  });

  it('is what the last push carried, or what is shown now with what was sold since put back', async () => {
    const { reader, state } = past(20, [toAmazon(5)], [AMAZON_LISTING, UNPUSHED]);
    const displayed = await listingsAt(reader, state, 8, later(8));
    expect(displayed).toMatchObject([
      { listing: 'amazon', units: 95, evidence: { kind: 'push', seq: 5 } },
      { listing: 'shopify', units: 16, evidence: { kind: 'sale', seq: 8 } },
    ]);
  });
});
