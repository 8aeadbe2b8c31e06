import { describe, expect, it } from '@jest/globals';
import { AMAZON } from '../../../sandbox/kernel/identities.ts';
import { call, eventually } from '../kernel/running.ts';
import { availability, BAG, CANADA, MEXICO, openSeller } from './seller-under-test.ts';

const US = AMAZON.marketplaceId;
const bags = (quantity: number) => [{ sku: BAG.sku, quantity }];

async function participations({ url, token }: Awaited<ReturnType<typeof openSeller>>) {
  const headers = { 'x-amz-access-token': await token() };
  const { body } = await call(`${url}/sellers/v1/marketplaceParticipations`, { headers });
  return (body as { payload: { marketplace: { id: string }; participation: object }[] }).payload;
}

describe('the marketplaces of an Amazon seller', () => {
  it('are listed with whether he sells there', async () => {
    const seller = await openSeller();
    expect(await participations(seller)).toEqual([
      {
        marketplace: {
          id: US,
          name: 'Amazon.com',
          countryCode: 'US',
          defaultCurrencyCode: 'USD',
          defaultLanguageCode: 'en_US',
          domainName: 'www.amazon.com',
        },
        storeName: expect.any(String),
        participation: { isParticipating: true, hasSuspendedListings: false },
      },
    ]);
    await seller.steer('PUT', '/participations', { marketplaceId: CANADA });
    await seller.steer('PUT', '/participations', { marketplaceId: US, isParticipating: false });
    expect((await participations(seller)).map((each) => [each.marketplace.id, each.participation])).toEqual([
      [US, { isParticipating: false, hasSuspendedListings: false }],
      [CANADA, { isParticipating: true, hasSuspendedListings: false }],
    ]);
    expect(await seller.steer('PUT', '/participations', { marketplaceId: 'A1NOWHERE' })).toMatchObject({ status: 400 });
  });

  it('share one quantity: a purchase on any of them counts it down', async () => {
    const seller = await openSeller();
    const bought = await seller.steer('POST', '/orders', { lines: bags(4), marketplaceId: CANADA });
    expect(bought.status).toBe(201);
    expect(await seller.control.shown(BAG.sku)).toBe(6);
    for (const id of [US, CANADA]) {
      expect((await seller.get(BAG.sku, ['fulfillmentAvailability'], [id])).body).toMatchObject({
        fulfillmentAvailability: [{ fulfillmentChannelCode: 'DEFAULT', quantity: 6 }],
      });
    }
    await seller.allDelivered();
    const summary = seller.orderChanges.taken[0]?.Payload.OrderChangeNotification.Summary;
    expect(summary).toMatchObject({ MarketplaceId: CANADA, FulfillmentType: 'MFN' });
    expect(seller.quantityChanges.taken.map(({ Payload }) => Payload)).toEqual([
      { SellerId: AMAZON.sellerId, FulfillmentChannelCode: 'DEFAULT', Sku: BAG.sku, Quantity: 6 },
    ]);
    const { id } = bought.body as { id: string };
    await seller.control.act(id, 'cancel', { restock: true });
    expect(await seller.control.shown(BAG.sku)).toBe(10);
  });

  it('can be searched for orders one by one', async () => {
    const seller = await openSeller();
    const ids: string[] = [];
    for (const marketplaceId of [US, CANADA]) {
      const { body } = await seller.steer('POST', '/orders', { lines: bags(1), marketplaceId });
      ids.push((body as { id: string }).id);
    }
    const [ofUs, ofCanada] = ids;
    const found = async (query: object) => {
      const { body } = await seller.searchOrders({ createdAfter: '2026-01-01T00:00:00Z', ...query });
      return (body as { orders: { orderId: string }[] }).orders.map(({ orderId }) => orderId);
    };
    expect(await found({})).toEqual([ofUs, ofCanada]);
    expect(await found({ marketplaceIds: [US] })).toEqual([ofUs]);
    expect(await found({ marketplaceIds: [CANADA, MEXICO] })).toEqual([ofCanada]);
  });

  it('are named one at a time: a list is refused in a patch, and read as its first', async () => {
    const seller = await openSeller();
    await seller.steer('PUT', '/participations', { marketplaceId: CANADA });
    const patched = await seller.patch(BAG.sku, [availability('merge', 4)], 'LUGGAGE', [US, CANADA]);
    expect(patched).toMatchObject({ status: 400, body: { errors: [{ code: 'InvalidInput' }] } });
    expect(await seller.control.shown(BAG.sku)).toBe(10);
    const { body } = await seller.get(BAG.sku, ['summaries'], [CANADA, US]);
    expect((body as { summaries: { marketplaceId: string }[] }).summaries.map((each) => each.marketplaceId)).toEqual([
      CANADA,
    ]);
    expect(await seller.get(BAG.sku, ['summaries'], [MEXICO])).toMatchObject({
      status: 400,
      body: { errors: [{ message: "Invalid 'sellerId' and 'marketplaceId' combination provided." }] },
    });
  });

  it('without the listing have none to read, and accept a quantity that is never shown', async () => {
    const seller = await openSeller();
    await seller.steer('PUT', '/participations', { marketplaceId: CANADA });
    await seller.steer('PUT', `/listings/${encodeURIComponent(BAG.sku)}`, { marketplaceIds: [US] });
    expect(await seller.get(BAG.sku, ['fulfillmentAvailability'], [CANADA])).toMatchObject({
      status: 404,
      body: { errors: [{ code: 'NOT_FOUND', message: `SKU '${BAG.sku}' not found in marketplace ${CANADA}` }] },
    });
    const patched = await seller.patch(BAG.sku, [availability('merge', 4)], 'LUGGAGE', [CANADA]);
    expect(patched).toMatchObject({ status: 200, body: { status: 'ACCEPTED' } });
    await seller.patch(BAG.sku, [availability('merge', 8)]);
    await eventually(async () => ((await seller.control.shown(BAG.sku)) === 8 ? true : undefined));
    await seller.allDelivered();
    expect(seller.quantityChanges.taken.map(({ Payload }) => Payload.Quantity)).toEqual([8]);
    expect(await seller.steer('POST', '/orders', { lines: bags(1), marketplaceId: CANADA })).toMatchObject({
      status: 404,
    });
  });

  it('accept a patch of a SKU that is listed nowhere, and nothing is for sale', async () => {
    const seller = await openSeller();
    expect(await seller.patch('SHOE', [availability('merge', 4)])).toMatchObject({ body: { status: 'ACCEPTED' } });
    expect(await seller.get('SHOE', [])).toMatchObject({ status: 404 });
  });
});

describe('orders that Amazon ships itself', () => {
  it('stand among the others, leave the seller’s quantity alone, and are left out of a search on request', async () => {
    const seller = await openSeller();
    const buy = async (fulfilledBy?: string) => {
      const { body } = await seller.steer('POST', '/orders', { lines: bags(2), ...(fulfilledBy && { fulfilledBy }) });
      return (body as { id: string }).id;
    };
    const [merchants, amazons] = [await buy(), await buy('AMAZON')];
    expect(await seller.control.shown(BAG.sku)).toBe(8);
    await seller.control.act(amazons, 'cancel', { restock: true });
    expect(await seller.control.shown(BAG.sku)).toBe(8);
    const found = async (query: object) => {
      const { status, body } = await seller.searchOrders({ createdAfter: '2026-01-01T00:00:00Z', ...query });
      return status === 200 ? (body as { orders: { orderId: string }[] }).orders.map((each) => each.orderId) : status;
    };
    expect(await found({})).toEqual([merchants, amazons]);
    expect(await found({ fulfilledBy: ['MERCHANT'] })).toEqual([merchants]);
    expect(await found({ fulfilledBy: ['AMAZON', 'MERCHANT'] })).toEqual([merchants, amazons]);
    expect(await found({ fulfilledBy: ['BUYER'] })).toBe(400);
  });

  it('use up the few searches there are, 20 at once and then one in three minutes', async () => {
    let now = Date.now();
    const { searchOrders } = await openSeller({ nowMs: () => now });
    const search = async () => (await searchOrders({ createdAfter: '2026-01-01T00:00:00Z' })).status;
    const answers: number[] = [];
    for (let index = 0; index < 21; index += 1) answers.push(await search());
    expect(answers).toEqual([...Array(20).fill(200), 429]);
    now += 170_000;
    expect(await search()).toBe(429);
    now += 10_000;
    expect(await search()).toBe(200);
  });
});
