/** Holds one flash sale on the running stack, from its policy to its result. */

import { print } from '../processes/terminal.ts';
import type { Regime, RegimeResult } from './comparison.ts';
import { measureLag } from './lag.ts';
import { picture, summary } from './picture.ts';
import type { PolicyDesk } from './policy.ts';
import { type Purchase, SALE_CHANNELS } from './purchases.ts';
import { type Quiet, untilQuiet } from './quiet.ts';
import { holdSale, newSale, oversold, totals } from './sale.ts';
import type { StocklineClient } from './stockline-client.ts';

const QUIET_WITHIN_MS = 90_000;

export type LiveSale = {
  readonly client: StocklineClient;
  readonly desk: PolicyDesk;
  readonly sku: string;
  readonly regime: Exclude<Regime, 'batch'>;
  /** What there is to sell when the first customer comes. */
  readonly units: number;
  /** How long customers come. */
  readonly seconds: number;
  readonly purchases: readonly Purchase[];
};

/**
 * Holds one flash sale on the running stack: sets the policy, moves stock until there are `units`, lets the customers
 * buy, and waits until every listing shows its sellable. Undefined when the sale could not begin: it prints why.
 */
export async function holdLiveSale(options: LiveSale): Promise<RegimeResult | undefined> {
  const { client, desk, sku, regime, units, seconds, purchases } = options;
  const before = await client.stock(sku);
  print(`  Policy of ${sku}: ${regime}; ${before.available} available, to be ${units} ...`);
  await desk.set(regime);
  if (before.available !== units) {
    await client.move(sku, units - before.available);
  }
  const state = newSale(before.available);
  const waiting = { client, sku, state, limitMs: QUIET_WITHIN_MS };
  const ready = await untilQuiet({ ...waiting, available: units, onRead: () => undefined });
  if (!ready.isReached) {
    print(`${summary(state, ready, undefined)}\n  ${whyNotReady(sku, units, ready)}`);
    return undefined;
  }

  const wanted = purchases.reduce((sum, { quantity }) => sum + quantity, 0);
  const draw = picture(wanted);
  const begunAt = new Date();
  await holdSale({
    client,
    sku,
    purchases,
    state,
    onRead: (elapsedMs) => draw(state, elapsedMs / (seconds * 1000)),
  });
  const { sold, refused } = totals(state);
  const quiet = await untilQuiet({ ...waiting, available: units - sold, onRead: () => draw(state, 1) });
  const lag = await measureLag(client, state.orders);
  // Under escrow the other channels need not learn of a sale: a push that comes some sales later is not late.
  const reported = regime === 'escrow' && lag !== undefined ? { orders: lag.orders, ledger: lag.ledger } : lag;
  print(`\n${summary(state, quiet, reported)}`);
  const pushes = await Promise.all(SALE_CHANNELS.map((channel) => client.pushes(channel, sku, begunAt)));
  return {
    regime,
    sold,
    refused,
    oversold: oversold(quiet.available),
    left: Math.max(0, quiet.available),
    pushes: pushes.reduce((sum, each) => sum + each, 0),
    isAtSellable: quiet.isAtSellable,
  };
}

/** Restores the policy and waits until the listings show their sellable. Prints those that do not; true when all do. */
export async function restorePolicy({
  client,
  desk,
  sku,
}: Pick<LiveSale, 'client' | 'desk' | 'sku'>): Promise<boolean> {
  await desk.restore();
  const { available } = await client.stock(sku);
  const state = newSale(available);
  const waiting = { client, sku, state, limitMs: QUIET_WITHIN_MS };
  const quiet = await untilQuiet({ ...waiting, available, onRead: () => undefined });
  if (!quiet.isAtSellable) {
    print(`  Under the policy that it had before the demo:\n${summary(state, quiet, undefined)}`);
  }
  return quiet.isAtSellable;
}

function whyNotReady(sku: string, units: number, { isAtSellable, available }: Quiet): string {
  const what =
    available !== units
      ? `${sku} has ${available} available instead of ${units}: something else moves its stock`
      : isAtSellable
        ? 'its escrow is not in force'
        : 'its listings do not come to their sellable';
  return `The sale cannot begin: ${what}. npx stockline doctor --local says more.`;
}
