/** Draws a flash sale in the terminal while it runs, and its result. */
import { print } from '../processes/terminal.ts';
import type { Lag } from './lag.ts';
import { SALE_CHANNELS } from './purchases.ts';
import { type Quiet, showsItsSellable } from './quiet.ts';
import { oversold, type SaleState, totals } from './sale.ts';

const BAR_WIDTH = 30;
const LINE_EVERY_MS = 3_000;

/**
 * Draws the sale over its last picture in a terminal, and prints a line now and then elsewhere. `share` of the sale's
 * time has passed, 0 to 1.
 */
export function picture(wanted: number): (state: SaleState, share: number) => void {
  let drawn = 0;
  let printedAt = Number.NEGATIVE_INFINITY;
  return (state, share) => {
    if (process.stdout.isTTY) {
      const lines = saleTable(state, share, wanted);
      const back = drawn > 0 ? `\x1b[${drawn}A` : '';
      process.stdout.write(`${back}${lines.map((line) => `\x1b[2K${line}\n`).join('')}`);
      drawn = lines.length;
    } else if (performance.now() - printedAt >= LINE_EVERY_MS) {
      printedAt = performance.now();
      print(saleLine(state));
    }
  };
}

/** The sale as a small table, for a terminal that redraws it. `share` of the sale's time has passed, 0 to 1. */
export function saleTable(state: SaleState, share: number, wanted: number): readonly string[] {
  const filled = Math.round(Math.min(1, share) * BAR_WIDTH);
  const { sold, refused } = totals(state);
  return [
    `  ${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}  ${sold + refused} of ${wanted} units asked for`,
    row('', 'sold', 'refused', 'shows'),
    ...SALE_CHANNELS.map((channel) => {
      const tally = state.channels[channel];
      return row(channel, tally.sold, tally.refused, tally.shows);
    }),
    row('all', sold, refused, ''),
    `  ledger: ${state.available} available, ${oversold(state.available)} oversold`,
  ];
}

/** The same on one line, for a log. */
export function saleLine(state: SaleState): string {
  const { sold, refused } = totals(state);
  const shows = SALE_CHANNELS.map((channel) => `${channel} shows ${state.channels[channel].shows}`).join(', ');
  const { available } = state;
  return `  sold ${sold}, refused ${refused}; ${shows}; ledger has ${available} available, ${oversold(available)} oversold`;
}

/** How the sale ended: by channel, then the ledger, then how late the channels were updated, then the verdict. */
export function summary(state: SaleState, quiet: Quiet, lag: Lag | undefined): string {
  const listings = quiet.listings.map((listing) => {
    const tally = Object.entries(state.channels).find(([channel]) => channel === listing.channel)?.[1];
    const { channel, shows, shown, sellable } = listing;
    const verdict = showsItsSellable(listing) ? 'ok' : 'NOT AT ITS SELLABLE';
    return `${row(channel, tally?.sold ?? 0, tally?.refused ?? 0, shows, shown, sellable)}  ${verdict}`;
  });
  const { sold, refused } = totals(state);
  return [
    row('', 'sold', 'refused', 'shows', 'shown', 'sellable'),
    ...listings,
    row('all', sold, refused, '', '', ''),
    '',
    `  Ledger: ${quiet.available} available, ${oversold(quiet.available)} units oversold.`,
    ...lagLines(lag),
    quiet.isAtSellable ? '  Every listing ended at its sellable.' : '  A listing did not end at its sellable.',
  ].join('\n');
}

function lagLines(lag: Lag | undefined): readonly string[] {
  if (lag === undefined) {
    return [];
  }
  const { ledger, channels, orders } = lag;
  const toChannels = channels && `, until the last other channel had it ${channels.p50} / ${channels.p95} ms`;
  return [
    `  From the sale until the ledger had it ${ledger.p50} / ${ledger.p95} ms${toChannels ?? ''} (p50 / p95 of ${orders}).`,
  ];
}

function row(name: string, ...cells: readonly (string | number)[]): string {
  return `  ${name.padEnd(10)}${cells.map((cell) => String(cell).padStart(10)).join('')}`.trimEnd();
}
