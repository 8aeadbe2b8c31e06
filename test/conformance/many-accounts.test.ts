/** What every platform promises of two accounts (docs/new-channel.md). */

import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { NOON } from '../fakes/facts.ts';
import type { Delivery, IntakeBench, OpenIntake } from './benches/bench.ts';
import { INTAKE_BENCHES, SELLING_BENCHES } from './benches/benches.ts';
import { RunningClock } from './clock.ts';
import { Deployment } from './deployment.ts';

// Real servers of three platforms: on a busy machine a row may take a while, and none depends on how long.
jest.setTimeout(60_000);

/** Two accounts on one platform, which sell the same article and number their places, listings and orders alike. */

const closing: OpenIntake[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((source) => source.close()));
});

async function twoAccounts<Open extends OpenIntake>(bench: { open(facts: Facts): Promise<Open> }) {
  // The clock stands still, so that what a platform numbers by its clock gets the same number in both accounts.
  const clock = new RunningClock(() => Date.parse(NOON));
  const articles = [{ sku: 'MUG', shows: 10 }];
  const first = await bench.open({ id: 'shop', account: 1, articles, nowMs: clock.nowMs });
  const second = await bench.open({ id: 'shop-outlet', account: 2, articles, nowMs: clock.nowMs });
  closing.push(first, second);
  const deployment = new Deployment([first, second], clock);
  await deployment.open({ MUG: 10 });
  return { first, second, deployment, pass: () => clock.pass(1_000) };
}
type Facts = Parameters<IntakeBench['open']>[0];

describe.each(SELLING_BENCHES.map((bench) => [bench.platform, bench] as const))(
  'two accounts on %s',
  (platform, bench) => {
    it('show one stock: what either sells, or takes back, the other shows', async () => {
      const { first, second, deployment, pass } = await twoAccounts(bench);
      const order = await first.people.sell([{ sku: 'MUG', quantity: 2 }]);
      await deployment.runUntilIdle();
      expect(await deployment.shows('MUG')).toEqual([8, 8]);
      await second.people.sell([{ sku: 'MUG', quantity: 3 }]);
      await deployment.runUntilIdle();
      expect(await deployment.shows('MUG')).toEqual([5, 5]);
      pass();
      await first.people.cancel(order);
      await deployment.runUntilIdle();
      expect(await deployment.shows('MUG')).toEqual([7, 7]);
      expect(await deployment.available('MUG')).toBe(7);
    });

    it('may number orders and lines alike: both count, and each is found under its own', async () => {
      const { first, second, deployment } = await twoAccounts(bench);
      const one = await first.people.sell([{ sku: 'MUG', quantity: 2 }]);
      const other = await second.people.sell([{ sku: 'MUG', quantity: 3 }]);
      if (platform === 'shopify') {
        expect(other).toBe(one);
      }
      const sent = await deployment.untaken(first);
      for (const delivery of sent) {
        await deployment.take(first, delivery);
      }
      for (const delivery of await deployment.untaken(second)) {
        await deployment.take(second, numberedAs(sent, delivery));
      }
      await deployment.runUntilIdle();
      expect(await deployment.available('MUG')).toBe(5);
      expect(await deployment.shows('MUG')).toEqual([5, 5]);
      const { entries } = await deployment.office.table.reader().order(first.config.id, one);
      expect(entries.map(({ source }) => source.channel)).toEqual(['shop']);
      const lines = (await deployment.entries('MUG')).filter(({ kind }) => kind !== 'baseline');
      expect(new Set(lines.map(({ source }) => source.channel))).toEqual(new Set(['shop', 'shop-outlet']));
    });
  },
);

describe.each(SELLING_BENCHES.map((bench) => [bench.platform, bench] as const))('two accounts on %s', (_, bench) => {
  it('use up a call budget each, where the platform states one', async () => {
    const { first, second } = await twoAccounts(bench);
    const [one, other] = [first, second].map(({ pushAccount }) => pushAccount);
    expect(one?.rate).toEqual(other?.rate);
    expect(one?.rate === undefined).toBe(bench.capabilities.pushesPerSecond === 'unpublished');
    expect(one?.rate !== undefined && one.account === other?.account).toBe(false);
  });
});

describe.each(INTAKE_BENCHES.map((bench) => [bench.platform, bench] as const))(
  'two accounts on %s',
  (platform, bench) => {
    it('are not taken for one another: what one sent proves nothing at the other’s door', async () => {
      const { first, second, deployment } = await twoAccounts(bench);
      await first.people.sell([{ sku: 'MUG', quantity: 2 }]);
      const sent = await deployment.untaken(first);
      expect(sent.length).toBeGreaterThan(0);
      for (const delivery of sent) {
        expect(await deployment.take(second, delivery)).toMatchObject({
          kind: platform === 'amazon' ? 'ignored' : 'notAuthentic',
        });
      }
      await deployment.office.workOff();
      expect(await deployment.available('MUG')).toBe(10);
    });
  },
);

/** Amazon numbers orders at random: here the second seller's order and item get the numbers of the first's. */
function numberedAs(models: readonly Delivery[], { headers, body }: Delivery): Delivery {
  const text = body.toString();
  const given = models.map((model) => model.body.toString()).join();
  const renumbered = ['AmazonOrderId', 'OrderItemId'].reduce((text, field) => {
    const number = new RegExp(`"${field}":"[^"]+"`);
    return text.replace(number, given.match(number)?.[0] ?? '');
  }, text);
  return { headers, body: Buffer.from(renumbered) };
}
