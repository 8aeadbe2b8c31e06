/** What every platform promises when its messages are lost (docs/sweep.md). */

import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { sweepChannel } from '../../shared/usecases/intake/sweep-channel.ts';
import { memorySweepMarks } from '../fakes/memory/memory-sweep-marks.ts';
import { control } from '../shared/channels/sandbox-control.ts';
import type { ChannelBench, OpenChannel } from './benches/bench.ts';
import { SELLING_BENCHES } from './benches/benches.ts';
import { RunningClock } from './clock.ts';
import { Deployment } from './deployment.ts';

// Real servers of three platforms: on a busy machine a row may take a while, and none depends on how long.
jest.setTimeout(60_000);

/** What every selling channel promises of what it is asked when its messages do not come (docs/sweep.md). */

const QUARTER_MS = 15 * 60_000;
const closing: OpenChannel[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((channel) => channel.close()));
});

/** Ten mugs are on hand, the channel is swept, and from now on none of its messages comes unless `heal` is called. */
async function deaf(bench: ChannelBench) {
  const clock = new RunningClock();
  const articles = [{ sku: 'MUG', shows: 10 }];
  const channel = await bench.open({ id: bench.platform, articles, nowMs: clock.nowMs });
  closing.push(channel);
  const deployment = new Deployment([channel], clock);
  await deployment.open({ MUG: 10 });
  const { office } = deployment;
  const marks = memorySweepMarks();
  const sweep = async () => {
    const ports = {
      sweep: channel.sweep,
      marks,
      registry: office.table.registry(),
      ledger: office.table.ledgerStore(),
      stock: office.table.reader(),
      observations: office.observationQueue(),
      journal: office.journal,
      clock: clock.now,
    };
    await sweepChannel(ports);
    await deployment.runUntilIdle();
  };
  await sweep();
  clock.pass(QUARTER_MS);
  const { faults, endFaults } = control(channel.sandbox);
  await faults({ webhook: { loss: 1, duplicate: 0 } });
  return {
    channel,
    deployment,
    sweep,
    heal: endFaults,
    later: () => clock.pass(QUARTER_MS),
    found: () => office.journal.counts.get('SweepFound') ?? 0,
    moved: async () => (await deployment.entries('MUG')).filter(({ kind }) => kind !== 'baseline').length,
  };
}

describe.each(SELLING_BENCHES.map((bench) => [bench.platform, bench] as const))('a sweep of %s', (_, bench) => {
  it('finds a sale and its cancellation whose messages were lost, and posts each once', async () => {
    const { channel, deployment, sweep, later, found, moved } = await deaf(bench);
    const order = await channel.people.sell([{ sku: 'MUG', quantity: 2 }]);
    await deployment.runUntilIdle();
    expect(await deployment.available('MUG')).toBe(10);
    later();
    await sweep();
    expect(await deployment.available('MUG')).toBe(8);
    expect(await deployment.shows('MUG')).toEqual([8]);
    expect(found()).toBe(1);
    await channel.people.cancel(order);
    later();
    await sweep();
    expect(await deployment.available('MUG')).toBe(10);
    expect(await deployment.shows('MUG')).toEqual([10]);
    const before = await moved();
    later();
    await sweep();
    expect(await moved()).toBe(before);
    expect(found()).toBe(2);
  });

  it('finds nothing where messages came, and what comes after it counts no second time', async () => {
    const { channel, deployment, sweep, heal, later, found, moved } = await deaf(bench);
    await heal();
    await channel.people.sell([{ sku: 'MUG', quantity: 2 }]);
    const sent = await deployment.untaken(channel);
    for (const delivery of sent) {
      await deployment.take(channel, delivery);
    }
    await deployment.runUntilIdle();
    const before = await moved();
    later();
    await sweep();
    expect(found()).toBe(0);
    expect(await moved()).toBe(before);
    await channel.people.sell([{ sku: 'MUG', quantity: 3 }]);
    const late = await deployment.untaken(channel);
    later();
    await sweep();
    expect(found()).toBe(1);
    for (const delivery of late) {
      await deployment.take(channel, delivery);
    }
    await deployment.runUntilIdle();
    expect(await deployment.available('MUG')).toBe(5);
    expect(await deployment.shows('MUG')).toEqual([5]);
  });
});
