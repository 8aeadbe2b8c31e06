import { afterEach, describe, expect, it } from '@jest/globals';
import type { AmazonChannel } from '../../../../../shared/channel-config.ts';
import { createAmazonClient } from '../../../../../shared/channels/amazon/client/channel-client.ts';
import { createAmazonOrderReader } from '../../../../../shared/channels/amazon/orders/order-reader.ts';
import { collect, listingOf, pushOf } from '../../listing.ts';
import { credentials, type StubSeller, startStubSeller } from '../stub-seller.ts';

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
    ['reported once with both', [item([DE, FR], 5)]],
    ['reported once for each', [item([DE], 5), item([FR], 5)]],
  ])('is one listing, %s', async (_, items) => {
    const client = createAmazonClient(await seller({ items }), credentials);
    expect((await collect(client.catalogue())).map(({ sku, shows }) => [sku, shows])).toEqual([['MUG', 5]]);
    expect(
      amazon?.calls().map(({ path }) => new URL(path, 'http://amazon').searchParams.get('marketplaceIds')),
    ).toEqual([DE, FR]);
  });

  it('is pushed once, on the first marketplace that has it, which is read once', async () => {
    amazon = await startStubSeller(({ method, path }) => {
      if (method === 'PATCH') {
        return { body: { sku: 'MUG', status: 'ACCEPTED', issues: [] } };
      }
      const body = { errors: [{ code: 'NOT_FOUND', message: 'No SKU.' }] };
      return path.includes(DE) ? { status: 404, body } : { body: item([FR], 5) };
    });
    const client = createAmazonClient({ ...amazon.channel, marketplaceIds: [DE, FR] }, credentials);
    const push = pushOf(listingOf({ channel: 'amazon' }), -1);
    expect([await client.push(push), await client.push(push)]).toEqual([{ kind: 'applied' }, { kind: 'applied' }]);
    expect(amazon.calls().map(({ method, path }) => [method, path.slice(path.indexOf('marketplaceIds'))])).toEqual([
      ['GET', `marketplaceIds=${DE}`],
      ['GET', `marketplaceIds=${FR}`],
      ['PATCH', `marketplaceIds=${FR}`],
      ['PATCH', `marketplaceIds=${FR}`],
    ]);
  });

  it('that none of the marketplaces has is refused, and never taken for applied', async () => {
    amazon = await startStubSeller(({ method }) =>
      method === 'PATCH' ? { body: { status: 'ACCEPTED', issues: [] } } : { status: 404, body: { errors: [] } },
    );
    const client = createAmazonClient({ ...amazon.channel, marketplaceIds: [DE, FR] }, credentials);
    expect(await client.push(pushOf(listingOf({ channel: 'amazon' }), -1))).toEqual({
      kind: 'refused',
      reason: `Amazon lists no MUG on ${DE}, ${FR}.`,
    });
  });
});

describe('a seller of each region', () => {
  it.each(['na', 'eu', 'fe'] as const)(
    '%s is asked at its own address, for listings and for orders',
    async (region) => {
      const channel = await seller({ items: [] }, { region, marketplaceIds: [DE] });
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
