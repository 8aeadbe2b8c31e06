/** A channel whose stock is imported, for tests that push to it. */

import { afterEach } from '@jest/globals';
import { parseSku } from '../../shared/domain/identifiers.ts';
import type { ChannelClient } from '../../shared/ports/channel/channel.ts';
import { movement } from '../fakes/facts.ts';
import { controlOf } from '../sandbox/kernel/running.ts';
import type { AccountFacts, ChannelBench, OpenChannel } from './benches/bench.ts';
import { RunningClock } from './clock.ts';
import { Deployment } from './deployment.ts';

const closing: OpenChannel[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((channel) => channel.close()));
});

/** An account of its own, closed after the test, however the test ends. */
export async function openChannel(bench: ChannelBench, facts: Pick<AccountFacts, 'articles' | 'nowMs'>) {
  const channel = await bench.open({ id: bench.platform, ...facts });
  closing.push(channel);
  return channel;
}

/** Ten mugs and ten pens are on hand, and the channel shows as many. */
export async function stockedChannel(bench: ChannelBench) {
  const clock = new RunningClock();
  const articles = [
    { sku: 'MUG', shows: 10 },
    { sku: 'PEN', shows: 10 },
    { sku: 'BOWL', shows: 10, ownFulfilment: false },
  ];
  const channel = await openChannel(bench, { articles, nowMs: clock.nowMs });
  const deployment = new Deployment([channel], clock);
  await deployment.open({ MUG: 10, PEN: 10, BOWL: 10 });
  let movements = 0;
  return {
    channel,
    deployment,
    /** Units leave or enter by no channel. */
    async move(units: number, sku = 'MUG') {
      movements += 1;
      const at = clock.now().toISOString();
      await deployment.post(movement('adjusted', units, { id: String(movements), sku: parseSku(sku), at }));
    },
    /** What the channel was sent of the SKU's quantity so far, by its own record. */
    calls: async (sku = 'MUG') =>
      (await controlOf(channel.sandbox).calls(sku)).filter(({ kind }) => kind === 'change').map((call) => call as Call),
  };
}

type Call = {
  readonly quantity: number;
  readonly idempotencyKey: string | null;
  readonly answer: string;
};

/** The client that does as it is asked, and whose first answer does not come back. */
export function losingOneAnswer(client: ChannelClient): ChannelClient {
  let isLost = false;
  return {
    ...client,
    async push(push) {
      const answer = await client.push(push);
      if (isLost) {
        return answer;
      }
      isLost = true;
      throw new Error('the connection broke');
    },
  };
}
