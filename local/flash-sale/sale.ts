/** Lets the customers of a flash sale buy, and counts what each channel sold and refused. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Purchase, SALE_CHANNELS, type SaleChannel } from './purchases.ts';
import type { StocklineClient, StockView } from './stockline-client.ts';

export type Order = {
  readonly channel: SaleChannel;
  readonly id: string;
  readonly soldAt: number;
};

/** What one channel sold and refused so far, in units, and what it shows now. */
export type ChannelTally = {
  sold: number;
  refused: number;
  shows: number;
};

/** The sale as it stands. */
export type SaleState = {
  readonly channels: Readonly<Record<SaleChannel, ChannelTally>>;
  readonly orders: Order[];
  available: number;
};

export function newSale(available: number): SaleState {
  const tally = () => ({ sold: 0, refused: 0, shows: 0 });
  return { channels: { shopify: tally(), amazon: tally(), square: tally() }, orders: [], available };
}

/** Units sold that nobody has: a channel's sale is a fact, so the ledger's available goes below zero by them. */
export function oversold(available: number): number {
  return Math.max(0, -available);
}

/** Units over all channels. */
export function totals(state: SaleState): { sold: number; refused: number } {
  const tallies = Object.values(state.channels);
  return {
    sold: tallies.reduce((sum, tally) => sum + tally.sold, 0),
    refused: tallies.reduce((sum, tally) => sum + tally.refused, 0),
  };
}

const READ_EVERY_MS = 500;

/** Lets every customer buy at their moment, without waiting for another. Calls `onRead` after each read of the stock. */
export async function holdSale(options: {
  readonly client: StocklineClient;
  readonly sku: string;
  readonly purchases: readonly Purchase[];
  readonly state: SaleState;
  readonly onRead: (elapsedMs: number) => void;
}): Promise<void> {
  const { client, sku, purchases, state, onRead } = options;
  const startedAt = performance.now();
  const bought = Promise.all(purchases.map((purchase) => comeAndBuy(client, sku, purchase, state)));
  let open = true;
  const close = () => {
    open = false;
  };
  bought.then(close, close);
  while (open) {
    await readFigures(client, sku, state);
    onRead(performance.now() - startedAt);
    await sleep(READ_EVERY_MS);
  }
  await bought;
}

async function comeAndBuy(
  client: StocklineClient,
  sku: string,
  { afterMs, channel, quantity }: Purchase,
  { channels, orders }: SaleState,
): Promise<void> {
  await sleep(afterMs);
  const id = await client.buy(channel, sku, quantity);
  channels[channel][id === undefined ? 'refused' : 'sold'] += quantity;
  if (id !== undefined) {
    orders.push({ channel, id, soldAt: Date.now() });
  }
}

/** Reads what the ledger has and what every channel shows. */
export async function readFigures(client: StocklineClient, sku: string, state: SaleState): Promise<StockView> {
  const [view, ...shows] = await Promise.all([
    client.stock(sku),
    ...SALE_CHANNELS.map((channel) => client.shownBy(channel, sku)),
  ]);
  state.available = view.available;
  for (const [index, channel] of SALE_CHANNELS.entries()) {
    state.channels[channel].shows = shows[index] ?? 0;
  }
  return view;
}
