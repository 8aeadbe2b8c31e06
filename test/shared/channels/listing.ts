/** Listings and pushes for tests of channel clients. */
import { parseChannelId, parseLocationId, parseSku } from '../../../shared/domain/identifiers.ts';
import type { Listing } from '../../../shared/domain/listing/listing.ts';
import type { DifferenceIntent, PushIntent } from '../../../shared/domain/listing/push-intent.ts';
import { pushKey } from '../../../shared/domain/pushing/push.ts';
import type { ChannelPush } from '../../../shared/ports/channel/channel.ts';

/** A listing that shows 10, for tests that push to it. */
export function listingOf(
  rest: Partial<Omit<Listing, 'sku' | 'channel'>> & { sku?: string; channel: string },
): Listing {
  const { sku = 'MUG', channel, ...others } = rest;
  return {
    channelLocation: '-',
    externalId: sku,
    drawsOn: [parseLocationId('main')],
    push: { kind: 'difference' },
    managed: true,
    shown: 10,
    generation: 1,
    revision: 1,
    ...others,
    sku: parseSku(sku),
    channel: parseChannelId(channel),
  };
}

/** A push of the listing by `delta`, under the key that the product gives it. */
export function pushOf(listing: Listing, delta: number, rest: Partial<DifferenceIntent> = {}): ChannelPush {
  const intent: PushIntent = {
    generation: 1,
    attempt: 1,
    seq: 7,
    delta,
    target: listing.shown + delta,
    changeFrom: listing.shown,
    kind: 'difference',
    unread: false,
    repeated: false,
    startedAt: '2026-11-24T18:00:00.000Z',
    leaseUntil: '2026-11-24T18:01:00.000Z',
    ...rest,
  };
  return { listing, intent, idempotencyKey: pushKey(listing, intent) };
}

/** All pages of a catalogue in one list. */
export async function collect<Item>(pages: AsyncIterable<readonly Item[]>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) {
    items.push(...page);
  }
  return items;
}
