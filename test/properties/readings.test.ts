/** Answers of Square and Amazon with rows of any contents: what is read of them can be kept, and no row costs another. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { amazonCatalogue } from '../../shared/channels/amazon/catalogue.ts';
import { createSellingPartnerApi } from '../../shared/channels/amazon/client/api.ts';
import { createAmazonSweep } from '../../shared/channels/amazon/orders/order-feed.ts';
import { squareCatalogue } from '../../shared/channels/square/catalogue.ts';
import { createSquareApi } from '../../shared/channels/square/client/api.ts';
import { createSquareChangeReader } from '../../shared/channels/square/orders/change-reader.ts';
import { createSquareSweep } from '../../shared/channels/square/orders/order-feed.ts';
import {
  isKeepableText,
  parseChannelId,
  parseLocationId,
  parseSku,
  parseTime,
  QUANTITY_MAX,
} from '../../shared/domain/identifiers.ts';
import type { CatalogueListing } from '../../shared/ports/channel/channel.ts';
import type { SweptObservation } from '../../shared/ports/intake/sweep.ts';
import { channelAt, credentials } from '../shared/channels/amazon/stub-seller.ts';
import { type Json, mutated, PERSONAL, withPersonalData } from '../shared/channels/mutation.ts';
import { type StubServer, startStubServer } from '../shared/channels/stub-server.ts';

const SINCE = new Date('2026-11-24T17:00:00Z');
const UNTIL = new Date('2026-11-24T18:00:00Z');
const NOW = () => new Date('2026-11-24T18:00:04Z');
const MUG = parseSku('MUG');
const SQUARE_CREDENTIALS = { accessToken: 'token', signatureKey: 'key' };
/** The longest that a name in a log line may be: an id, and what it is the id of. */
const NAME_BYTES_MAX = 300;

const squareChange = (id: string): Json => ({
  type: 'ADJUSTMENT',
  adjustment: {
    ...{ id, catalog_object_id: 'VMUG', from_state: 'IN_STOCK', to_state: 'SOLD', quantity: '2', transaction_id: 'T9' },
    ...{ from_location_id: 'LMAIN', to_location_id: 'LMAIN', occurred_at: '2026-11-24T17:30:00Z' },
  },
});
const squareItem = (id: string): Json => ({
  item_data: {
    name: 'Mug',
    variations: [{ id, item_variation_data: { name: 'Regular', sku: `SKU-${id}`, track_inventory: true } }],
  },
});
const amazonOrder = (orderId: string): Json => ({
  ...{ orderId, lastUpdatedTime: '2026-11-24T17:30:00Z' },
  fulfillment: { fulfillmentStatus: 'UNSHIPPED', fulfilledBy: 'MERCHANT' },
  orderItems: [
    {
      ...{ orderItemId: '1', quantityOrdered: 3, product: { sellerSku: 'MUG' } },
      fulfillment: { quantityFulfilled: 1, quantityUnfulfilled: 1 },
      cancellation: { cancellationExecution: { cancelledBy: 'BUYER' } },
    },
  ],
});
const amazonItem = (sku: string): Json => ({
  sku,
  summaries: [{ itemName: 'Mug', createdDate: '2026-01-01T00:00:00Z' }],
  fulfillmentAvailability: [{ fulfillmentChannelCode: 'DEFAULT', quantity: 3 }],
});

let platform: StubServer;
let rows: readonly Json[] = [];

beforeAll(async () => {
  platform = await startStubServer(({ path }) => {
    if (path === '/auth/o2/token') {
      return { body: { access_token: 'token', token_type: 'bearer', expires_in: 3_600 } };
    }
    const isOfItems = path.includes('/listings/') || path.includes('/catalog/');
    const names = isOfItems ? ['items', 'objects'] : ['orders', 'changes'];
    return { body: Object.fromEntries(names.map((name) => [name, rows])) };
  });
});
afterAll(() => platform.close());

const square = () => ({
  id: parseChannelId('square'),
  platform: 'square' as const,
  locations: { LMAIN: [parseLocationId('main')] },
  apiEndpoint: platform.endpoint,
  buffer: 0,
});

type Found = { readonly observations: readonly SweptObservation[]; readonly names: readonly string[] };

const listed = async (id: string) =>
  id === 'VMUG' ? { sku: MUG, registeredAt: '2026-11-01T00:00:00.000Z' } : undefined;

const FEEDS: readonly (readonly [string, (id: string) => Json, (names: string[]) => Promise<Found['observations']>])[] =
  [
    [
      'the changes of Square',
      squareChange,
      (names) =>
        createSquareChangeReader(square(), SQUARE_CREDENTIALS, NOW)(
          new Map([['VMUG', MUG]]),
          SINCE,
          NOW().toISOString(),
          note(names),
        ),
    ],
    [
      'the sweep of Square',
      squareChange,
      (names) =>
        all(createSquareSweep(square(), SQUARE_CREDENTIALS, NOW).changedWithin(SINCE, UNTIL, listed, note(names))),
    ],
    [
      'the sweep of Amazon',
      amazonOrder,
      (names) =>
        all(
          createAmazonSweep(channelAt(platform.endpoint), credentials, NOW).changedWithin(
            SINCE,
            UNTIL,
            listed,
            note(names),
          ),
        ),
    ],
  ];

const CATALOGUES: readonly (readonly [
  string,
  (id: string) => Json,
  (names: string[]) => Promise<readonly CatalogueListing[]>,
])[] = [
  [
    'the catalogue of Square',
    squareItem,
    () => all(squareCatalogue(square(), createSquareApi(square(), SQUARE_CREDENTIALS))),
  ],
  [
    'the catalogue of Amazon',
    amazonItem,
    () => {
      const channel = channelAt(platform.endpoint);
      return all(amazonCatalogue(channel, createSellingPartnerApi(channel, credentials, 8_000)));
    },
  ],
];

const note = (names: string[]) => (row: { readonly id: string; readonly reason: string }) =>
  void names.push(`${row.id}: ${row.reason}`);

async function all<Each>(pages: AsyncIterable<readonly Each[]>): Promise<readonly Each[]> {
  return (await Array.fromAsync(pages)).flat();
}

const RUNS = { numRuns: 150 };
/** The platform's own ids are no personal data, whatever they say. */
const IDS = /"(id|orderId|orderItemId|catalog_object_id|transaction_id|sellerSku)":"Jon-Doe-personal-data"/;

describe('a page with a row of any contents', () => {
  it.each(FEEDS)('of %s gives what can be kept, and the row beside it', async (_, rowOf, read) => {
    await fc.assert(
      fc.asyncProperty(mutated(fc.constant(withPersonalData(rowOf('odd')))), async (odd) => {
        rows = [odd, rowOf('sound')];
        const names: string[] = [];
        const observations = await read(names);
        expect(observations.filter(({ source }) => source.key.includes('sound')).length).toBeGreaterThan(0);
        for (const each of observations) {
          expectKeepable(each);
        }
        expect(names.filter((name) => Buffer.byteLength(name) > NAME_BYTES_MAX)).toEqual([]);
        if (!IDS.test(JSON.stringify(odd))) {
          expect(JSON.stringify([observations, names])).not.toContain(PERSONAL);
        }
      }),
      RUNS,
    );
  });

  it.each(CATALOGUES)('of %s gives what can be kept, and the row beside it', async (_, rowOf, read) => {
    await fc.assert(
      fc.asyncProperty(mutated(fc.constant(rowOf('odd'))), async (odd) => {
        rows = [odd, rowOf('sound')];
        const listings = await read([]);
        expect(listings.filter(({ sku }) => sku.includes('sound')).length).toBe(1);
        for (const { sku, externalId, shows } of listings) {
          expect(parseSku(sku)).toBe(sku);
          expect(isKeepableText(externalId) && Buffer.byteLength(externalId) <= 320).toBe(true);
          expect(Number.isSafeInteger(shows) && Math.abs(shows) <= QUANTITY_MAX).toBe(true);
        }
      }),
      RUNS,
    );
  });
});

function expectKeepable(each: SweptObservation): void {
  const { key, order = '', line = '' } = each.source;
  expect(isKeepableText(key) && Buffer.byteLength(key) <= 400).toBe(true);
  expect(Buffer.byteLength(order) <= 128 && Buffer.byteLength(line) <= 128).toBe(true);
  expect(parseTime(each.occurredAt)).toBe(each.occurredAt);
  const units = unitsOf(each);
  expect(units.filter((unit) => !Number.isSafeInteger(unit) || Math.abs(unit) > QUANTITY_MAX)).toEqual([]);
  if (each.kind === 'movement' && each.cause === 'sold') {
    expect(units.every((unit) => unit <= 0)).toBe(true);
  }
}

function unitsOf(each: SweptObservation): readonly number[] {
  switch (each.kind) {
    case 'movement':
      return each.changes.map(({ onHand = 0 }) => onHand);
    case 'count':
      return [each.counted];
    default:
      return Object.values(each.state);
  }
}
