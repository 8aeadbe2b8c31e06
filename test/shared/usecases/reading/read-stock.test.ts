import { describe, expect, it } from '@jest/globals';
import type { Exposure } from '../../../../shared/domain/exposure/exposure.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import type { StockReader } from '../../../../shared/ports/reading/stock-reader.ts';
import { readStock } from '../../../../shared/usecases/reading/read-stock.ts';
import { AMAZON, listing, MAIN, MUG, NOON, SHARED_RULES, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';

const readerOf = (mug: Listing) =>
  ({ skuState: async () => ({ sku: MUG, seq: 1, stock: {}, listings: [mug] }) }) as Pick<
    StockReader,
    'skuState'
  > as StockReader;

const problemOf = async (facts: Partial<Listing>) =>
  (
    await readStock(
      readerOf(listing(SHOPIFY, 5, facts)),
      { rules: SHARED_RULES, settleMs: 30_000 },
      MUG,
      new Date(NOON),
    )
  )?.listings[0]?.problem;

describe('a listing, as the stock API answers it', () => {
  const notes = [{ matter: 'item', at: NOON, problem: 'was deleted there' }];

  it('has what its channel’s catalogue says of it as its problem, before what a push was refused for', async () => {
    expect(await problemOf({ catalogueNotes: notes, problem: 'refused' })).toBe('The listing was deleted there.');
    expect(await problemOf({ problem: 'refused' })).toBe('refused');
    expect(await problemOf({ catalogueNotes: [{ matter: 'item', at: NOON }] })).toBeUndefined();
  });
});

describe('a SKU, as the stock API answers it', () => {
  const now = new Date(NOON);
  const stock = { [MAIN]: { onHand: 10, committed: 0, held: 0, unavailable: 0 } };
  const read = async (exposure: Exposure | undefined, rules = SHARED_RULES) => {
    const listings = [listing(SHOPIFY, 5), listing(SQUARE, 5), listing(AMAZON, 5, { managed: false })];
    const skuState = async () => ({ sku: MUG, seq: 1, stock, listings, ...(exposure && { exposure }) });
    return readStock(
      { skuState } as Pick<StockReader, 'skuState'> as StockReader,
      { rules, settleMs: 30_000 },
      MUG,
      now,
    );
  };
  const share = (units: number, goal: number) => ({ units, goal, since: NOON });

  it('says nothing of shares or an endgame where there are none', async () => {
    const view = await read(undefined);
    expect(view?.policy).toBe('shared');
    expect(Object.keys(view ?? {})).not.toEqual(expect.arrayContaining(['escrow']));
    expect(Object.keys(view ?? {})).not.toEqual(expect.arrayContaining(['endgame']));
    expect(view?.listings.map((each) => 'share' in each)).toEqual([false, false, false]);
  });

  it.each<[string, number, boolean, number]>([
    ['every unit is in a share', 6, true, 0],
    ['units are free', 3, true, 3],
    ['units of the beginning are still recalled', 9, false, 0],
    ['units that are free are not those withheld', 4, true, 1],
  ])('under escrow has its shares, and whether they are in force: %s', async (_name, units, inForce, free) => {
    const rules = { ...SHARED_RULES, policy: 'escrow' as const, safetyStock: units === 4 ? 1 : 0 };
    const view = await read({ rules, revision: 1, shares: { shopify: share(units, 6), square: share(4, 4) } });
    expect(view?.escrow).toEqual({ inForce, free });
    const known = { mayStillSell: 5, since: NOON };
    const waitsFor = units > 6 ? 'lowering' : 'units';
    expect(view?.listings.map((each) => each.share)).toEqual([
      { units, goal: 6, ...known, ...(units !== 6 && { waitsFor }) },
      { units: 4, goal: 4, ...known },
      undefined,
    ]);
  });

  it('under endgame has who finishes, and from how many units down', async () => {
    const rules = { ...SHARED_RULES, policy: 'endgame' as const, endgameAt: 12 };
    const running = await read({ rules, revision: 1, endgame: { listing: 'square', since: NOON, from: 40 } });
    expect(running?.endgame).toEqual({ listing: 'square', since: NOON, threshold: 12 });
    expect((await read(undefined, rules))?.endgame).toEqual({ listing: null, since: null, threshold: 12 });
  });
});
