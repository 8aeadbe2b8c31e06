/** Tests on the running stack that what staff do in the admins of Shopify and Square is posted, each unit once. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { SHOPIFY } from '../../sandbox/kernel/identities.ts';
import { stockline } from './operating/operator.ts';
import { eventually, type RunningStack } from './running-stack.ts';

const MINUTES = 120_000;

/** One SKU for each thing that staff do, with 100 units at the main place of Shopify and 100 at Square’s counter. */
const SET_ASIDE = 'DEMO-010';
const DRAFTED = 'DEMO-011';
const TRANSFERRED = 'DEMO-012';
const RECOUNTED = 'DEMO-013';
/** At two places of Shopify: the main one lacks units. */
const LACKING = 'DEMO-014';
const ALL = [SET_ASIDE, DRAFTED, TRANSFERRED, RECOUNTED, LACKING];

/** Everything happens first; then each test asserts what became of one SKU: so they wait together. */
export function stockWork(stackOf: () => RunningStack): void {
  describe('what staff do in the admins of Shopify and Square', () => {
    let draft = '';
    let refusedBefore = 0;

    beforeAll(async () => {
      refusedBefore = stackOf().refused().length;
      draft = await work(stackOf());
    }, 2 * MINUTES);

    it(
      'is taken off sale on every channel where units are damaged, in quality control or kept as safety stock, and put back',
      async () => {
        const stack = stackOf();
        await eventually(() => shows(stack, SET_ASIDE, { main: 94, amazon: 94 }), 90);
        await shopify(stack, `/stock/${SET_ASIDE}/states`, { qualityControl: 0 });
        await eventually(() => shows(stack, SET_ASIDE, { main: 96, amazon: 96 }), 90);
        expect(await stockOf(stack, SET_ASIDE, 'main')).toMatchObject({ onHand: 100, unavailable: 4, committed: 0 });
      },
      3 * MINUTES,
    );

    it(
      'is a draft order whose units count once, also when it is paid',
      async () => {
        const stack = stackOf();
        await eventually(() => shows(stack, DRAFTED, { main: 98, amazon: 98 }), 90);
        expect(await stockOf(stack, DRAFTED, 'main')).toMatchObject({ onHand: 100, unavailable: 2, committed: 0 });
        await shopify(stack, `/orders/${draft}/pay`, {});
        await eventually(async () => {
          const { onHand, unavailable, committed } = await stockOf(stack, DRAFTED, 'main');
          return onHand === 100 && unavailable === 0 && committed === 2;
        }, 90);
        await eventually(() => shows(stack, DRAFTED, { main: 98, amazon: 98 }), 90);
      },
      3 * MINUTES,
    );

    it(
      'is a transfer whose units leave one place and arrive at the other',
      async () => {
        const stack = stackOf();
        await eventually(() => shows(stack, TRANSFERRED, { main: 93, store: 7, amazon: 100 }), 120);
        expect(await stockOf(stack, TRANSFERRED, 'main')).toMatchObject({ onHand: 93, unavailable: 0 });
        expect(await stockOf(stack, TRANSFERRED, 'store')).toMatchObject({ onHand: 7, unavailable: 0 });
      },
      3 * MINUTES,
    );

    it(
      'is a recount in Square’s dashboard, which counts what lies there',
      async () => {
        const stack = stackOf();
        await eventually(() => shows(stack, RECOUNTED, { counter: 90, main: 100, amazon: 100 }), 90);
        expect(await stockOf(stack, RECOUNTED, 'counter')).toMatchObject({ onHand: 90, unavailable: 0 });
      },
      2 * MINUTES,
    );

    it(
      'leaves a place that lacks units to be made up for by the other: together they offer what is there',
      () => eventually(() => shows(stackOf(), LACKING, { main: 0, store: 6, amazon: 6 }), 90),
      2 * MINUTES,
    );

    it(
      'is posted once: the ledger is sound, and no difference stands',
      async () => {
        const stack = stackOf();
        expect(await stockline(stack, ['verify', ...ALL])).toMatchObject({ code: 0 });
        await eventually(async () => (await stockline(stack, ['drift', '--json'])).stdout === '', 90);
        expect(await kindsOf(stack, SET_ASIDE)).toEqual(['baseline', 'takenOffSale', 'putBackOnSale']);
        // Its order is posted, and its place once Shopify has said it.
        const ofStaff = (await kindsOf(stack, DRAFTED)).filter((kind) => kind !== 'order');
        expect(ofStaff).toEqual(['baseline', 'takenOffSale', 'putBackOnSale']);
        expect(await kindsOf(stack, RECOUNTED)).toEqual(['baseline', 'counted']);
        expect(stack.refused().slice(refusedBefore)).toEqual([]);
      },
      2 * MINUTES,
    );
  });
}

/** Everything of the table above. Resolves with the id of the draft order. */
async function work(stack: RunningStack): Promise<string> {
  for (const sku of [TRANSFERRED, LACKING]) {
    await shopify(stack, `/stock/${sku}/locations/${SHOPIFY.storeId}`, { available: 0 }, 'PUT');
  }
  expect(await stockline(stack, ['import', '--stock-from', 'shopify', '--yes'])).toMatchObject({ code: 0 });
  await stack.pos('stock.received', {
    id: 'came',
    location: 'store',
    lines: [{ id: '1', sku: LACKING, quantity: 10 }],
  });
  await stack.pos('sale.completed', { id: 'sold', lines: [{ id: '1', sku: LACKING, quantity: 104 }] });
  await shopify(stack, `/stock/${SET_ASIDE}/states`, { damaged: 3, qualityControl: 2, safetyStock: 1 });
  const transfer = { from: SHOPIFY.locationId, to: SHOPIFY.storeId, lines: [{ sku: TRANSFERRED, quantity: 7 }] };
  const { id } = await shopify(stack, '/transfers', transfer);
  await shopify(stack, `/transfers/${id}/ship`, {});
  await shopify(stack, `/transfers/${id}/receive`, {});
  expect((await stack.post('square', '/recounts', { counts: [{ sku: RECOUNTED, quantity: 90 }] })).status).toBe(200);
  const drafted = await shopify(stack, '/orders', { lines: [{ sku: DRAFTED, quantity: 2 }], draft: true });
  return String(drafted['id']);
}

async function shopify(stack: RunningStack, path: string, body: object, method = 'POST') {
  const answer = await stack.sandbox('shopify', path, { method, body: JSON.stringify(body) });
  expect([path, Math.floor(answer.status / 100)]).toEqual([path, 2]);
  return answer.body;
}

type Figures = { readonly [place in 'main' | 'store' | 'counter' | 'amazon']?: number };

/** Each place really shows it, and the ledger believes so. */
async function shows(stack: RunningStack, sku: string, figures: Figures): Promise<boolean> {
  const places = (await stack.sandbox('shopify', `/stock/${sku}/locations`)).body as unknown as readonly Place[];
  const ofShopify = (id: number) => places.find(({ location }) => location === String(id))?.available;
  const real = {
    main: ofShopify(SHOPIFY.locationId),
    store: ofShopify(SHOPIFY.storeId),
    counter: Number(await stack.shows('square', sku)),
    amazon: Number(await stack.shows('amazon', sku)),
  };
  const listings = (await stack.api(`/stock/${sku}`)).body['listings'] as Record<string, number>[];
  const isBelieved = listings.every((each) => each['shown'] === each['sellable'] && each['pending'] === 0);
  // A place that lacks units shows less than nothing.
  const isShown = Object.entries({ ...real, ...figures }).every(
    ([place, units]) => Math.max(0, real[place as keyof typeof real] ?? 0) === Math.max(0, units ?? 0),
  );
  return isShown && isBelieved;
}

type Place = { readonly location: string; readonly available: number };

async function stockOf(stack: RunningStack, sku: string, place: string): Promise<Record<string, number>> {
  const locations = (await stack.api(`/stock/${sku}`)).body['locations'] as Record<string, Record<string, number>>;
  return locations[place] ?? {};
}

async function kindsOf(stack: RunningStack, sku: string): Promise<readonly string[]> {
  const { body } = await stack.api(`/stock/${sku}/entries`);
  return (body['entries'] as readonly { readonly kind: string }[]).map(({ kind }) => kind);
}
