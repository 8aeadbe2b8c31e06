import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { translateAmazon } from '../../shared/channels/amazon/intake/translate.ts';
import { parseChannelId, parseLocationId } from '../../shared/domain/identifiers.ts';
import { receive } from '../../shared/usecases/intake/receive.ts';
import { keptJournal } from '../fakes/facts.ts';
import { type Json, mutated, PERSONAL, withPersonalData } from '../shared/channels/mutation.ts';

const sample = (name: string) =>
  JSON.parse(readFileSync(new URL(`../shared/channels/amazon/${name}.json`, import.meta.url), 'utf8')) as Json;
const SELLERS = ['A3TH9S8BH6GOGM', 'AXXXXXXXXXXXXX'];
const STATUS_CHANGE: Json = {
  NotificationType: 'LISTINGS_ITEM_STATUS_CHANGE',
  EventTime: '2021-02-03T18:59:30.194Z',
  Payload: {
    SellerId: 'A3TH9S8BH6GOGM',
    MarketplaceId: 'ATVPDKIKX0DER',
    Sku: 'MUG',
    CreatedDate: '2021-02-03T18:50:26.196Z',
    Status: ['BUYABLE', 'DISCOVERABLE'],
  },
};
const PAYLOADS = [sample('order-change'), sample('mfn-quantity-change'), STATUS_CHANGE];

/** What comes out of the door for a notification: what is queued and what is logged. */
async function received(notification: Json) {
  const out: unknown[] = [];
  const queue = { send: async (each: unknown) => void out.push(each), replay: async () => undefined };
  const line = (...logged: unknown[]) => void out.push(logged);
  const journal = { ...keptJournal(), info: line, warn: line };
  const kinds = new Set<string>();
  for (const sellerId of SELLERS) {
    const channel = {
      id: parseChannelId('amazon'),
      platform: 'amazon' as const,
      sellerId,
      region: 'na' as const,
      marketplaceIds: ['ATVPDKIKX0DER'],
      drawsOn: [parseLocationId('main')],
      buffer: 0,
    };
    const body = JSON.stringify(notification);
    const intake = translateAmazon({ body, channel, receivedAt: '2026-11-24T18:00:00.250Z' });
    const received = await receive(
      { observations: queue, notices: queue, catalogue: queue, ordersToRead: { request: queue.send }, journal },
      channel.id,
      intake,
    );
    if (received.kind === 'malformed') {
      expect(received).toMatchObject({ path: expect.any(String), reason: expect.stringMatching(/\.$/) });
    }
    kinds.add(received.kind);
  }
  return { kinds, out: JSON.stringify(out) };
}

/** A seller's SKU and Amazon's ids are no personal data, whatever they say. */
const NAMES = /"(\w*Sku|SellerSKU|\w*Id)":"Jon-Doe-personal-data"/i;

describe('a notification of any contents', () => {
  it('that Amazon sends is taken, and no personal data in it comes out', async () => {
    for (const payload of PAYLOADS) {
      const { kinds, out } = await received(withPersonalData(payload));
      expect(kinds).toEqual(new Set(['queued', 'ignored']));
      expect(out).not.toContain(PERSONAL);
    }
  });

  it('that is like one of Amazon’s, but not quite, is taken, ignored or named at its bad field', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PAYLOADS).chain((payload) => mutated(fc.constant(payload))),
        fc.boolean(),
        async (payload, isWrapped) => {
          const { kinds, out } = await received(isWrapped ? { detail: payload } : payload);
          expect(['queued', 'ignored', 'malformed']).toEqual(expect.arrayContaining([...kinds]));
          if (!NAMES.test(JSON.stringify(payload))) {
            expect(out).not.toContain(PERSONAL);
          }
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('that is any JSON is ignored or malformed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (json) => {
        const { kinds } = await received(json as Json);
        expect(['ignored', 'malformed']).toEqual(expect.arrayContaining([...kinds]));
      }),
      { numRuns: 500 },
    );
  });
});
