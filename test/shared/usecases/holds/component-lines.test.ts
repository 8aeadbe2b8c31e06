/** Holds of bundles: what they are made of is held together, at one location. */

import { describe, expect, it } from '@jest/globals';
import { parseLocationId, parseQuantity, parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from '../../../../shared/domain/listing/deduction.ts';
import { NO_STOCK } from '../../../../shared/domain/stock/stock.ts';
import { defineBundle } from '../../../../shared/usecases/exposure/define-bundle.ts';
import type { HoldPorts } from '../../../../shared/usecases/holds/hold-ports.ts';
import { placeHold } from '../../../../shared/usecases/holds/place-hold.ts';
import { baseline, MAIN, MUG, movement } from '../../../fakes/facts.ts';
import { CUP, heldMugs } from '../../../fakes/shops/held-mugs.ts';

const SHOP = parseLocationId('shop');
const [JUG, TRAY] = [parseSku('JUG'), parseSku('TRAY')];
const [SET, SERVICE] = [parseSku('SET'), parseSku('SERVICE')];

/**
 * A set is a jug and a tray: 9 jugs and 1 tray are at main, 2 and 4 in the shop. A service is two trays and a cup, and the
 * cups are at main.
 */
async function shopOfSets() {
  const shop = await heldMugs(10);
  const { ports, post, table } = shop;
  const twoPlaces = (sku: Sku, main: number, inShop: number) => ({
    ...baseline(main, sku),
    onHand: { [MAIN]: parseQuantity(main), [SHOP]: parseQuantity(inShop) },
  });
  await post(twoPlaces(JUG, 9, 2), twoPlaces(TRAY, 1, 4), baseline(0, SET), baseline(0, SERVICE));
  const defining = { ...ports, store: table.exposureStore(), settleMs: SETTLE_MS_DEFAULT };
  await defineBundle(
    defining,
    SET,
    [JUG, TRAY].map((sku) => ({ sku, quantity: 1 })),
  );
  await defineBundle(defining, SERVICE, [
    { sku: TRAY, quantity: 2 },
    { sku: CUP, quantity: 1 },
  ]);
  const hold = (id: string, ...lines: readonly (readonly [Sku, number, string?])[]) =>
    placeHold(ports, {
      id,
      ttlSeconds: 60,
      lines: lines.map(([sku, quantity, at]) => ({
        ...{ sku, quantity: parseQuantity(quantity) },
        ...(at !== undefined && { location: parseLocationId(at) }),
      })),
    });
  const heldAt = async (sku: Sku) => {
    const { stock = {} } = (await table.reader().skuState(sku)) ?? {};
    return Object.fromEntries(Object.entries(stock).flatMap(([at, { held }]) => (held === 0 ? [] : [[at, held]])));
  };
  return { ...shop, hold, heldAt };
}

describe('a hold of a bundle', () => {
  it('is at one location, where most bundles can be made, and not where each component has most', async () => {
    const { hold, heldAt } = await shopOfSets();
    expect(await hold('h1', [SET, 2])).toMatchObject({ kind: 'placed' });
    expect([await heldAt(JUG), await heldAt(TRAY)]).toEqual([{ shop: 2 }, { shop: 2 }]);
  });

  it('is refused where no location has all of a bundle, though all locations together have', async () => {
    const { hold, heldAt } = await shopOfSets();
    expect(await hold('h1', [SET, 3])).toMatchObject({ kind: 'insufficient', short: [{ sku: JUG, available: 2 }] });
    expect(await heldAt(TRAY)).toEqual({});
  });

  it('is the same hold when it is asked for again, though another location has more by now', async () => {
    const { hold, post } = await shopOfSets();
    await hold('h1', [SET, 2]);
    await post(movement('received', 9, { sku: TRAY }));
    expect(await hold('h1', [SET, 2])).toMatchObject({ kind: 'already' });
    expect(await hold('h2', [SET, 2])).toMatchObject({ kind: 'placed', hold: { lines: [{ location: MAIN }, {}] } });
  });

  it('is granted once, where two requests of one id find another location each at the same moment', async () => {
    const { hold, ports, heldAt } = await shopOfSets();
    const sawMoreAtMain: HoldPorts['ledger'] = {
      ...ports.ledger,
      load: async (sku, keys) => {
        const ledger = await ports.ledger.load(sku, keys);
        const isForPlace = sku === TRAY && keys.length === 0;
        return isForPlace ? { ...ledger, stock: { [MAIN]: { ...NO_STOCK, onHand: 9 } } } : ledger;
      },
    };
    await hold('h1', [SET, 1]);
    let reads = 0;
    const skusOf = async (id: string) => {
      reads += 1;
      return reads === 1 ? undefined : ports.holds.skusOf(id);
    };
    const request = { id: 'h1', ttlSeconds: 60, lines: [{ sku: SET, quantity: parseQuantity(1) }] };
    expect(await placeHold({ ...ports, ledger: sawMoreAtMain, holds: { skusOf } }, request)).toMatchObject({
      kind: 'already',
    });
    expect([await heldAt(JUG), await heldAt(TRAY)]).toEqual([{ shop: 1 }, { shop: 1 }]);
  });

  it('is where the cart wants one of its components', async () => {
    const { hold, heldAt } = await shopOfSets();
    expect(await hold('h1', [SET, 1], [JUG, 3, 'main'])).toMatchObject({ kind: 'placed' });
    expect([await heldAt(JUG), await heldAt(TRAY)]).toEqual([{ main: 4 }, { main: 1 }]);
  });

  it('has the units of a SKU that the cart wants beside it at the same location', async () => {
    const { hold, heldAt } = await shopOfSets();
    expect(await hold('h1', [JUG, 1], [SET, 1])).toMatchObject({ kind: 'placed' });
    expect([await heldAt(JUG), await heldAt(TRAY)]).toEqual([{ shop: 2 }, { shop: 1 }]);
  });

  it.each([
    ['of a SKU by itself', [[SET, 1, 'shop'] as const, [JUG, 1, 'main'] as const], JUG],
    ['of two bundles', [[SET, 1, 'shop'] as const, [SERVICE, 1, 'main'] as const], TRAY],
    ['of its other component', [[SET, 1] as const, [JUG, 1, 'main'] as const, [TRAY, 1, 'shop'] as const], TRAY],
  ])('is refused together with one %s at another location, and nothing is held', async (_, lines, sku) => {
    const { hold, heldAt } = await shopOfSets();
    expect(await hold('h1', ...lines)).toEqual({ kind: 'twoLocations', sku });
    expect([await heldAt(JUG), await heldAt(TRAY), await heldAt(MUG)]).toEqual([{}, {}, {}]);
  });
});
