import { describe, expect, it } from '@jest/globals';
import { openListings } from '../../../../sandbox/amazon/listings/listings.ts';
import { listingsRoutes } from '../../../../sandbox/amazon/listings/listings-api.ts';
import { openMarketplaces } from '../../../../sandbox/amazon/marketplaces.ts';
import { openPayloads } from '../../../../sandbox/amazon/payloads.ts';
import { AMAZON } from '../../../../sandbox/kernel/identities.ts';
import { eventually } from '../../kernel/running.ts';
import { availability, BAG, FBA, HAT, openSeller } from '../seller-under-test.ts';

type Seller = Awaited<ReturnType<typeof openSeller>>;

async function availabilityOf({ get }: Seller, sku: string) {
  const { body } = await get(sku, ['attributes', 'fulfillmentAvailability']);
  const { attributes, fulfillmentAvailability } = body as {
    attributes: { fulfillment_availability: object[] };
    fulfillmentAvailability: object[];
  };
  expect(fulfillmentAvailability).toHaveLength(1);
  return attributes.fulfillment_availability[0];
}

const shows = (seller: Seller, sku: string, quantity: number) =>
  eventually(async () => ((await seller.control.shown(sku)) === quantity ? true : undefined));

describe('a patch of a listing at Amazon', () => {
  it('is accepted at once and applied a while later, over a sale made in between', async () => {
    const waiting: (() => void)[] = [];
    const listings = openListings([BAG], Date.now, () => undefined);
    const { patchListingsItem } = listingsRoutes({
      account: AMAZON,
      listings,
      marketplaces: openMarketplaces(AMAZON.marketplaceId),
      payloads: openPayloads(),
      applyLater: (apply) => waiting.push(apply),
    });
    const body = { productType: 'LUGGAGE', patches: [availability('merge', 9)] };
    const answer = await patchListingsItem?.handle(
      {
        method: 'PATCH',
        path: '',
        params: { sellerId: AMAZON.sellerId, sku: BAG.sku },
        query: new URLSearchParams({ marketplaceIds: AMAZON.marketplaceId }),
        headers: {},
        rawBody: Buffer.from(JSON.stringify(body)),
      },
      { apply: true },
    );
    expect(answer).toMatchObject({ status: 200, body: { status: 'ACCEPTED' } });
    const listing = listings.find(BAG.sku);
    if (listing) listings.change(listing, { quantity: 7 });
    expect(listing?.quantity).toBe(7);
    for (const apply of waiting) apply();
    expect(listing?.quantity).toBe(9);
  });

  it('is answered with a submission and the rate, and its effect is notified', async () => {
    const seller = await openSeller();
    const answer = await seller.patch(BAG.sku, [availability('merge', 4)]);
    expect(answer).toMatchObject({
      status: 200,
      body: { sku: BAG.sku, status: 'ACCEPTED', submissionId: expect.any(String), issues: [] },
    });
    expect(answer.headers['x-amzn-ratelimit-limit']).toBe('5');
    await shows(seller, BAG.sku, 4);
    await seller.allDelivered();
    expect(seller.quantityChanges.taken).toMatchObject([
      {
        NotificationType: 'LISTINGS_ITEM_MFN_QUANTITY_CHANGE',
        Payload: { SellerId: AMAZON.sellerId, FulfillmentChannelCode: 'DEFAULT', Sku: BAG.sku, Quantity: 4 },
      },
    ]);
  });

  it('by merge keeps the handling time and the restock date', async () => {
    const seller = await openSeller();
    await seller.patch(BAG.sku, [availability('merge', 4)]);
    await shows(seller, BAG.sku, 4);
    expect(await availabilityOf(seller, BAG.sku)).toEqual({
      fulfillment_channel_code: 'DEFAULT',
      quantity: 4,
      lead_time_to_ship_max_days: 3,
      restock_date: '2026-12-24',
    });
  });

  it.each(['replace', 'add'])('by %s wipes what it does not repeat', async (op) => {
    const seller = await openSeller();
    await seller.patch(BAG.sku, [availability(op, 4, { lead_time_to_ship_max_days: 2 })]);
    await shows(seller, BAG.sku, 4);
    expect(await availabilityOf(seller, BAG.sku)).toEqual({
      fulfillment_channel_code: 'DEFAULT',
      quantity: 4,
      lead_time_to_ship_max_days: 2,
    });
  });

  it('by delete ends the offer', async () => {
    const seller = await openSeller();
    await seller.patch(BAG.sku, [availability('delete', undefined)]);
    await shows(seller, BAG.sku, 0);
  });

  it('with a quantity turns a listing fulfilled by Amazon into a merchant-fulfilled one', async () => {
    const seller = await openSeller();
    expect(await availabilityOf(seller, FBA.sku)).toEqual({ fulfillment_channel_code: 'AMAZON_NA' });
    await seller.patch(FBA.sku, [availability('merge', 7)]);
    await shows(seller, FBA.sku, 7);
    expect(await availabilityOf(seller, FBA.sku)).toEqual({ fulfillment_channel_code: 'DEFAULT', quantity: 7 });
    expect(await seller.control.calls(FBA.sku)).toContainEqual(expect.objectContaining({ quantity: 7 }));
  });

  it.each([
    ['a negative quantity', [availability('merge', -1)], 'LUGGAGE'],
    ['half a unit', [availability('merge', 1.5)], 'LUGGAGE'],
    ['a quantity that is text', [availability('merge', '4')], 'LUGGAGE'],
    ['an unknown channel', [availability('merge', 4, { fulfillment_channel_code: 'X' })], 'LUGGAGE'],
    ['a nested path', [{ ...availability('merge', 4), path: '/attributes/fulfillment_availability/0' }], 'LUGGAGE'],
    ['no value', [{ op: 'merge', path: '/attributes/fulfillment_availability' }], 'LUGGAGE'],
    ['another product type', [availability('merge', 4)], 'SHOES'],
  ])('with %s is answered INVALID and not applied', async (_, patches, productType) => {
    const seller = await openSeller();
    const answer = await seller.patch(BAG.sku, patches, productType);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        status: 'INVALID',
        issues: [{ severity: 'ERROR', code: expect.any(String), message: expect.any(String) }],
      },
    });
    await seller.patch(BAG.sku, [availability('merge', 9)]);
    await shows(seller, BAG.sku, 9);
    await seller.allDelivered();
    expect(seller.quantityChanges.taken.map(({ Payload }) => Payload.Quantity)).toEqual([9]);
  });

  it.each([
    ['no patches', [], 'LUGGAGE'],
    ['an unknown operation', [availability('move', 4)], 'LUGGAGE'],
    ['no product type', [availability('merge', 4)], ''],
  ])('with %s is malformed', async (_, patches, productType) => {
    const { patch } = await openSeller();
    const answer = await patch(BAG.sku, patches, productType);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ code: 'InvalidInput' }] } });
  });

  it('takes PRODUCT for any product type, and accepts it of an unknown SKU', async () => {
    const { patch } = await openSeller();
    const patches = [availability('merge', 4)];
    expect(await patch(BAG.sku, patches, 'PRODUCT')).toMatchObject({ body: { status: 'ACCEPTED' } });
    expect(await patch('SHOE', patches)).toMatchObject({ status: 200, body: { status: 'ACCEPTED' } });
  });

  it('is never applied when the sandbox is asked to ignore it', async () => {
    const seller = await openSeller();
    await seller.control.faults({ api: { ignore: 1 } });
    expect(await seller.patch(BAG.sku, [availability('merge', 4)])).toMatchObject({ body: { status: 'ACCEPTED' } });
    await seller.control.endFaults();
    await seller.patch(HAT.sku, [availability('merge', 1)]);
    await shows(seller, HAT.sku, 1);
    expect(await seller.control.shown(BAG.sku)).toBe(10);
    expect(await seller.control.calls(BAG.sku)).toMatchObject([{ quantity: 4, answer: 'ignored' }]);
  });
});

describe('reading listings at Amazon', () => {
  it('gives the data sets that are asked for', async () => {
    const { get } = await openSeller();
    expect((await get(BAG.sku, ['summaries', 'fulfillmentAvailability'])).body).toMatchObject({
      sku: BAG.sku,
      summaries: [
        {
          marketplaceId: AMAZON.marketplaceId,
          asin: BAG.amazon.asin,
          productType: 'LUGGAGE',
          status: ['BUYABLE', 'DISCOVERABLE'],
        },
      ],
      fulfillmentAvailability: [{ fulfillmentChannelCode: 'DEFAULT', quantity: 10 }],
    });
    expect(Object.keys((await get(BAG.sku, [])).body)).toEqual(['sku', 'summaries']);
    expect(await get(BAG.sku, ['everything'])).toMatchObject({ status: 400 });
  });

  it('lists the catalogue page by page', async () => {
    const { search } = await openSeller();
    const first = await search({ pageSize: 2, includedData: ['summaries', 'fulfillmentAvailability'] });
    expect(first.body).toMatchObject({ numberOfResults: 3, items: [{ sku: BAG.sku }, { sku: HAT.sku }] });
    const { nextToken } = first.body['pagination'] as { nextToken: string };
    const second = await search({ pageSize: 2, pageToken: nextToken });
    expect(second.body).toMatchObject({ items: [{ sku: FBA.sku }], pagination: {} });
    expect(second.body['pagination']).toEqual({});
  });

  it('finds listings by SKU, and refuses pages above 20', async () => {
    const { search, control } = await openSeller();
    const found = await search({ identifiers: [HAT.sku, 'SHOE'], identifiersType: 'SKU' });
    expect(found.body).toMatchObject({ numberOfResults: 1, items: [{ sku: HAT.sku }] });
    expect(await search({ pageSize: 21 })).toMatchObject({ status: 400 });
    expect(await control.calls(HAT.sku)).toMatchObject([{ kind: 'read', operation: 'searchListingsItems' }]);
  });
});
