/** Measures how late the ledger and the channels received the sales of a flash sale. */
import type { Order } from './sale.ts';
import type { StocklineClient } from './stockline-client.ts';

/** How long after a sale the ledger and the other channels had it, in milliseconds, over the traced orders. */
export type Lag = {
  readonly orders: number;
  readonly ledger: Percentiles;
  readonly channels?: Percentiles;
};

export type Percentiles = {
  readonly p50: number;
  readonly p95: number;
};

const ORDERS_MAX = 40;

/** Traces a sample of the orders: the times from the channel's answer to its customer to the ledger entry, and to the end of the last push. */
export async function measureLag(client: StocklineClient, orders: readonly Order[]): Promise<Lag | undefined> {
  const every = Math.max(1, Math.floor(orders.length / ORDERS_MAX));
  const sample = orders.filter((_, index) => index % every === 0);
  const toLedger: number[] = [];
  const toChannels: number[] = [];
  for (const { channel, id, soldAt } of sample) {
    const trace = await client.trace(channel, id);
    for (const { entry, pushes } of trace?.observations ?? []) {
      if (entry !== undefined) {
        toLedger.push(Date.parse(entry.postedAt) - soldAt);
      }
      if (pushes.length > 0) {
        toChannels.push(Math.max(...pushes.map((push) => Date.parse(push.endedAt))) - soldAt);
      }
    }
  }
  if (toLedger.length === 0) {
    return undefined;
  }
  return {
    orders: toLedger.length,
    ledger: percentiles(toLedger),
    ...(toChannels.length > 0 && { channels: percentiles(toChannels) }),
  };
}

export function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}
