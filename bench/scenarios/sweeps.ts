/** Counts sweeps: those of a day on which nothing changed, and one that finds orders whose messages were lost. */
import { BUDGET_MS } from '../../shared/usecases/intake/sweep-channel.ts';
import { type Usage, usageSince } from '../aws/usage.ts';
import { SELLING, type Selling } from '../stack/bench-config.ts';
import type { StackFacts } from '../stack/stack-facts.ts';
import { skusNamed, withStack } from '../stack/with-stack.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

export type IdleDay = { readonly usage: Usage; readonly metrics: ReadonlySet<string> };

/** A whole day of schedules, with nothing sold; `skus` are listed on every channel. */
export async function measureIdleDay(facts: StackFacts, skus: number): Promise<IdleDay> {
  return await withStack({ facts, skus: skusNamed('IDLE', skus), shows: 99 }, async (stack) => {
    // The first sweeps read from the beginning.
    for (const { entry } of facts.schedules) {
      await stack.sweep(entry);
    }
    await stack.runUntilIdle();
    stack.metrics.clear();
    const before = stack.meter.total();
    for (let minute = 0; minute < DAY_MINUTES; minute += 5) {
      for (const { entry } of facts.schedules.filter(({ everyMinutes }) => minute % everyMinutes === 0)) {
        await stack.sweep(entry);
      }
      await stack.runFor(5 * MINUTE_MS);
    }
    return { usage: usageSince(before, stack.meter.total()), metrics: new Set(stack.metrics) };
  });
}

export type Sweep = { readonly usage: Usage; readonly ordersADay: number };

/** One sweep that reads so many changed orders, which no message reported. */
export async function measureSweep(facts: StackFacts, channel: Selling, orders: number): Promise<Sweep> {
  const entry = `sweep-${channel}`;
  const everyMinutes = facts.schedules.find((each) => each.entry === entry)?.everyMinutes ?? DAY_MINUTES;
  const skus = skusNamed('SWEPT', orders);
  return await withStack({ facts, skus, shows: 99 }, async (stack) => {
    await stack.sweep(entry);
    await stack.runFor(everyMinutes * MINUTE_MS);
    await stack.loseNotifications();
    for (const sku of skus) {
      await stack.sell(channel, sku);
    }
    await stack.runFor(everyMinutes * MINUTE_MS);
    stack.holdQueues(() => true);
    const before = stack.meter.of(entry);
    await stack.sweep(entry);
    const usage = usageSince(before, stack.meter.of(entry));
    const sweepsADay = DAY_MINUTES / everyMinutes;
    return { usage, ordersADay: (sweepsADay * BUDGET_MS * orders) / usage.milliseconds };
  });
}

export const SWEPT_CHANNELS: readonly Selling[] = SELLING.filter((channel) => channel !== 'square');
