/** Tests a flash sale under escrow on the running stack: no unit is oversold. */
import { expect, it } from '@jest/globals';
import { holdSale, type Shop } from '../black-box/one-unit-sale.ts';
import { stockline } from './operating/operator.ts';
import { eventually, type RunningStack, type Selling } from './running-stack.ts';

const CHANNELS: readonly Selling[] = ['shopify', 'amazon', 'square', 'own-shop'];
const UNITS = 200;
const WANTED = 600;
const SECONDS = 30;

/** Puts FLASH under escrow; Amazon proves that it was lowered a settle time later, while other tests run. */
export async function beginEscrow(stack: RunningStack): Promise<void> {
  const begun = await stockline(stack, ['policy', 'set', '--sku', 'FLASH', '--policy', 'escrow', '--yes']);
  expect(begun).toMatchObject({ code: 0 });
}

/**
 * A flash sale under escrow, with webhooks doubled and up to 3 s late. The customers come within 30 s; the script
 * test/black-box/escrow-sale.ts gives them a minute. Who comes when that is over buys what a slow machine had not moved
 * by then: what is tested is that everything is sold and nothing twice, not how fast this machine is. The weights are those of
 * Shopify, Amazon, Square and the own shop.
 */
export function escrowSale(stackOf: () => RunningStack, seed: number, weights: readonly number[]): void {
  it(`of ${UNITS} units to ${WANTED} customers (seed ${seed}, weights ${weights}) sells each once, and never shows more than is left`, async () => {
    const stack = stackOf();
    const faults = { seed, webhook: { loss: 0, duplicate: 0.3, delayMs: [0, 3000] } };
    await Promise.all(CHANNELS.map((channel) => put(stack, channel, faults)));
    try {
      if ((await escrowOf(stack)) === undefined) {
        await beginEscrow(stack);
      }
      await eventually(() => isInForce(stack), 120);
      const shop: Shop = {
        buyOne: async (channel) => (await stack.buy(channel, 'FLASH', 1)).status === 201,
        shows: async (channel) => Number(await stack.shows(channel, 'FLASH')),
      };
      const sale = { seed, wanted: WANTED, seconds: SECONDS, channels: CHANNELS, weights, units: UNITS };
      const { sold, readings, worstExcess } = await holdSale(shop, sale);
      let total = CHANNELS.reduce((sum, channel) => sum + sold[channel], 0);
      await eventually(async () => {
        const bought = await Promise.all(CHANNELS.map(shop.buyOne));
        total += bought.filter(Boolean).length;
        return total >= UNITS;
      }, 120);
      expect({ total, wasRead: readings > 0, wasMoreShown: worstExcess > 0 }).toEqual({
        total: UNITS,
        wasRead: true,
        wasMoreShown: false,
      });
      await eventually(() => isSoldOut(stack), 120);
    } finally {
      await Promise.all(CHANNELS.map((channel) => stack.sandbox(channel, '/faults', { method: 'DELETE' })));
    }
  }, 480_000);
}

const put = (stack: RunningStack, channel: Selling, faults: object) =>
  stack.sandbox(channel, '/faults', { method: 'PUT', body: JSON.stringify(faults) });

async function isInForce(stack: RunningStack): Promise<boolean> {
  return (await escrowOf(stack))?.inForce === true && (await areAllAsBelieved(stack));
}

/** Undefined where the SKU is under another policy. */
async function escrowOf(stack: RunningStack): Promise<{ readonly inForce: boolean } | undefined> {
  const { body } = await stack.api('/stock/FLASH');
  return body['escrow'] as { readonly inForce: boolean } | undefined;
}

/** Nothing is left, and the ledger has received every sale and has no oversell. */
async function isSoldOut(stack: RunningStack): Promise<boolean> {
  const { body } = await stack.api('/stock/FLASH');
  return body['available'] === 0 && (await areAllAsBelieved(stack));
}

/** Every channel shows what the ledger believes and what it should. */
async function areAllAsBelieved(stack: RunningStack): Promise<boolean> {
  const listings = (await stack.api('/stock/FLASH')).body['listings'] as Record<string, unknown>[];
  const shown = await Promise.all(CHANNELS.map((channel) => stack.shows(channel, 'FLASH')));
  return listings.every(
    ({ channel, sellable, shown: believed }) =>
      believed === sellable && shown[CHANNELS.indexOf(channel as Selling)] === sellable,
  );
}
