/** Replays a flash sale as it goes in a shop whose channels are set twice an hour. */
import { type Purchase, SALE_CHANNELS } from './purchases.ts';
import { newSale, type SaleState, totals } from './sale.ts';

/** What a shop without Stockline runs: a job that sets every channel to what is left, twice an hour. */
const EVERY_MS = 30 * 60_000;

/** How a sale under the batch ended. `pushes` counts until all channels show it. */
export type BatchSale = {
  readonly state: SaleState;
  readonly pushes: number;
};

/**
 * Replays the purchases under a batch that has just run when the first customer comes. Until it runs again, no channel
 * learns of the others' sales. Its pushes include the run after the sale, which sets all channels to what is left.
 */
export function replayUnderBatch(purchases: readonly Purchase[], units: number): BatchSale {
  const state = newSale(units);
  let pushes = 0;
  let nextRunMs = EVERY_MS;
  const run = () => {
    for (const channel of SALE_CHANNELS) {
      state.channels[channel].shows = Math.max(0, state.available);
    }
    pushes += SALE_CHANNELS.length;
  };
  for (const channel of SALE_CHANNELS) {
    state.channels[channel].shows = units;
  }
  for (const { afterMs, channel, quantity } of purchases) {
    for (; nextRunMs <= afterMs; nextRunMs += EVERY_MS) {
      run();
    }
    const tally = state.channels[channel];
    const isSold = tally.shows >= quantity;
    tally[isSold ? 'sold' : 'refused'] += quantity;
    tally.shows -= isSold ? quantity : 0;
    state.available = units - totals(state).sold;
  }
  run();
  return { state, pushes };
}
