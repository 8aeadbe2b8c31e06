import { afterEach, describe, expect, it, jest } from '@jest/globals';
import * as v from 'valibot';
import { startAmazonSandbox } from '../../sandbox/amazon/server.ts';
import { catalogueItem } from '../../sandbox/kernel/catalogue.ts';
import { AMAZON } from '../../sandbox/kernel/identities.ts';
import type { AmazonChannel } from '../../shared/channel-config.ts';
import { createSellingPartnerApi } from '../../shared/channels/amazon/client/api.ts';
import { createAmazonClient } from '../../shared/channels/amazon/client/channel-client.ts';
import { createShopifyClient } from '../../shared/channels/shopify/client/channel-client.ts';
import { parseChannelId } from '../../shared/domain/identifiers.ts';
import { amazonBench } from '../conformance/benches/amazon-bench.ts';
import type { ChannelBench } from '../conformance/benches/bench.ts';
import { shopifyBench } from '../conformance/benches/shopify-bench.ts';
import { squareBench } from '../conformance/benches/square-bench.ts';
import { RunningClock } from '../conformance/clock.ts';
import { Deployment } from '../conformance/deployment.ts';
import { openChannel, stockedChannel } from '../conformance/stocked-channel.ts';
import { ABSOLUTE, MAIN, NOON } from '../fakes/facts.ts';
import { eventually } from '../shared/channels/eventually.ts';
import { collect, listingOf, pushOf } from '../shared/channels/listing.ts';
import { control } from '../shared/channels/sandbox-control.ts';
import { appliedAnswer, startStubShop } from '../shared/channels/shopify/stub-shop.ts';

// Real servers of three platforms: on a busy machine a row may take a while, and none depends on how long.
jest.setTimeout(60_000);

/** What went wrong between other systems and their channels, named after their issues. */

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

describe('Shopify', () => {
  it('shopifysharp-1253: a comparison that is given up is sent as null, not left out', async () => {
    const shop = await startStubShop(() => appliedAnswer(7));
    closing.push(shop.close);
    const client = createShopifyClient(shop.channel, { clientId: 'id', clientSecrets: ['secret'] });
    await client.push(
      pushOf(listingOf({ channel: 'shopify', channelLocation: '655441491' }), -3, { changeFrom: null }),
    );
    const [asked] = shop.asked;
    expect(asked?.variables).toMatchObject({ input: { changes: [{ delta: -3, changeFromQuantity: null }] } });
  });

  it('bigint-ids: two orders whose numbers are one as floating-point numbers both count', async () => {
    const { first, second, deployment } = await twoOrders();
    expect(first).not.toBe(second);
    expect(Number(first)).toBe(Number(second));
    await deployment.runUntilIdle();
    expect(await deployment.available('MUG')).toBe(5);
    const orders = (await deployment.entries('MUG')).flatMap(({ source }) => source.order ?? []);
    expect(new Set(orders)).toEqual(new Set([first, second]));
  });
});

/** Shopify numbers its orders by the clock: while it stands still they are neighbours. */
async function twoOrders() {
  const clock = new RunningClock(() => Date.parse(NOON));
  const channel = await openChannel(shopifyBench, { articles: [{ sku: 'MUG', shows: 10 }], nowMs: clock.nowMs });
  const deployment = new Deployment([channel], clock);
  await deployment.open({ MUG: 10 });
  const first = await channel.people.sell([{ sku: 'MUG', quantity: 2 }]);
  const second = await channel.people.sell([{ sku: 'MUG', quantity: 3 }]);
  return { first, second, deployment };
}

describe('Amazon', () => {
  it('selling-partner-api-docs-2068: what it accepts and never applies is found, reported each time and pushed again', async () => {
    const { channel, deployment, move, calls } = await stockedChannel(amazonBench);
    const { faults, endFaults } = control(channel.sandbox);
    await move(-3);
    await faults({ seed: 1, api: { ignore: 1 } });
    await deployment.office.workOff();
    while ((await calls()).length < 2) {
      await deployment.office.nextCheck();
    }
    await endFaults();
    await deployment.runUntilIdle();
    expect(await deployment.shows('MUG')).toEqual([7]);
    expect((await calls()).map(({ quantity, answer }) => [quantity, answer])).toEqual([
      [7, 'ignored'],
      [7, 'ignored'],
      [7, 'ok'],
    ]);
    expect(deployment.office.journal.counts.get('Drift')).toBe(2);
  });

  it('selling-partner-api-docs-3002: a new quantity leaves handling time and restock date as they were', async () => {
    const { channel, attributes, client } = await slowListing();
    const before = await attributes();
    await client.push(pushOf(listingOf({ channel: channel.id, sku: 'MUG', push: ABSOLUTE }), -3));
    await eventually(async () => expect(await attributes()).toMatchObject({ quantity: 7 }));
    expect(await attributes()).toEqual({ ...before, quantity: 7 });
    expect(before).toMatchObject({ lead_time_to_ship_max_days: 5, restock_date: '2026-12-24' });
  });

  it('amazon-fba-flip: what Amazon fulfils is never pushed, and stays Amazon’s', async () => {
    const { channel, deployment, move, calls } = await stockedChannel(amazonBench);
    await move(-3, 'BOWL');
    await move(-3);
    await deployment.runUntilIdle();
    expect(await deployment.shows('MUG')).toEqual([7]);
    expect(await calls('BOWL')).toEqual([]);
    const bowl = (await collect(channel.client.catalogue())).find(({ sku }) => sku === 'BOWL');
    expect(bowl).toMatchObject({ managed: false });
  });
});

/** A mug that takes five days to ship and is back by Christmas. */
async function slowListing() {
  const mug = catalogueItem('MUG', 'Mug', 10);
  const amazon = { ...mug.amazon, leadTimeToShipMaxDays: 5, restockDate: '2026-12-24' };
  const sandbox = await startAmazonSandbox({ catalogue: [{ ...mug, amazon }], processingMs: 1 });
  closing.push(sandbox.close);
  const channel: AmazonChannel = {
    id: parseChannelId('amazon'),
    platform: 'amazon',
    sellerId: AMAZON.sellerId,
    region: AMAZON.region,
    marketplaceIds: [AMAZON.marketplaceId],
    drawsOn: [MAIN],
    apiEndpoint: sandbox.url,
    buffer: 0,
  };
  const { clientId, clientSecret, refreshToken } = AMAZON;
  const api = createSellingPartnerApi(channel, { clientId, clientSecret, refreshToken }, 8_000);
  const availability = v.object({
    attributes: v.object({ fulfillment_availability: v.array(v.record(v.string(), v.unknown())) }),
  });
  const read = {
    operation: 'getListingsItem' as const,
    sku: 'MUG',
    marketplaceId: AMAZON.marketplaceId,
    query: { includedData: ['attributes'] },
  };
  return {
    channel,
    client: createAmazonClient(channel, { clientId, clientSecret, refreshToken }),
    attributes: async () => (await api.read(read, availability, 1)).attributes.fulfillment_availability[0],
  };
}

const BENCHES: readonly ChannelBench[] = [shopifyBench, amazonBench, squareBench];

describe.each(BENCHES.map((bench) => [bench.platform, bench] as const))('on %s', (_, bench) => {
  it('sellbrite, shipwave: a check asks the live channel, for our own copy says that all is well', async () => {
    const { channel, deployment, move } = await stockedChannel(bench);
    const { faults, endFaults, setStock } = control(channel.sandbox);
    await move(-3);
    await deployment.office.workOff();
    // Nobody is notified of it, and every figure of ours agrees with every other.
    await faults({ seed: 1, webhook: { loss: 1 } });
    await setStock('MUG', 42);
    await endFaults();
    expect(await deployment.listing(channel, 'MUG')).toMatchObject({ shown: 7 });
    expect(await deployment.available('MUG')).toBe(7);
    await deployment.office.compareAll();
    await deployment.runUntilIdle();
    expect(await deployment.shows('MUG')).toEqual([7]);
    expect(deployment.office.journal.counts.get('Drift')).toBe(1);
  });

  it('craftcms-shopify-224: a flood of one SKU costs one call, and another SKU waits for none of it', async () => {
    const { deployment, move, calls } = await stockedChannel(bench);
    for (let times = 0; times < 200; times += 1) {
      await move(times % 2 === 0 ? -2 : 1);
    }
    await move(-1, 'PEN');
    await deployment.office.workOff();
    expect(await calls('PEN')).toHaveLength(1);
    expect(await calls('MUG')).toHaveLength(1);
    await deployment.runUntilIdle();
    expect(await deployment.shows('PEN')).toEqual([9]);
  });
});

describe('the three channels together', () => {
  it('openlinker-50, eshopbox-333: at rest nothing is pushed any more, though all webhooks come once more', async () => {
    const clock = new RunningClock();
    const articles = [{ sku: 'MUG', shows: 10 }];
    const channels = await Promise.all(BENCHES.map((bench) => openChannel(bench, { articles, nowMs: clock.nowMs })));
    const deployment = new Deployment(channels, clock);
    await deployment.open({ MUG: 10 });
    await Promise.all(channels.map(({ people }, index) => people.sell([{ sku: 'MUG', quantity: index + 1 }])));
    await deployment.runUntilIdle();
    expect(await deployment.shows('MUG')).toEqual([4, 4, 4]);
    const entries = await deployment.entries('MUG');
    for (const channel of channels) {
      for (const delivery of [...channel.sent]) {
        await deployment.take(channel, delivery);
      }
    }
    const pushed = await pushesTo(channels);
    await deployment.runUntilIdle();
    await deployment.runUntilIdle();
    expect(await pushesTo(channels)).toEqual(pushed);
    expect(await deployment.entries('MUG')).toEqual(entries);
  });
});

/** Calls that changed a quantity, per channel, by its own record. */
async function pushesTo(channels: readonly Awaited<ReturnType<ChannelBench['open']>>[]): Promise<readonly number[]> {
  return Promise.all(
    channels.map(async ({ sandbox }) => {
      const calls = (await (await fetch(`${sandbox.url}/_sandbox/calls?sku=MUG`)).json()) as readonly unknown[];
      return calls.length;
    }),
  );
}
