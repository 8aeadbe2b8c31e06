import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { catalogueItem } from '../../../../../sandbox/kernel/catalogue.ts';
import { SHOPIFY } from '../../../../../sandbox/kernel/identities.ts';
import type { RunningSandbox } from '../../../../../sandbox/kernel/server.ts';
import { NEEDED_SCOPES } from '../../../../../sandbox/shopify/app.ts';
import { type ShopifySandboxOptions, startShopifySandbox } from '../../../../../sandbox/shopify/server.ts';
import type { ShopifyChannel } from '../../../../../shared/channel-config.ts';
import { createShopifyConnection } from '../../../../../shared/channels/shopify/connecting/connection.ts';
import type { ShopifyCredentials } from '../../../../../shared/channels/shopify/connecting/credentials.ts';
import { parseChannelId, parseLocationId } from '../../../../../shared/domain/identifiers.ts';
import type { Intake } from '../../../../../shared/ports/channel/channel.ts';
import type { ChannelConnection } from '../../../../../shared/ports/connecting/connection.ts';
import { carryOut, plannedBy } from '../../connecting.ts';
import { eventually } from '../../eventually.ts';
import { control } from '../../sandbox-control.ts';
import { openDoor } from '../door.ts';

const SECRET = 'current';
const channel: ShopifyChannel = {
  id: parseChannelId('shop'),
  platform: 'shopify',
  shop: SHOPIFY.shop,
  locations: { [SHOPIFY.locationId]: [parseLocationId('main')] },
  buffer: 0,
};
const credentials: ShopifyCredentials = { clientId: SHOPIFY.clientId, clientSecrets: [SECRET] };

const closing: (() => Promise<unknown>)[] = [];
let sandbox: RunningSandbox;
let reported: Intake[];
let url: string;

beforeEach(async () => {
  reported = [];
  const door = await openDoor(channel, credentials, (intake) => reported.push(intake));
  closing.push(door.close);
  url = `${door.url}/webhooks/shop`;
  await openShop({});
});

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function openShop(options: Partial<ShopifySandboxOptions>): Promise<void> {
  sandbox = await startShopifySandbox({
    port: 0,
    shop: SHOPIFY.shop,
    clientId: SHOPIFY.clientId,
    clientSecret: SECRET,
    location: { id: SHOPIFY.locationId, name: 'Main' },
    catalogue: [catalogueItem('BAG', 'Bag', 10)],
    ...options,
  });
  closing.push(sandbox.close);
}

function connect(
  webhookUrl = url,
  given: Partial<ShopifyCredentials> = {},
  more: Partial<ShopifyChannel> = {},
): ChannelConnection {
  return createShopifyConnection(
    { ...channel, apiEndpoint: sandbox.url, ...more },
    { ...credentials, ...given },
    { webhookUrl, clock: () => new Date() },
  );
}

const app = (settings: object) => control(sandbox).send('PUT', 'app', settings);

const kinds = async (connection: ChannelConnection) =>
  new Set((await plannedBy(connection)).map((each) => each.split(' ')[0]));

describe('connecting a Shopify shop', () => {
  it('registers each topic that the README names, and receives sales from then on', async () => {
    const connection = connect();
    expect(await plannedBy(connection)).toEqual(
      expect.arrayContaining([
        'create APP_UNINSTALLED',
        'create FULFILLMENTS_CREATE',
        'create FULFILLMENTS_UPDATE',
        'create INVENTORY_ITEMS_UPDATE',
        'create INVENTORY_LEVELS_UPDATE',
        'create ORDERS_CANCELLED',
        'create ORDERS_CREATE',
        'create ORDERS_DELETE',
        'create ORDERS_EDITED',
        'create ORDERS_UPDATED',
        'create PRODUCTS_DELETE',
        'create PRODUCTS_UPDATE',
        'create REFUNDS_CREATE',
      ]),
    );
    await carryOut(connection);
    await control(sandbox).sell([{ sku: 'BAG', quantity: 1 }]);
    await eventually(() => expect(reported.some(({ kind }) => kind === 'observations')).toBe(true));
  });

  it('changes nothing when it is done again', async () => {
    await carryOut(connect());
    expect(await kinds(connect())).toEqual(new Set(['keep']));
  });

  it('leads the webhooks of an earlier deployment here, and makes none twice', async () => {
    await carryOut(connect('https://old.example/webhooks/shop'));
    const connection = connect();
    expect(await kinds(connection)).toEqual(new Set(['change']));
    await carryOut(connection);
    expect(await kinds(connect())).toEqual(new Set(['keep']));
    expect(await kinds(connect('https://old.example/webhooks/shop'))).toEqual(new Set(['change']));
  });

  it('leaves the webhooks of another channel of the same app alone', async () => {
    await carryOut(connect('https://here.example/webhooks/client'));
    expect(await kinds(connect())).toEqual(new Set(['create', 'foreign']));
  });

  it('goes on where it was interrupted', async () => {
    const connection = connect();
    const plan = await connection.plan();
    for (const { carryOut: act } of plan.slice(0, 3)) {
      await act?.();
    }
    const again = await plannedBy(connect());
    expect(again.filter((each) => each.startsWith('keep'))).toHaveLength(3);
    expect(again.filter((each) => each.startsWith('create'))).toHaveLength(plan.length - 3);
  });

  it('says what Shopify refuses', async () => {
    await expect(carryOut(connect('http://plain.example/webhooks/shop'))).rejects.toThrow(
      'Address protocol http:// is not supported',
    );
  });

  it('goes on where another run has registered a webhook in the meantime', async () => {
    const [one, other] = [connect(), connect()];
    const plan = await other.plan();
    await carryOut(one);
    for (const { carryOut: act } of plan) {
      await act?.();
    }
    expect(await kinds(connect())).toEqual(new Set(['keep']));
  });

  it('says all that Shopify refuses of a webhook, each as a sentence', async () => {
    await app({ isApprovedForOrders: false });
    const plan = await connect('http://plain.example/webhooks/shop').plan();
    const orders = plan.find(({ step }) => step.topic === 'ORDERS_CREATE');
    expect(await orders?.carryOut?.()).toMatch(
      /ORDERS_CREATE: This app is not approved .* details\. Address protocol http:\/\/ is not supported\.$/,
    );
  });

  it('waits while Shopify throttles', async () => {
    await openShop({ limits: { maximumAvailable: 30, restoreRate: 400 } });
    await carryOut(connect());
    expect(await kinds(connect())).toEqual(new Set(['keep']));
  });

  it('tries the way by a webhook of a topic that moves nothing, signed with the current secret', async () => {
    expect(await connect().test()).toMatchObject({ kind: 'passed' });
    expect(reported).toEqual([{ kind: 'ignored', reason: expect.any(String) }]);
    expect(await connect(url, { clientSecrets: ['other'] }).test()).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('401'),
    });
    expect(await connect('http://127.0.0.1:1/webhooks/shop').test()).toMatchObject({ kind: 'failed' });
  });
});

const OF_TRANSFERS = [
  'read_inventory_transfers',
  'read_inventory_shipments',
  'read_inventory_shipments_received_items',
].map((grant) => ({ grant, isRequired: false }));

describe('access to a Shopify shop', () => {
  it('is accepted, with what is not granted and not needed', async () => {
    expect(await connect().access()).toEqual({
      kind: 'accepted',
      account: SHOPIFY.shop,
      missing: [{ grant: 'read_all_orders', without: expect.any(String), isRequired: false }],
    });
  });

  it('lacks a scope that is needed', async () => {
    await openShop({ accessScopes: ['read_orders', 'read_products', 'write_inventory', 'read_all_orders'] });
    expect(await connect().access()).toMatchObject({
      missing: [
        { grant: 'read_merchant_managed_fulfillment_orders', isRequired: false },
        ...OF_TRANSFERS,
        { grant: 'read_fulfillments', isRequired: false },
      ],
    });
    await openShop({ accessScopes: ['read_orders', 'read_products', 'read_inventory', 'read_all_orders'] });
    expect(await connect().access()).toMatchObject({
      missing: [
        { grant: 'write_inventory', isRequired: true },
        { grant: 'read_merchant_managed_fulfillment_orders', isRequired: false },
        ...OF_TRANSFERS,
        { grant: 'read_fulfillments', isRequired: false },
      ],
    });
  });

  it('needs to be configured where orders are routed to once several locations are mapped', async () => {
    await openShop({ accessScopes: ['read_orders', 'read_products', 'write_inventory', 'read_all_orders'] });
    const two = { [SHOPIFY.locationId]: [parseLocationId('main')], 99: [parseLocationId('back')] };
    expect(await connect(url, {}, { locations: two }).access()).toMatchObject({
      missing: expect.arrayContaining([
        expect.objectContaining({ grant: 'read_merchant_managed_fulfillment_orders', isRequired: true }),
      ]),
    });
  });

  it('without a topic’s scope leaves the topic out', async () => {
    await openShop({ accessScopes: ['read_orders', 'read_products', 'write_inventory'] });
    const planned = await plannedBy(connect());
    expect(planned).toContain('create ORDERS_CREATE');
    expect(planned).not.toContain('create FULFILLMENTS_CREATE');
  });

  it('lacks the approval for protected customer data, without which no order is sent or shown', async () => {
    await app({ isApprovedForOrders: false });
    expect(await connect().access()).toMatchObject({
      missing: expect.arrayContaining([
        {
          grant: 'access to protected customer data, level 1',
          without: expect.stringContaining('not approved to access the Order object'),
          isRequired: true,
        },
      ]),
    });
  });

  it.each([
    ['its name', { name: '112-1234567-7654321' }],
    ['its source’s own id', { sourceIdentifier: '112-1234567-7654321' }],
    ['a tag', { tags: ['vip', '112-1234567-7654321'] }],
    ['its note', { note: 'Amazon 112-1234567-7654321' }],
    ['an attribute of its note', { noteAttributes: [{ name: 'Amazon Order Id', value: '112-1234567-7654321' }] }],
  ])('finds orders that an app copied from Amazon, by %s, until they are left out', async (_, mark) => {
    await control(sandbox).send('POST', 'orders', {
      lines: [{ sku: 'BAG', quantity: 1 }],
      sourceName: 'marketplace',
      appId: '777',
      ...mark,
    });
    await control(sandbox).sell([{ sku: 'BAG', quantity: 1 }]);
    expect(await connect().access()).toMatchObject({
      missing: expect.arrayContaining([
        {
          grant: "ignoreSources: [{ appId: '777' }]",
          without: expect.stringContaining('1 of the newest 2 carry Amazon’s order numbers'),
          isRequired: false,
        },
      ]),
    });
    const ignoring = await connect(url, {}, { ignoreSources: [{ appId: '777' }] }).access();
    expect(JSON.stringify(ignoring)).not.toContain('ignoreSources');
  });

  it('names the version that the app’s webhooks are written in, where it is not ours', async () => {
    await app({ webhookApiVersion: '2025-10' });
    const connection = connect();
    await carryOut(connection);
    expect(await connection.access()).toMatchObject({
      missing: expect.arrayContaining([
        {
          grant: 'webhooks of API version 2026-10',
          without: expect.stringContaining('as of 2025-10'),
          isRequired: false,
        },
      ]),
    });
    expect(await connection.leftByHand()).toEqual(expect.arrayContaining([expect.stringContaining('as of 2025-10')]));
    await app({ webhookApiVersion: '2026-10' });
    expect(await connection.leftByHand()).toHaveLength(1);
  });

  it('says a quarter before it ends that the version of the API ends', async () => {
    const later = createShopifyConnection({ ...channel, apiEndpoint: sandbox.url }, credentials, {
      webhookUrl: url,
      clock: () => new Date('2027-08-01'),
    });
    expect(await later.access()).toMatchObject({
      missing: expect.arrayContaining([expect.objectContaining({ without: expect.stringContaining('2027-10-16') })]),
    });
  });

  it('is refused once the app is uninstalled, and accepted again when it is installed anew, to be registered anew', async () => {
    const connection = connect();
    await carryOut(connection);
    await control(sandbox).send('POST', 'uninstall', {});
    expect(await connection.access()).toEqual({
      kind: 'refused',
      reason: expect.stringContaining('app_not_installed'),
    });
    await control(sandbox).send('POST', 'reinstall', {});
    expect(await connection.access()).toMatchObject({ kind: 'accepted' });
    expect(await kinds(connection)).toEqual(new Set(['create']));
    await carryOut(connection);
    expect(await kinds(connection)).toEqual(new Set(['keep']));
  });

  it('names the name that the shop has now, under which its webhooks would be refused', async () => {
    await openShop({ shop: 'renamed.myshopify.com' });
    const without = expect.stringContaining('come under renamed.myshopify.com');
    expect(await connect().access()).toMatchObject({
      missing: expect.arrayContaining([{ grant: `the name ${SHOPIFY.shop}`, without, isRequired: true }]),
    });
  });

  it('names a location that the shop does not have', async () => {
    const elsewhere = connect(url, {}, { locations: { 99: [parseLocationId('main')] } });
    expect(await elsewhere.access()).toMatchObject({
      missing: expect.arrayContaining([expect.objectContaining({ grant: 'location 99', isRequired: true })]),
    });
  });

  it('names a location that the shop has deactivated', async () => {
    await openShop({
      furtherLocations: [{ id: 7, name: 'Old' }],
      accessScopes: [...NEEDED_SCOPES, 'read_locations'],
    });
    await control(sandbox).send('POST', 'locations/7/close', {});
    const old = connect(url, {}, { locations: { 7: [parseLocationId('main')] } });
    const without = expect.stringContaining('deactivated it');
    expect(await old.access()).toMatchObject({
      missing: expect.arrayContaining([expect.objectContaining({ grant: 'location 7', without, isRequired: false })]),
    });
  });

  it('does not ask whether a location is open without the scope for it', async () => {
    await openShop({ furtherLocations: [{ id: 7, name: 'Old' }] });
    await control(sandbox).send('POST', 'locations/7/close', {});
    const old = connect(url, {}, { locations: { 7: [parseLocationId('main')] } });
    const { kind, missing } = Object(await old.access());
    expect(kind).toBe('accepted');
    expect(missing).not.toContainEqual(expect.objectContaining({ grant: 'location 7' }));
  });

  it('is refused with a wrong secret, and with a token that is not the app’s', async () => {
    const refused = { kind: 'refused', reason: expect.stringContaining('401') };
    expect(await connect(url, { clientSecrets: ['wrong'] }).access()).toEqual(refused);
    expect(await connect(url, { accessToken: 'shpat_wrong' }).access()).toEqual(refused);
  });

  it('is no refusal when the shop does not answer', async () => {
    await expect(connect(url, {}, { apiEndpoint: 'http://127.0.0.1:1' }).access()).rejects.toThrow('no answer');
  });
});
