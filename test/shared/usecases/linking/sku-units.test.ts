import { describe, expect, it } from '@jest/globals';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import { placeOfItem } from '../../../../shared/domain/listing/place.ts';
import type { DifferenceIntent } from '../../../../shared/domain/listing/push-intent.ts';
import type { ChannelClient, ChannelPush } from '../../../../shared/ports/channel/channel.ts';
import { countingSkuUnits } from '../../../../shared/usecases/linking/sku-units.ts';
import { listing, NOON, SHOPIFY } from '../../../fakes/facts.ts';

const triple = listing(SHOPIFY, 12, { channelLocation: placeOfItem('7', '44'), externalId: '44', units: 3 });
const single = listing(SHOPIFY, 12);

const intent = (facts: Partial<DifferenceIntent> = {}): DifferenceIntent => ({
  kind: 'difference',
  unread: false,
  generation: 1,
  attempt: 1,
  seq: 1,
  delta: -6,
  target: 6,
  changeFrom: 12,
  startedAt: NOON,
  leaseUntil: null,
  repeated: false,
  ...facts,
});

function channel() {
  const asked: { pushes: ChannelPush[]; listings: Listing[] } = { pushes: [], listings: [] };
  const states = { offSale: { reserved: 1, damaged: 0, qualityControl: 2, safetyStock: 0 }, committed: 3, incoming: 4 };
  const client: ChannelClient = {
    channel: SHOPIFY,
    pushMode: 'difference',
    comparesPushes: true,
    push: async (push) => {
      asked.pushes.push(push);
      return { kind: 'applied', nowShows: 2 };
    },
    readQuantity: async (each) => {
      asked.listings.push(each);
      return 4;
    },
    readQuantities: async (listings) => {
      asked.listings.push(...listings);
      return listings.map(() => ({ kind: 'shows', units: 4, states }));
    },
    async *catalogue() {},
  };
  return { asked, client: countingSkuUnits(client) };
}

describe('a listing that sells three at a time', () => {
  it('is pushed in its own units, at the location that the channel knows', async () => {
    const { asked, client } = channel();
    const answer = await client.push({ listing: triple, intent: intent(), idempotencyKey: 'key' });
    expect(asked.pushes).toMatchObject([
      { listing: { channelLocation: '7' }, intent: { delta: -2, target: 2, changeFrom: 4 }, idempotencyKey: 'key' },
    ]);
    expect(answer).toEqual({ kind: 'applied', nowShows: 6 });
  });

  it('is pushed without a comparison where none is made', async () => {
    const { asked, client } = channel();
    await client.push({ listing: triple, intent: intent({ changeFrom: null }), idempotencyKey: 'key' });
    expect(asked.pushes[0]?.intent.changeFrom).toBeNull();
  });

  it('is never pushed a part of what it sells', async () => {
    const { client } = channel();
    const part = { listing: triple, intent: intent({ delta: -1 }), idempotencyKey: 'key' };
    await expect(client.push(part)).rejects.toThrow('no whole number');
  });

  it('is read in units of the SKU, with all that the channel says of them', async () => {
    const { asked, client } = channel();
    expect(await client.readQuantity(triple)).toBe(12);
    const states = {
      offSale: { reserved: 3, damaged: 0, qualityControl: 6, safetyStock: 0 },
      committed: 9,
      incoming: 12,
    };
    expect(await client.readQuantities([triple])).toEqual([{ kind: 'shows', units: 12, states }]);
    expect(asked.listings.map(({ channelLocation }) => channelLocation)).toEqual(['7', '7']);
  });
});

it('a listing of single units is pushed and read as it is', async () => {
  const { asked, client } = channel();
  await client.push({ listing: single, intent: intent(), idempotencyKey: 'key' });
  expect(asked.pushes[0]).toEqual({ listing: single, intent: intent(), idempotencyKey: 'key' });
  expect(await client.readQuantity(single)).toBe(4);
});
