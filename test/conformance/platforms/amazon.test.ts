import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEMO_CATALOGUE } from '../../../local/stack/demo-catalogue.ts';
import type { Destination } from '../../../sandbox/amazon/notifications/destinations.ts';
import { startAmazonSandbox } from '../../../sandbox/amazon/server.ts';
import { AMAZON } from '../../../sandbox/kernel/identities.ts';
import type { RunningSandbox } from '../../../sandbox/kernel/server.ts';
import type { AmazonChannel } from '../../../shared/channel-config.ts';
import { createAmazonClient } from '../../../shared/channels/amazon/client/channel-client.ts';
import { translateAmazon } from '../../../shared/channels/amazon/intake/translate.ts';
import { parseChannelId, parseLocationId } from '../../../shared/domain/identifiers.ts';
import type { ChannelClient } from '../../../shared/ports/channel/channel.ts';
import { NotListedError } from '../../../shared/ports/channel/not-listed.ts';
import { ABSOLUTE } from '../../fakes/facts.ts';
import { eventually } from '../../shared/channels/eventually.ts';
import { collect, listingOf, pushOf } from '../../shared/channels/listing.ts';
import { control } from '../../shared/channels/sandbox-control.ts';

const FBA = DEMO_CATALOGUE[0]?.sku ?? '';
const CATALOGUE = DEMO_CATALOGUE.map((item) =>
  item.sku === FBA ? { ...item, amazon: { ...item.amazon, fulfilmentChannel: 'AMAZON_NA' as const } } : item,
);
const credentials = {
  clientId: AMAZON.clientId,
  clientSecret: AMAZON.clientSecret,
  refreshToken: AMAZON.refreshToken,
};
const flash = listingOf({ channel: 'amazon', sku: 'FLASH', shown: 200, push: ABSOLUTE });
let sandbox: RunningSandbox;
let client: ChannelClient;
let sent: string[];

beforeEach(async () => {
  sent = [];
  const queue: Destination = { send: async (notification) => void sent.push(notification) };
  sandbox = await startAmazonSandbox({ catalogue: CATALOGUE, orderChanges: queue, processingMs: 5, pendingMs: 5 });
  client = createAmazonClient(channel(), credentials);
});

afterEach(() => sandbox.close());

function channel(): AmazonChannel {
  return {
    id: parseChannelId('amazon'),
    platform: 'amazon',
    sellerId: AMAZON.sellerId,
    region: AMAZON.region,
    marketplaceIds: [AMAZON.marketplaceId],
    drawsOn: [parseLocationId('main')],
    apiEndpoint: sandbox.url,
    buffer: 0,
  };
}

describe('Amazon’s sandbox', () => {
  it('lists its catalogue, what Amazon fulfils as not ours to push', async () => {
    const listings = await collect(client.catalogue());
    expect(listings).toHaveLength(CATALOGUE.length);
    expect(listings).toContainEqual({
      sku: 'FLASH',
      channelLocation: '-',
      externalId: 'FLASH',
      drawsOn: ['main'],
      managed: true,
      shows: 200,
      title: 'Flash sale article',
      asin: DEMO_CATALOGUE.at(-1)?.amazon.asin,
    });
    expect(listings.filter(({ managed }) => !managed).map(({ sku }) => sku)).toEqual([FBA]);
  });

  it('accepts a figure and shows it a while later', async () => {
    expect(await client.push(pushOf(flash, -150))).toEqual({ kind: 'applied' });
    await eventually(async () => expect(await client.readQuantity(flash)).toBe(50));
  });

  it('takes a figure again whose answer was lost', async () => {
    const impatient = createAmazonClient(channel(), credentials, { timeoutMs: 1_000 });
    await control(sandbox).faults({ seed: 1, api: { timeout: 1 } });
    await expect(impatient.push(pushOf(flash, -150))).rejects.toThrow('1000ms');
    await control(sandbox).endFaults();
    expect(await client.push(pushOf(flash, -150))).toEqual({ kind: 'applied' });
    await eventually(async () => expect(await client.readQuantity(flash)).toBe(50));
  });

  it('throttles above its usage plan', async () => {
    await sandbox.close();
    const patchListingsItem = { perSecond: 0.01, burst: 1 };
    sandbox = await startAmazonSandbox({ catalogue: CATALOGUE, usagePlans: { patchListingsItem } });
    client = createAmazonClient(channel(), credentials);
    expect(await client.push(pushOf(flash, -1))).toEqual({ kind: 'applied' });
    expect(await client.push(pushOf(flash, -1))).toEqual({ kind: 'throttled', retryAfterMs: 100_000 });
  });

  it('accepts a figure of a SKU that it does not list, which the reading after it finds', async () => {
    const push = pushOf(listingOf({ channel: 'amazon', sku: 'NO SUCH/SKU' }), -1);
    expect(await client.push(push)).toEqual({ kind: 'applied' });
    await expect(client.readQuantity(push.listing)).rejects.toThrow(NotListedError);
  });

  it('reports each order as the whole state of its lines', async () => {
    const { sell, act } = control(sandbox);
    const order = await sell([{ sku: 'FLASH', quantity: 3 }]);
    await eventually(() => expect(lastState(order)).toEqual({ ordered: 3, shipped: 0, returned: 0, deducted: 3 }));
    await act(order, 'fulfil');
    await eventually(() => expect(lastState(order)).toEqual({ ordered: 3, shipped: 3, returned: 0, deducted: 3 }));
  });

  it.each([
    [true, { ordered: 0, shipped: 0, returned: 0, deducted: 0 }],
    [false, { ordered: 0, shipped: 0, returned: 0, deducted: 3 }],
  ])('reports a cancellation with restock %s', async (restock, state) => {
    const { sell, act } = control(sandbox);
    const order = await sell([{ sku: 'FLASH', quantity: 3 }]);
    await act(order, 'cancel', { restock });
    await eventually(() => expect(lastState(order)).toEqual(state));
  });
});

/** The state of the order's line by the notification with the highest version, in whatever order they came. */
function lastState(order: string): unknown {
  return sent
    .map((body) => translateAmazon({ body, channel: channel(), receivedAt: '2026-11-24T18:00:00.000Z' }))
    .flatMap((intake) => (intake.kind === 'observations' ? intake.observations : []))
    .flatMap((each) => (each.kind === 'orderLine' && each.source.order === order ? [each] : []))
    .sort((a, b) => b.version - a.version)[0]?.state;
}
