import { describe, expect, it } from '@jest/globals';
import { percentiles } from '../../../local/flash-sale/lag.ts';
import { saleLine, summary } from '../../../local/flash-sale/picture.ts';
import type { SaleChannel } from '../../../local/flash-sale/purchases.ts';
import { untilQuiet } from '../../../local/flash-sale/quiet.ts';
import { holdSale, newSale, oversold } from '../../../local/flash-sale/sale.ts';
import type { StocklineClient } from '../../../local/flash-sale/stockline-client.ts';

type Ledger = {
  readonly available: number;
  readonly shown: number;
  readonly inForce?: boolean;
  /** What a channel shows that takes no part in the sale. */
  readonly ownShop?: number;
};

/** Channels that each show `shows` and a ledger with `available`, of which nobody notifies the other. */
function deafChannels(shows: Record<SaleChannel, number>, ledger: Ledger) {
  let orders = 0;
  const client: StocklineClient = {
    stock: async () => ({
      seq: 1,
      available: ledger.available,
      ...(ledger.inForce !== undefined && { escrow: { inForce: ledger.inForce } }),
      listings: [
        ...['shopify', 'amazon', 'square'].map((channel) => ({ channel, shown: ledger.shown })),
        ...(ledger.ownShop === undefined ? [] : [{ channel: 'own-shop', shown: ledger.ownShop }]),
      ].map((listing) => ({ ...listing, sellable: Math.max(0, ledger.available), pending: 0 })),
    }),
    shownBy: async (channel) => shows[channel],
    buy: async (channel, _, quantity) => {
      if (shows[channel] < quantity) return undefined;
      shows[channel] -= quantity;
      orders += 1;
      return `order-${orders}`;
    },
    move: async () => undefined,
    pushes: async () => 0,
    trace: async () => undefined,
  };
  return client;
}

const waiting = { sku: 'FLASH', limitMs: 0, onRead: () => undefined };

describe('a flash sale', () => {
  it('counts what each channel sold and refused, in units', async () => {
    const client = deafChannels({ shopify: 2, amazon: 0, square: 5 }, { available: 2, shown: 2 });
    const state = newSale(2);
    const buy = (channel: SaleChannel, quantity: number) => ({ afterMs: 0, channel, quantity });
    const purchases = [buy('shopify', 2), buy('shopify', 1), buy('amazon', 3), buy('square', 1)];
    await holdSale({ client, sku: 'FLASH', purchases, state, onRead: () => undefined });
    expect(state.channels.shopify).toMatchObject({ sold: 2, refused: 1 });
    expect(state.channels.amazon).toMatchObject({ sold: 0, refused: 3 });
    expect(state.channels.square).toMatchObject({ sold: 1, refused: 0 });
    expect(state.orders.map(({ channel }) => channel).sort()).toEqual(['shopify', 'square']);
  });

  it('fails when a channel does not answer', async () => {
    const client = deafChannels({ shopify: 1, amazon: 1, square: 1 }, { available: 1, shown: 1 });
    client.buy = () => Promise.reject(new Error('The channel is gone.'));
    const purchases = [{ afterMs: 0, channel: 'shopify', quantity: 1 }] as const;
    const sale = holdSale({ client, sku: 'FLASH', purchases, state: newSale(1), onRead: () => undefined });
    await expect(sale).rejects.toThrow('The channel is gone.');
  });

  it('oversold the units that the ledger is below zero', () => {
    expect(oversold(-3)).toBe(3);
    expect(oversold(0)).toBe(0);
    expect(oversold(5)).toBe(0);
    expect(saleLine(newSale(-3))).toContain('ledger has -3 available, 3 oversold');
  });
});

describe('the end of a flash sale', () => {
  it('is at its sellable when ledger, listing and channel agree', async () => {
    const client = deafChannels({ shopify: 4, amazon: 4, square: 4 }, { available: 4, shown: 4 });
    const state = newSale(4);
    const quiet = await untilQuiet({ ...waiting, client, state, available: 4 });
    expect(quiet.isAtSellable).toBe(true);
    expect(summary(state, quiet, undefined)).toContain('Every listing ended at its sellable.');
  });

  it.each([
    ['a channel shows another figure than its listing', { shopify: 4, amazon: 5, square: 4 }, 4],
    ['a listing is believed to show another figure than its sellable', { shopify: 4, amazon: 4, square: 4 }, 3],
  ])('is not at its sellable while %s', async (_, shows, shown) => {
    const client = deafChannels(shows, { available: 4, shown });
    const state = newSale(4);
    const quiet = await untilQuiet({ ...waiting, client, state, available: 4 });
    expect(quiet.isAtSellable).toBe(false);
    expect(summary(state, quiet, undefined)).toContain('NOT AT ITS SELLABLE');
  });

  it('has not come while other units are available than expected, or escrow is not in force', async () => {
    const shows = { shopify: 4, amazon: 4, square: 4 };
    const isAtSellable = { available: 4, shown: 4 };
    const quietOf = (ledger: Ledger, { available = 4, limitMs = 60_000 }) =>
      untilQuiet({
        ...waiting,
        limitMs,
        readEveryMs: 1,
        client: deafChannels(shows, ledger),
        state: newSale(4),
        available,
      });
    expect(await quietOf(isAtSellable, {})).toMatchObject({ isAtSellable: true, isReached: true });
    expect(await quietOf({ ...isAtSellable, inForce: true }, {})).toMatchObject({
      isAtSellable: true,
      isReached: true,
    });
    for (const quiet of [
      quietOf(isAtSellable, { available: 5, limitMs: 20 }),
      quietOf({ ...isAtSellable, inForce: false }, { limitMs: 20 }),
    ]) {
      expect(await quiet).toMatchObject({ isAtSellable: true, isReached: false });
    }
  });

  it.each([
    [4, true],
    [5, false],
  ])('is judged of a channel that takes no part in it by the ledger’s figure (%i)', async (ownShop, isAtSellable) => {
    const client = deafChannels({ shopify: 4, amazon: 4, square: 4 }, { available: 4, shown: 4, ownShop });
    expect(await untilQuiet({ ...waiting, client, state: newSale(4), available: 4 })).toMatchObject({ isAtSellable });
  });

  it('shows nothing to sell below zero as its sellable, and the oversold units', async () => {
    const client = deafChannels({ shopify: 0, amazon: 0, square: 0 }, { available: -2, shown: 0 });
    const state = newSale(10);
    const quiet = await untilQuiet({ ...waiting, client, state, available: -2 });
    expect(quiet.isAtSellable).toBe(true);
    expect(summary(state, quiet, undefined)).toContain('-2 available, 2 units oversold');
  });
});

describe('percentiles', () => {
  it('are those of the sorted values', () => {
    expect(percentiles([30, 10, 20])).toEqual({ p50: 20, p95: 30 });
    expect(percentiles(Array.from({ length: 100 }, (_, index) => index))).toEqual({ p50: 50, p95: 95 });
  });
});
