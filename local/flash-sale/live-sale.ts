import type { Regime, RegimeResult } from './comparison.ts';
import { measureLag } from './lag.ts';
import { print } from '../processes/terminal.ts';
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
  /** For so long the customers come. */
  readonly seconds: number;
  readonly purchases: readonly Purchase[];
};

/**
 * One flash sale on the running stack: the policy is set, stock comes or goes until there are `units`, the customers come,
 * and it is over when every listing is at its sellable. Undefined when it could not begin; what went wrong is printed.
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
  const ready = await untilQuiet({ ...waiting, available: units, onLook: () => undefined });
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
    onLook: (elapsedMs) => draw(state, elapsedMs / (seconds * 1000)),
  });
  const { sold, refused } = totals(state);
  const quiet = await untilQuiet({ ...waiting, available: units - sold, onLook: () => draw(state, 1) });
  const lag = await measureLag(client, state.orders);
  // Under escrow no sale needs telling to the other channels: a push some sales later is no delay of theirs.
  const told = regime === 'escrow' && lag !== undefined ? { orders: lag.orders, ledger: lag.ledger } : lag;
  print(`\n${summary(state, quiet, told)}`);
  const pushes = await Promise.all(SALE_CHANNELS.map((channel) => client.pushes(channel, sku, begunAt)));
  return {
    regime,
    sold,
    refused,
    oversold: oversold(quiet.available),
    left: Math.max(0, quiet.available),
    pushes: pushes.reduce((sum, each) => sum + each, 0),
    settled: quiet.settled,
  };
}

/** Puts the policy back and waits for the listings to follow; prints those that do not, and resolves whether all did. */
export async function endAsBefore({ client, desk, sku }: Pick<LiveSale, 'client' | 'desk' | 'sku'>): Promise<boolean> {
  await desk.restore();
  const { available } = await client.stock(sku);
  const state = newSale(available);
  const waiting = { client, sku, state, limitMs: QUIET_WITHIN_MS };
  const quiet = await untilQuiet({ ...waiting, available, onLook: () => undefined });
  if (!quiet.settled) {
    print(`  Under its policy of before:\n${summary(state, quiet, undefined)}`);
  }
  return quiet.settled;
}

function whyNotReady(sku: string, units: number, { settled, available }: Quiet): string {
  const what =
    available !== units
      ? `${sku} has ${available} available instead of ${units}: something else moves its stock`
      : settled
        ? 'its escrow is not in force'
        : 'its listings do not come to their sellable';
  return `The sale cannot begin: ${what}. npx stockline doctor --local says more.`;
}
