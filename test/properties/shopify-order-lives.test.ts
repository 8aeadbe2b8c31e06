import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { catalogueItem } from '../../sandbox/kernel/catalogue.ts';
import { quantityOf } from '../../sandbox/shopify/inventory/stock.ts';
import type { Happening } from '../../sandbox/shopify/orders/happening.ts';
import { cancelFulfillmentOrders, moveOrder } from '../../sandbox/shopify/orders/moving.ts';
import { cancel, edit, refund } from '../../sandbox/shopify/orders/order-actions.ts';
import { placeOrder } from '../../sandbox/shopify/orders/placing.ts';
import { cancelShipment, fulfil } from '../../sandbox/shopify/orders/shipping.ts';
import { openShop, type Shop } from '../../sandbox/shopify/shop.ts';
import { payloadOf } from '../../sandbox/shopify/webhooks/payloads.ts';
import type { ShopifyChannel } from '../../shared/channel-config.ts';
import { readJson } from '../../shared/channels/json-body.ts';
import { shopifyOrder } from '../../shared/channels/shopify/intake/order.ts';
import { orderLines } from '../../shared/channels/shopify/intake/order-lines.ts';
import { translateShopify } from '../../shared/channels/shopify/intake/translate.ts';
import { parseLocationId, parseQuantity, parseSku, type Sku } from '../../shared/domain/identifiers.ts';
import { placeLostUnits } from '../../shared/domain/stock/lost-units.ts';
import type { OrderLineObservation } from '../../shared/domain/stock/observation.ts';
import { available, totalStock } from '../../shared/domain/stock/stock.ts';
import { postNow } from '../../shared/usecases/posting/post-observations.ts';
import { NOON, SHOPIFY } from '../fakes/facts.ts';
import { MemoryTable } from '../fakes/memory/memory-table.ts';
import { postingPorts } from '../fakes/ports/posting-ports.ts';

/**
 * Whole lives of orders, as the sandbox's payload builder reports them: sold on the web or at the till, routed to either of
 * two places, moved between them, shipped in parts and from both, shipments cancelled, refunded, returned to either place,
 * lost before they shipped, edited, cancelled. Webhooks do not say where units are committed: the order is read for that.
 * `RUNS=5000` makes more runs of each.
 */
const RUNS = { numRuns: Number(process.env['RUNS'] ?? 200) };
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
/** The same shop where what was not restocked before it shipped stays on hand. */
const keeping = { ...channel, notRestocked: 'stay' as const };

type Lines = { readonly sku: string; readonly quantity: number }[];
type Step = (shop: Shop, order: string) => { outcome: string; value?: { happenings: Happening[] } };
type Life = {
  readonly atTill: boolean;
  readonly routed: number;
  readonly bought: Lines;
  readonly steps: readonly Step[];
};

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
  fc.constant<Step>((shop, order) => cancelFulfillmentOrders(shop, order)),
  place.map(
    (to): Step =>
      (shop, order) =>
        moveOrder(shop, order, placeOf(shop, to) ?? shop.location),
  ),
  fc.tuple(lines, place).map(
    ([units, to]): Step =>
      (shop, order) =>
        moveOrder(shop, order, placeOf(shop, to) ?? shop.location, units),
  ),
);
const life: fc.Arbitrary<Life> = fc.record({
  atTill: fc.boolean(),
  routed: fc.nat({ max: 1 }),
  bought: lines,
  steps: fc.array(step, { maxLength: 6 }),
});

const RECEIVED = '2026-11-24T18:00:00.000Z';

type Sent = { readonly topic: string; readonly body: string };

/** Lives the order's life, a second a step; every payload of it, in the order of its making. */
function live({ atTill, routed, bought, steps }: Life, of: ShopifyChannel = channel) {
  let now = Date.parse('2026-11-24T12:00:01Z');
  const shop = openShop({
    domain: channel.shop,
    location: MAIN,
    furtherLocations: [TILL],
    catalogue: SKUS.map((sku) => catalogueItem(sku, sku, STOCK)),
    sellsBelowZero: new Set(),
    now: () => new Date(now),
  });
  for (const sku of SKUS) {
    const item = shop.stock.itemOfSku(sku);
    const till = shop.stock.location(String(TILL.id));
    if (item && till) {
      shop.stock.change(item, till, { available: STOCK });
    }
  }
  shop.routing.rule = 'alternate';
  shop.routing.ordersRouted = routed;
  const sent: Sent[] = [];
  /** What was sent at each step, what a reading after it says, and what the shop then has of each SKU at each place. */
  const read: {
    readonly said: readonly Sent[];
    readonly lines: readonly OrderLineObservation[];
    readonly shows: readonly (readonly (readonly [string, number])[])[];
  }[] = [];
  const report = (happenings: readonly Happening[] = [], ofOrder = '') => {
    const said = happenings.map((each) => ({ topic: each.topic, body: payloadOf(each, shop) }));
    sent.push(...said);
    now += 1_000;
    read.push({
      said,
      lines: readingOf(shop, of, ofOrder, now + 10_000),
      shows: SKUS.map((sku) => shownBy(shop, sku)),
    });
  };
  const placed = placeOrder(shop, bought, atTill ? { till: shop.location } : {});
  if (placed.outcome !== 'done') {
    throw new Error('Nothing was bought.');
  }
  const { order } = placed.value;
  report(placed.value.happenings, order.id);
  for (const each of steps) {
    report(each(shop, order.id).value?.happenings, order.id);
  }
  return { shop, order, sent, read };
}

/** What Shopify shows of a SKU at each place. */
function shownBy({ stock }: Shop, sku: string): readonly (readonly [string, number])[] {
  const item = stock.itemOfSku(sku);
  return [MAIN, TILL].map(({ id }) => {
    const location = stock.location(String(id));
    return [String(id), quantityOf(item && location && stock.level(item, location), 'available')] as const;
  });
}

/** The order as it is read: what its webhooks carry, and its fulfillment orders. */
function readingOf(shop: Shop, of: ShopifyChannel, id: string, readAt: number): readonly OrderLineObservation[] {
  const order = shop.orders.get(id);
  if (order === undefined) {
    throw new Error(`The shop has no order ${id}.`);
  }
  const body = payloadOf({ topic: 'orders/updated', order }, shop);
  const said = readJson(Buffer.from(body), shopifyOrder);
  if (said.kind === 'malformed') {
    throw new Error(`${said.path}: ${said.reason}`);
  }
  const fulfillment_orders = order.fulfillmentOrders.map(({ location, status, updatedAt, lines: assigned }) => ({
    location_id: location.id,
    updated_at: updatedAt.toISOString(),
    line_items: assigned.map(({ line: ordered, remaining }) => ({
      line_item_id: ordered.id,
      // What a closed one says that remains is in another one, and is not read (order-node.ts).
      remaining_quantity: status === 'closed' ? 0 : remaining,
    })),
  }));
  return orderLines(of, { ...said.value, fulfillment_orders }, RECEIVED).lines.map((each) => ({
    ...each,
    readAt,
  }));
}

/** Units that left Shopify's stock at a place without having been shipped: refunded or cancelled without restock. */
function lostAt({ shop, order }: ReturnType<typeof live>, sku: string, place: string): number {
  const item = shop.stock.itemOfSku(sku);
  const location = shop.stock.location(place);
  const onHand = quantityOf(item && location && shop.stock.level(item, location), 'on_hand');
  const unitsOf = (moved: readonly { line: { sku: string | null }; quantity: number }[]) =>
    moved.filter((each) => each.line.sku === sku).reduce((sum, { quantity }) => sum + quantity, 0);
  const shipments = order.fulfillments.filter((each) => each.status === 'success' && each.location === location);
  const returned = order.refunds
    .flatMap(({ lines: each }) => each)
    .filter((each) => each.restockType === 'return' && each.location === location);
  return STOCK - unitsOf(shipments.flatMap((each) => each.lines)) + unitsOf(returned) - onHand;
}

const WHOLE = /^orders\/(create|updated|cancelled|fulfilled)$/;

function linesOf(
  { topic, body }: { topic: string; body: string },
  of: ShopifyChannel = channel,
): readonly OrderLineObservation[] {
  const intake = translateShopify({ topic, rawBody: Buffer.from(body), channel: of, receivedAt: RECEIVED });
  if (intake.kind !== 'observations') {
    throw new Error(`${topic} is ${intake.kind}: ${JSON.stringify(intake)}`);
  }
  return intake.observations.filter((each) => each.kind === 'orderLine');
}

function wholeOrdersOf(sent: readonly { topic: string; body: string }[], of?: ShopifyChannel) {
  return sent.filter(({ topic }) => WHOLE.test(topic)).flatMap((each) => linesOf(each, of));
}

/** The ledger after these, from 1,000 units of each SKU at either place: its stock, and what it takes Shopify to show. */
async function ledgerAfter(observations: readonly OrderLineObservation[]) {
  return ledgerOf([{ said: observations, lines: [] }]);
}

/** The same after messages and the reading that followed them, again and again: lost units are where the ledger had them. */
async function ledgerOf(
  life: readonly { readonly said: readonly OrderLineObservation[]; readonly lines: readonly OrderLineObservation[] }[],
) {
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
  for (const { said, lines } of life) {
    for (const observation of said) {
      await postNow(ports, observation.sku, [observation]);
    }
    for (const [sku, group] of Map.groupBy(lines, (line) => line.sku)) {
      const keys = group.map(({ source }) => source.key);
      const { seen } = await table.ledgerStore().load(sku, keys);
      await postNow(ports, sku, [...placeLostUnits(group, ({ source }) => seen.get(source.key)?.line)]);
    }
  }
  const skuStates = await Promise.all(SKUS.map((sku) => table.reader().skuState(parseSku(sku))));
  return skuStates.map((skuState) => ({
    stock: skuState?.stock,
    shown: skuState?.listings.map(({ channelLocation, shown }) => [channelLocation, shown] as const),
    free: skuState?.listings.map(({ channelLocation, drawsOn }) => {
      return [channelLocation, available(totalStock(skuState.stock, drawsOn))] as const;
    }),
    unplaced: skuState?.unplaced ?? {},
  }));
}

function openingOf(sku: Sku) {
  const onHand = { [parseLocationId('main')]: parseQuantity(STOCK), [parseLocationId('till')]: parseQuantity(STOCK) };
  const source = { channel: SHOPIFY, key: 'baseline' };
  return { kind: 'baseline' as const, sku, onHand, source, occurredAt: NOON, receivedAt: NOON };
}

describe('the life of a Shopify order', () => {
  it('ends in the same ledger by its last reading alone as after all its payloads, in any order, more than once', async () => {
    await fc.assert(
      fc.asyncProperty(life, fc.infiniteStream(fc.nat({ max: 1_000 })), async (given, ranks) => {
        const { sent, read } = live(given);
        const whole = sent.filter(({ topic }) => WHOLE.test(topic));
        const draw = () => ranks.next().value ?? 0;
        const shuffled = [...whole, ...whole.filter(() => draw() % 2 === 0)]
          .map((each) => ({ each, rank: draw() }))
          .toSorted((a, b) => a.rank - b.rank)
          .flatMap(({ each }) => linesOf(each));
        const last = read.at(-1)?.lines ?? [];
        expect(await ledgerAfter([...shuffled, ...last])).toEqual(await ledgerAfter(last));
      }),
      RUNS,
    );
  });

  it('ends with what Shopify itself shows at each place, which needs no push', async () => {
    await fc.assert(
      fc.asyncProperty(life, async (given) => {
        const { read } = live(given);
        const ledger = await ledgerOf(read.map((each) => ({ ...each, said: wholeOrdersOf(each.said) })));
        for (const [index] of SKUS.entries()) {
          const shows = read.at(-1)?.shows[index];
          expect(ledger[index]?.shown).toEqual(shows);
          // What can be sold at each place is what Shopify has there.
          expect(ledger[index]?.free).toEqual(shows);
          expect(ledger[index]?.unplaced).toEqual({});
        }
      }),
      RUNS,
    );
  });

  it('leaves on hand what was not restocked before it shipped, where the merchant has it so, and on sale at its place', async () => {
    await fc.assert(
      fc.asyncProperty(life, async (given) => {
        const lived = live(given, keeping);
        const { read } = lived;
        const ledger = await ledgerOf(read.map((each) => ({ ...each, said: wholeOrdersOf(each.said, keeping) })));
        for (const [index, sku] of SKUS.entries()) {
          const shows = read.at(-1)?.shows[index] ?? [];
          expect(ledger[index]?.shown).toEqual(shows);
          const kept = shows.map(([location, units]) => [location, units + lostAt(lived, sku, location)]);
          expect(ledger[index]?.free).toEqual(kept);
        }
      }),
      RUNS,
    );
  });

  it('never has more for sale than there is, with any of its payloads received before the order was read', async () => {
    await fc.assert(
      fc.asyncProperty(life, fc.nat({ max: 6 }), async (given, step) => {
        const { sent, read } = live({ ...given, steps: given.steps.slice(0, step) });
        const received = wholeOrdersOf(sent);
        const before = read.at(-2)?.lines ?? [];
        const ledger = await ledgerAfter([...before, ...received]);
        for (const [index] of SKUS.entries()) {
          const total = (places: readonly (readonly [string, number])[] = []) =>
            places.reduce((sum, [, units]) => sum + units, 0);
          expect(total(ledger[index]?.free)).toBeLessThanOrEqual(total(read.at(-1)?.shows[index]));
        }
      }),
      RUNS,
    );
  });

  it('asks for the order at each part that is reported without the whole', () => {
    fc.assert(
      fc.property(life, (given) => {
        const { order, sent } = live(given);
        const parts = sent.filter(({ topic }) => /^(refunds|fulfillments|orders\/edited)/.test(topic));
        for (const { topic, body } of parts) {
          const intake = translateShopify({ topic, rawBody: Buffer.from(body), channel, receivedAt: RECEIVED });
          expect(intake).toMatchObject({ kind: 'orderNotice', order: { order: order.id, because: 'partReported' } });
        }
      }),
      { numRuns: 100 },
    );
  });
});
