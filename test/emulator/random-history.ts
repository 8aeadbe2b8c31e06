/** Tests that a random history of sales, returns and deliveries ends in the right stock on the running stack. */
import { expect, it } from '@jest/globals';
import { eventually, type RunningStack, type Selling } from './running-stack.ts';

const CHANNELS: readonly Selling[] = ['shopify', 'amazon', 'square'];

type Order = { channel: Selling; id: string; sku: string; quantity: number; status: 'open' | 'cancelled' | 'shipped' };
type Units = { onHand: number; committed: number };

/**
 * A random history on all channels and the till, under doubled and delayed webhooks, and a model of where it must end:
 * plain arithmetic on what was done, that knows nothing of what Stockline receives of it.
 */
export function randomHistory(stackOf: () => RunningStack, seed: number, skus: readonly string[], steps: number): void {
  it(`a random history of ${steps} steps (seed ${seed}) ends where plain arithmetic says`, async () => {
    const stack = stackOf();
    const stocks = new Map(skus.map((sku) => [sku, { onHand: 100, committed: 0 }]));
    const faults = { seed, webhook: { loss: 0, duplicate: 0.3, delayMs: [0, 3000] } };
    const settings = { method: 'PUT', body: JSON.stringify(faults) };
    await Promise.all(CHANNELS.map((channel) => stack.sandbox(channel, '/faults', settings)));
    try {
      await play(stack, stocks, chanceOf(seed), steps);
      for (const [sku, stock] of stocks) {
        await eventually(() => isAt(stack, sku, stock), 120);
      }
      expect((await stack.api('/parked')).body['parked']).not.toContainEqual(
        expect.objectContaining({ outcome: expect.objectContaining({ kind: 'conflicting' }) }),
      );
    } finally {
      await Promise.all(CHANNELS.map((channel) => stack.sandbox(channel, '/faults', { method: 'DELETE' })));
    }
  }, 300_000);
}

async function play(stack: RunningStack, stocks: Map<string, Units>, chance: () => number, steps: number) {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(chance() * items.length)] as Item;
  const orders: Order[] = [];
  for (let step = 0; step < steps; step += 1) {
    const roll = chance();
    const sku = pick([...stocks.keys()]);
    const stock = stocks.get(sku) ?? { onHand: 0, committed: 0 };
    const units = 1 + Math.floor(chance() * 3);
    if (roll < 0.55 || orders.length === 0) {
      const channel = pick(CHANNELS);
      const { status, body } = await stack.buy(channel, sku, units);
      expect(status).toBe(201);
      orders.push({ channel, id: String(body['id']), sku, quantity: units, status: 'open' });
      sell(stock, channel, units);
    } else if (roll < 0.85) {
      const order = pick(orders);
      await change(stack, order, stocks.get(order.sku) ?? stock, roll < 0.68 ? 'cancel' : 'fulfil', chance() < 0.5);
    } else if (roll < 0.93) {
      await post(stack, roll < 0.89 ? 'stock.received' : 'sale.completed', step, sku, units);
      stock.onHand += roll < 0.89 ? units : -units;
    } else {
      await edit(stack, pick(orders), stocks, units);
    }
  }
}

/** A till's sale leaves on hand at once; an order is committed until it ships. */
function sell(stock: Units, channel: Selling, units: number): void {
  stock[channel === 'square' ? 'onHand' : 'committed'] += channel === 'square' ? -units : units;
}

async function change(stack: RunningStack, order: Order, stock: Units, what: 'cancel' | 'fulfil', restock: boolean) {
  if (order.status !== 'open') {
    return;
  }
  const body = what === 'cancel' ? { restock } : {};
  expect((await stack.post(order.channel, `/orders/${order.id}/${what}`, body)).status).toBe(200);
  order.status = what === 'cancel' ? 'cancelled' : 'shipped';
  if (order.channel === 'square') {
    stock.onHand += what === 'cancel' && restock ? order.quantity : 0;
  } else {
    stock.committed -= order.quantity;
    // Cancelled without restock before it shipped: the merchant said to Shopify that the units do not come back.
    const isGone = what === 'cancel' && order.channel === 'shopify' && !restock;
    stock.onHand -= what === 'fulfil' || isGone ? order.quantity : 0;
  }
}

async function edit(stack: RunningStack, order: Order, stocks: Map<string, Units>, quantity: number) {
  const stock = stocks.get(order.sku);
  if (order.status !== 'open' || order.channel === 'amazon' || stock === undefined) {
    return;
  }
  const lines = [{ sku: order.sku, quantity }];
  expect((await stack.post(order.channel, `/orders/${order.id}/edit`, { lines })).status).toBe(200);
  sell(stock, order.channel, quantity - order.quantity);
  order.quantity = quantity;
}

async function post(stack: RunningStack, type: string, step: number, sku: string, quantity: number) {
  const document = { id: `history-${step}`, lines: [{ id: '1', sku, quantity }] };
  expect((await stack.pos(type, document)).status).toBe(200);
}

async function isAt(stack: RunningStack, sku: string, stock: Units): Promise<boolean> {
  const { body } = await stack.api(`/stock/${sku}`);
  const shows = await Promise.all(CHANNELS.map((channel) => stack.shows(channel, sku)));
  const should = Math.max(0, stock.onHand - stock.committed);
  return (
    body['onHand'] === stock.onHand && body['committed'] === stock.committed && shows.every((shown) => shown === should)
  );
}

/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
