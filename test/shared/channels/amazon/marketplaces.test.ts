import { afterEach, describe, expect, it } from '@jest/globals';
import type { AmazonChannel } from '../../../../shared/channel-config.ts';
import { createAmazonClient } from '../../../../shared/channels/amazon/client/channel-client.ts';
import { createAmazonOrderReader } from '../../../../shared/channels/amazon/orders/order-reader.ts';
import { collect, listingOf, pushOf } from '../listing.ts';
import { credentials, type StubSeller, startStubSeller } from './stub-seller.ts';

const DE = 'A1PA6795UKMFR9';
const FR = 'A13V1IB3VIYZZH';

let amazon: StubSeller | undefined;

afterEach(async () => {
  await amazon?.close();
  amazon = undefined;
});

async function seller(body: object, facts: Partial<AmazonChannel> = {}) {
  amazon = await startStubSeller(() => ({ body }));
  return { ...amazon.channel, marketplaceIds: [DE, FR], ...facts };
}

const item = (marketplaces: readonly string[], quantity: number) => ({
  sku: 'MUG',
  summaries: marketplaces.map((marketplaceId) => ({
    marketplaceId,
    itemName: 'Mug',
    createdDate: '2026-01-01T00:00:00Z',
  })),
  fulfillmentAvailability: [{ fulfillmentChannelCode: 'DEFAULT', quantity }],
});

describe('a SKU on two marketplaces of one seller', () => {
  it.each([
    ['told once with both', [item([DE, FR], 5)]],
    ['told once for each', [item([DE], 5), item([FR], 5)]],
  ])('is one listing, %s', async (_, items) => {
    const client = createAmazonClient(await seller({ items }), credentials);
    expect((await collect(client.catalogue())).map(({ sku, shows }) => [sku, shows])).toEqual([['MUG', 5]]);
    expect(amazon?.calls()[0]?.path).toContain(`marketplaceIds=${DE}%2C${FR}`);
  });

  it('is pushed once, for both', async () => {
    const client = createAmazonClient(await seller({ sku: 'MUG', status: 'ACCEPTED', issues: [] }), credentials);
    expect(await client.push(pushOf(listingOf({ channel: 'amazon' }), -1))).toEqual({ kind: 'applied' });
    expect(amazon?.calls().map(({ method, path }) => [method, path])).toEqual([
      ['PATCH', `/listings/2021-08-01/items/A2SELLER/MUG?marketplaceIds=${DE}%2C${FR}`],
    ]);
  });
});

describe('a seller of each region', () => {
  it.each(['na', 'eu', 'fe'] as const)(
    '%s is asked at its own address, for listings and for orders',
    async (region) => {
      const channel = await seller({ items: [] }, { region });
      await collect(createAmazonClient(channel, credentials).catalogue());
      await createAmazonOrderReader(channel, credentials)
        .readOrder('903-8868176-2219830', '2026-11-24T18:00:00.000Z')
        .catch(() => undefined);
      expect(amazon?.calls().map(({ headers, path }) => [headers.host, path.split('/')[1]])).toEqual([
        [`sellingpartnerapi-${region}.amazon.com`, 'listings'],
        [`sellingpartnerapi-${region}.amazon.com`, 'orders'],
      ]);
    },
  );
});
