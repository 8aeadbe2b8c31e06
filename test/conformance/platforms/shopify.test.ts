import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEMO_CATALOGUE } from '../../../local/stack/demo-catalogue.ts';
import { SHOPIFY } from '../../../sandbox/kernel/identities.ts';
import type { RunningSandbox } from '../../../sandbox/kernel/server.ts';
import { type ShopifySandboxOptions, startShopifySandbox } from '../../../sandbox/shopify/server.ts';
import type { ShopifyChannel } from '../../../shared/channel-config.ts';
import { createShopifyClient } from '../../../shared/channels/shopify/client/channel-client.ts';
import { parseChannelId, parseLocationId } from '../../../shared/domain/identifiers.ts';
import type { Listing } from '../../../shared/domain/listing/listing.ts';
import type { ChannelClient, Intake } from '../../../shared/ports/channel/channel.ts';
import { eventually } from '../../shared/channels/eventually.ts';
import { collect, listingOf, pushOf } from '../../shared/channels/listing.ts';
import { control } from '../../shared/channels/sandbox-control.ts';
import { openDoor } from '../../shared/channels/shopify/door.ts';

const credentials = { clientId: SHOPIFY.clientId, clientSecrets: ['secret'] };
const channelOfShop: ShopifyChannel = {
  id: parseChannelId('shopify'),
  platform: 'shopify',
  shop: SHOPIFY.shop,
  locations: { [SHOPIFY.locationId]: [parseLocationId('main')] },
  buffer: 0,
};

const closing: (() => Promise<unknown>)[] = [];
let sandbox: RunningSandbox;
let client: ChannelClient;
let flash: Listing;
let taken: Intake[];

beforeEach(async () => {
  taken = [];
  await openSandbox({});
});

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function openSandbox(options: Partial<ShopifySandboxOptions>): Promise<void> {
  const door = await openDoor(channelOfShop, credentials, (intake) => taken.push(intake));
  closing.push(door.close);
  sandbox = await startShopifySandbox({
    port: 0,
    shop: SHOPIFY.shop,
    clientId: SHOPIFY.clientId,
    clientSecret: 'secret',
    webhookUrl: door.url,
    location: { id: SHOPIFY.locationId, name: 'Main' },
    catalogue: DEMO_CATALOGUE,
    ...options,
  });
  closing.push(sandbox.close);
  client = createShopifyClient(channel(), credentials);
  const listed = (await collect(client.catalogue())).find(({ sku }) => sku === 'FLASH');
  flash = listingOf({ ...listed, channel: 'shopify', shown: 200 });
}

function channel(): ShopifyChannel {
  return { ...channelOfShop, apiEndpoint: sandbox.url };
}

/** The state of the order's lines by the webhooks with the highest version, in whatever order they came. */
function statesOf(order: string): unknown[] {
  const lines = taken
    .flatMap((intake) => (intake.kind === 'observations' ? intake.observations : []))
    .flatMap((each) => (each.kind === 'orderLine' && each.source.order === order ? [each] : []))
    .sort((a, b) => a.version - b.version);
  const last = new Map(lines.map(({ source, state }) => [source.key, state]));
  return [...last.values()].map(({ ordered, shipped, returned, deducted }) => [ordered, shipped, returned, deducted]);
}

describe('Shopify’s sandbox', () => {
  it('lists its catalogue with what it shows', async () => {
    const listings = await collect(client.catalogue());
    expect(listings).toHaveLength(DEMO_CATALOGUE.length);
    expect(listings.find(({ sku }) => sku === 'FLASH')).toMatchObject({
      channelLocation: String(SHOPIFY.locationId),
      externalId: flash.externalId,
      drawsOn: ['main'],
      managed: true,
      shows: 200,
    });
  });

  it('takes a lowering and a raise and proves what results', async () => {
    expect(await client.push(pushOf(flash, -150))).toEqual({ kind: 'applied', nowShows: 50 });
    const raise = pushOf(flash, 5, { generation: 2, changeFrom: 50 });
    expect(await client.push(raise)).toEqual({ kind: 'applied', nowShows: 55 });
    expect(await client.readQuantity(flash)).toBe(55);
  });

  it('proves a sale that we have not received, and keeps it', async () => {
    await control(sandbox).sell([{ sku: 'FLASH', quantity: 3 }]);
    expect(await client.push(pushOf(flash, -150))).toEqual({ kind: 'stale' });
    expect(await client.readQuantity(flash)).toBe(197);
    const next = pushOf(flash, -150, { attempt: 2, changeFrom: 197 });
    expect(await client.push(next)).toEqual({ kind: 'applied', nowShows: 47 });
  });

  it('keeps it as well where the comparison is given up', async () => {
    await control(sandbox).sell([{ sku: 'FLASH', quantity: 3 }]);
    expect(await client.push(pushOf(flash, -150, { changeFrom: null }))).toEqual({ kind: 'applied' });
    expect(await client.readQuantity(flash)).toBe(47);
  });

  it('applies a push once, whose answer was lost', async () => {
    const push = pushOf(flash, -150);
    await client.push(push);
    expect(await client.push(push)).toEqual({ kind: 'applied', nowShows: 50 });
    expect(await client.readQuantity(flash)).toBe(50);
  });

  it('says that a key was spent by a stale push', async () => {
    await control(sandbox).sell([{ sku: 'FLASH', quantity: 3 }]);
    await client.push(pushOf(flash, -150));
    expect(await client.push(pushOf(flash, -150))).toEqual({ kind: 'spent' });
    expect(await client.readQuantity(flash)).toBe(197);
  });

  it('gives no answer in time, and the repetition settles it', async () => {
    const push = pushOf(flash, -150);
    const impatient = createShopifyClient(channel(), credentials, { timeoutMs: 1_000 });
    await control(sandbox).faults({ seed: 1, api: { timeout: 1 } });
    await expect(impatient.push(push)).rejects.toThrow('no answer in 1000 ms');
    await control(sandbox).endFaults();
    expect(await client.push(push)).toMatchObject({ kind: 'applied' });
    expect(await client.readQuantity(flash)).toBe(50);
  });

  it('may compare before it replays, which answers stale to a push that was applied', async () => {
    await openSandbox({ replay: 'compareFirst' });
    await client.push(pushOf(flash, -150));
    expect(await client.push(pushOf(flash, -150))).toEqual({ kind: 'stale' });
    expect(await client.readQuantity(flash)).toBe(50);
  });

  it('makes a push wait whose first call is still being worked on', async () => {
    await openSandbox({ inFlightMs: 300 });
    const answers = await Promise.all([client.push(pushOf(flash, -150)), client.push(pushOf(flash, -150))]);
    expect(answers).toContainEqual({ kind: 'throttled', retryAfterMs: 500 });
    expect(answers).toContainEqual({ kind: 'applied', nowShows: 50 });
  });

  it('throttles', async () => {
    await control(sandbox).faults({ seed: 1, api: { throttle: 1 } });
    expect(await client.push(pushOf(flash, -1))).toMatchObject({ kind: 'throttled' });
  });

  it('refuses an item that it does not have', async () => {
    const push = pushOf({ ...flash, externalId: '1' }, -1);
    expect(await client.push(push)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('INVALID_INVENTORY_ITEM'),
    });
  });

  // ordered, shipped, returned, deducted
  it.each<[string, (order: string) => Promise<void>, number[]]>([
    ['placed', async () => undefined, [3, 0, 0, 3]],
    ['fulfilled', (order) => control(sandbox).act(order, 'fulfil'), [3, 3, 0, 3]],
    ['cancelled with restock', (order) => control(sandbox).act(order, 'cancel', { restock: true }), [0, 0, 0, 0]],
    ['cancelled without restock', (order) => control(sandbox).act(order, 'cancel', { restock: false }), [3, 3, 0, 3]],
    [
      'edited up',
      (order) => control(sandbox).act(order, 'edit', { lines: [{ sku: 'FLASH', quantity: 5 }] }),
      [5, 0, 0, 5],
    ],
    [
      'edited down',
      (order) => control(sandbox).act(order, 'edit', { lines: [{ sku: 'FLASH', quantity: 1 }] }),
      [1, 0, 0, 1],
    ],
    [
      'fulfilled and returned in part',
      async (order) => {
        await control(sandbox).act(order, 'fulfil');
        await control(sandbox).act(order, 'refund', { lines: [{ sku: 'FLASH', quantity: 2 }], restock: true });
      },
      [3, 3, 2, 1],
    ],
  ])('reports an order that is %s, all in one second, as the state of its line', async (_, act, state) => {
    const order = await control(sandbox).sell([{ sku: 'FLASH', quantity: 3 }]);
    await act(order);
    await eventually(() => expect(statesOf(order)).toEqual([state]));
    // What Shopify shows moved by what it counted down: nothing is left to push for what it put back itself.
    expect(await client.readQuantity(flash)).toBe(200 - (state[3] ?? 0));
  });
});
