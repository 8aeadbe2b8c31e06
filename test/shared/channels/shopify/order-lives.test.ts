import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { catalogueItem } from '../../../../sandbox/kernel/catalogue.ts';
import { quantityOf } from '../../../../sandbox/shopify/inventory/stock.ts';
import type { Happening } from '../../../../sandbox/shopify/orders/happening.ts';
import { cancel, edit, refund } from '../../../../sandbox/shopify/orders/order-actions.ts';
import { placeOrder } from '../../../../sandbox/shopify/orders/placing.ts';
import { cancelShipment, fulfil } from '../../../../sandbox/shopify/orders/shipping.ts';
import { openShop, type Shop } from '../../../../sandbox/shopify/shop.ts';
import { payloadOf } from '../../../../sandbox/shopify/webhooks/payloads.ts';
import { translateShopify } from '../../../../shared/channels/shopify/intake/translate.ts';
import { parseLocationId, parseQuantity, parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import type { OrderLineObservation } from '../../../../shared/domain/stock/observation.ts';
import { postNow } from '../../../../shared/usecases/posting/post-observations.ts';
import { NOON, SHOPIFY } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory-table.ts';
import { postingPorts } from '../../../fakes/posting-ports.ts';

/**
 * Whole lives of orders, as the sandbox's payload builder tells them: sold on the web or at the till, shipped in parts
 * and from two places, shipments cancelled, refunded, returned to either place, edited, cancelled.
 */
const MAIN = { id: 655_441_491, name: 'Main' };
const TILL = { id: 655_441_492, name: 'Till' };
const SKUS = ['MUG', 'CUP'] as const;
const STOCK = 1_000;

const channel = {
  id: SHOPIFY,
  platform: 'shopify' as const,
  shop: 'demo.myshopify.com',
  locations: { [MAIN.id]: [parseLocationId('main')], [TILL.id]: [parseLocationId('till')] },
  buffer: 0,
};

type Lines = { readonly sku: string; readonly quantity: number }[];
type Step = (shop: Shop, order: string) => { outcome: string; value?: { happenings: Happening[] } };
type Life = { readonly atTill: boolean; readonly bought: Lines; readonly steps: readonly Step[] };

const line = fc.record({ sku: fc.constantFrom(...SKUS), quantity: fc.integer({ min: 1, max: 4 }) });
const lines = fc.array(line, { minLength: 1, maxLength: 3 });
const edited = fc.uniqueArray(line, { minLength: 1, maxLength: 2, selector: ({ sku }) => sku });
const place = fc.constantFrom(0, 1);
const placeOf = ({ stock }: Shop, index: number) => stock.locations[index];
const step: fc.Arbitrary<Step> = fc.oneof(
  place.map(
    (from): Step =>
      (shop, order) =>
        fulfil(shop, order, undefined, placeOf(shop, from)),
  ),
  fc.tuple(lines, place).map(
    ([units, from]): Step =>
      (shop, order) =>
        fulfil(shop, order, units, placeOf(shop, from)),
  ),
  fc.constant<Step>((shop, order) => cancelShipment(shop, order)),
  fc.tuple(lines, fc.boolean(), place).map(
    ([units, restock, back]): Step =>
      (shop, order) =>
        refund(shop, order, units, restock, placeOf(shop, back)),
  ),
  edited.map(
    (units): Step =>
      (shop, order) =>
        edit(shop, order, units),
  ),
  fc.boolean().map(
    (restock): Step =>
      (shop, order) =>
        cancel(shop, order, restock),
  ),
);
const life: fc.Arbitrary<Life> = fc.record({
  atTill: fc.boolean(),
  bought: lines,
  steps: fc.array(step, { maxLength: 6 }),
});

const RECEIVED = '2026-11-24T18:00:00.000Z';

/** Lives the order's life, a second a step; every payload of it, in the order of its making. */
function live({ atTill, bought, steps }: Life) {
  let now = Date.parse('2026-11-24T12:00:01Z');
  const shop = openShop({
    domain: channel.shop,
    location: MAIN,
    furtherLocations: [TILL],
    catalogue: SKUS.map((sku) => catalogueItem(sku, sku, STOCK)),
    sellsBelowZero: new Set(),
    now: () => new Date(now),
  });
  const told: { topic: string; body: string }[] = [];
  const tell = (happenings: readonly Happening[] = []) => {
    told.push(...happenings.map((each) => ({ topic: each.topic, body: payloadOf(each, shop) })));
    now += 1_000;
  };
  const placed = placeOrder(shop, bought, atTill ? { till: shop.location } : {});
  if (placed.outcome !== 'done') {
    throw new Error('Nothing was bought.');
  }
  tell(placed.value.happenings);
  for (const each of steps) {
    tell(each(shop, placed.value.order.id).value?.happenings);
  }
  return { shop, order: placed.value.order, told };
}

const WHOLE = /^orders\/(create|updated|cancelled|fulfilled)$/;

function linesOf({ topic, body }: { topic: string; body: string }): readonly OrderLineObservation[] {
  const intake = translateShopify({ topic, rawBody: Buffer.from(body), channel, receivedAt: RECEIVED });
  if (intake.kind !== 'observations') {
    throw new Error(`${topic} is ${intake.kind}: ${JSON.stringify(intake)}`);
  }
  return intake.observations.filter((each) => each.kind === 'orderLine');
}

/** The ledger after these, from 1,000 units of each SKU at either place: its stock, and what it takes Shopify to show. */
async function ledgerAfter(observations: readonly OrderLineObservation[]) {
  const table = new MemoryTable();
  const ports = postingPorts(table);
  for (const sku of SKUS.map(parseSku)) {
    for (const [channelLocation, [location]] of Object.entries(channel.locations)) {
      const listing = { sku, channelLocation, externalId: `item of ${sku}`, drawsOn: location ? [location] : [] };
      await table
        .registry()
        .register({ ...listing, managed: true, shows: STOCK }, SHOPIFY, 'difference', new Date(NOON));
    }
    await postNow(ports, sku, [openingOf(sku)]);
  }
  for (const observation of observations) {
    await postNow(ports, observation.sku, [observation]);
  }
  const snapshots = await Promise.all(SKUS.map((sku) => table.reader().snapshot(parseSku(sku))));
  return snapshots.map((snapshot) => ({
    stock: snapshot?.stock,
    shown: snapshot?.listings.map(({ channelLocation, shown }) => [channelLocation, shown]),
  }));
}

function openingOf(sku: Sku) {
  const onHand = { [parseLocationId('main')]: parseQuantity(STOCK), [parseLocationId('till')]: parseQuantity(STOCK) };
  const source = { channel: SHOPIFY, key: 'baseline' };
  return { kind: 'baseline' as const, sku, onHand, source, occurredAt: NOON, receivedAt: NOON };
}

describe('the life of a Shopify order', () => {
  it('ends in the same ledger by its last payload alone as by all of them, in any order, more than once', async () => {
    await fc.assert(
      fc.asyncProperty(life, fc.infiniteStream(fc.nat({ max: 1_000 })), async (given, ranks) => {
        const whole = live(given).told.filter(({ topic }) => WHOLE.test(topic));
        const draw = () => ranks.next().value ?? 0;
        const shuffled = [...whole, ...whole.filter(() => draw() % 2 === 0)]
          .map((each) => ({ each, rank: draw() }))
          .toSorted((a, b) => a.rank - b.rank)
          .flatMap(({ each }) => linesOf(each));
        const last = whole.at(-1);
        const byLast = await ledgerAfter(last === undefined ? [] : linesOf(last));
        expect(await ledgerAfter(shuffled)).toEqual(byLast);
      }),
      { numRuns: 200 },
    );
  });

  it('ends with what Shopify itself shows at each place, which needs no push', async () => {
    await fc.assert(
      fc.asyncProperty(life, async (given) => {
        const { shop, told } = live(given);
        const ledger = await ledgerAfter(told.filter(({ topic }) => WHOLE.test(topic)).flatMap(linesOf));
        for (const [index, sku] of SKUS.entries()) {
          const item = shop.stock.itemOfSku(sku);
          const shows = [MAIN, TILL].map(({ id }) => {
            const location = shop.stock.location(String(id));
            const level = item && location && shop.stock.level(item, location);
            // The shop's till began with nothing, the ledger's with 1,000.
            return [String(id), quantityOf(level, 'available') + (id === TILL.id ? STOCK : 0)];
          });
          expect(ledger[index]?.shown).toEqual(shows);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('asks for the order at each part that is told without the whole', () => {
    fc.assert(
      fc.property(life, (given) => {
        const { order, told } = live(given);
        const parts = told.filter(({ topic }) => /^(refunds|fulfillments|orders\/edited)/.test(topic));
        for (const { topic, body } of parts) {
          const intake = translateShopify({ topic, rawBody: Buffer.from(body), channel, receivedAt: RECEIVED });
          expect(intake).toMatchObject({ kind: 'orderNotice', order: { order: order.id, because: 'partTold' } });
        }
      }),
      { numRuns: 100 },
    );
  });
});
