/** Counts what one order takes from its webhook to its shipment, each SKU selling once in a while. */
import { addUsage, NOTHING_USED, type Usage, usagePer, usageSince } from '../aws/usage.ts';
import { SELLING } from '../stack/bench-config.ts';
import type { RunningStack } from '../stack/running-stack.ts';
import type { StackFacts } from '../stack/stack-facts.ts';
import { skusNamed, withStack } from '../stack/with-stack.ts';

export type OrderLife = {
  /** Of one order until the others' listings are pushed. */
  readonly sale: Usage;
  /** Of one order until nothing of it is left to do, its shipment included. */
  readonly life: Usage;
  /** Metrics that the functions wrote. */
  readonly metrics: ReadonlySet<string>;
};

export type OrderLifeOptions = {
  readonly facts: StackFacts;
  /** Orders on each channel that are counted. */
  readonly orders: number;
  readonly settings?: Readonly<Record<string, string>>;
};

const SHOWS = 99;
/** Pushes are acknowledged by then; notices wait for 10 s and checks for half a minute. */
const SALE_MS = 3_000;
/** Between two orders: what is gathered for seconds belongs to one order alone. */
const QUIET_MS = 60_000;

/** One order after the other, on each channel in turn, each of another SKU. The first on each channel are not counted. */
export async function measureOrderLife({ facts, orders, settings = {} }: OrderLifeOptions): Promise<OrderLife> {
  const skus = skusNamed('SLOW', (orders + 1) * SELLING.length);
  return await withStack({ facts, skus, shows: SHOWS, settings }, async (stack) => {
    await stack.runFor(QUIET_MS);
    let [sale, life] = [NOTHING_USED, NOTHING_USED];
    for (const [nth, sku] of skus.entries()) {
      const channel = SELLING[nth % SELLING.length] ?? SELLING[0];
      const before = stack.meter.total();
      const order = await stack.sell(channel, sku);
      await stack.runFor(SALE_MS);
      const pushed = stack.meter.total();
      await stack.runUntilIdle();
      await stack.runFor(QUIET_MS);
      await stack.fulfil(channel, order);
      await stack.runUntilIdle();
      await stack.runFor(QUIET_MS);
      if (nth >= SELLING.length) {
        sale = addUsage(sale, usageSince(before, pushed));
        life = addUsage(life, usageSince(before, stack.meter.total()));
      }
      await expectSold(stack, sku);
    }
    const counted = orders * SELLING.length;
    return { sale: usagePer(counted, sale), life: usagePer(counted, life), metrics: stack.metrics };
  });
}

/** A count of something that does not work is of no use: all channels together show no more than there is. */
async function expectSold(stack: RunningStack, sku: string): Promise<void> {
  const shown = await Promise.all(SELLING.map((channel) => stack.channels.shows(channel, sku)));
  const isRight =
    shown.every((units) => units === SHOWS - 1) || shown.reduce((sum, units) => sum + units, 0) === SHOWS - 1;
  if (!isRight) {
    throw new Error(
      `${sku}: the channels show ${shown.join(', ')} after a sale of 1 of ${SHOWS}: what is counted does not work.`,
    );
  }
}
