/** Pushes quantities to Square and reads them. */

import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { SquareChannel } from '../../../channel-config.ts';
import type { Listing } from '../../../domain/listing/listing.ts';
import type { ChannelClient, ChannelPush, PushAnswer, QuantityRead } from '../../../ports/channel/channel.ts';
import { NotListedError } from '../../../ports/channel/not-listed.ts';
import type { Clock } from '../../../ports/journal.ts';
import { SINGLE_READ_TRIES } from '../../while-throttled.ts';
import { SQUARE_CAPABILITIES } from '../capabilities.ts';
import { squareCatalogue } from '../catalogue.ts';
import type { SquareCredentials } from '../connecting/credentials.ts';
import { OWN_REFERENCE } from '../orders/change-reader.ts';
import { createSquareApi } from './api.ts';
import { type Counts, countsOf, readCounts } from './counts.ts';
import { IN_STOCK } from './quantity.ts';

export type SquareClientOptions = {
  readonly clock?: Clock;
  /** How long an answer may take; 8 s by default. */
  readonly timeoutMs?: number;
};

/** Square refuses what occurred more than 24 hours ago; an hour is left for the way. */
const OCCURRED_AT_OLDEST_MS = 23 * 60 * 60_000;

const applied = v.object({ counts: v.optional(v.array(v.unknown()), []) });

/**
 * Square as a channel to push to, by adjustments: each moves the count by the push's delta, so that a sale at the till
 * we have not received yet is kept.
 */
export function createSquareClient(
  channel: SquareChannel,
  credentials: SquareCredentials,
  { clock = () => new Date(), timeoutMs }: SquareClientOptions = {},
): ChannelClient {
  const api = createSquareApi(channel, credentials, timeoutMs);
  return {
    channel: channel.id,
    pushMode: SQUARE_CAPABILITIES.pushMode,
    comparesPushes: SQUARE_CAPABILITIES.comparesPushes,
    reportsById: true,
    async push(push): Promise<PushAnswer> {
      const body = adjustmentOf(push, clock());
      const answer = await api.ask({ method: 'POST', path: '/v2/inventory/changes/batch-create', body }, applied);
      if (answer.kind === 'throttled') {
        return answer;
      }
      if (answer.kind === 'credentialsGone') {
        return { kind: 'credentialsGone', reason: answer.reason };
      }
      if (answer.kind === 'refused') {
        // Square has done something under this key before, and every call under it is this push: its answer was lost,
        // and the repetition differs by no more than the time that a day-old push can no longer carry.
        return answer.code === 'IDEMPOTENCY_KEY_REUSED'
          ? { kind: 'applied' }
          : { kind: 'refused', reason: answer.reason };
      }
      const { externalId, channelLocation } = push.listing;
      const nowShows = countsOf(answer.value.counts).find(externalId, channelLocation);
      return { kind: 'applied', ...(typeof nowShows === 'number' && { nowShows }) };
    },
    async readQuantity(listing) {
      const read = readOf(listing, await readCounts(api, channel, [listing.externalId], SINGLE_READ_TRIES));
      if (read.kind !== 'shows') {
        throw new NotListedError(read.reason);
      }
      return read.units;
    },
    async readQuantities(listings) {
      const ids = [...new Set(listings.map(({ externalId }) => externalId))];
      const counts = await readCounts(api, channel, ids, SINGLE_READ_TRIES);
      return listings.map((listing) => readOf(listing, counts));
    },
    catalogue: (leftOut, setAside) => squareCatalogue(channel, api, leftOut, setAside),
  };
}

function readOf({ externalId, channelLocation, sku }: Listing, counts: Counts): QuantityRead {
  const shown = counts.find(externalId, channelLocation);
  if (typeof shown === 'number') {
    return { kind: 'shows', units: shown };
  }
  const what = shown === undefined ? 'keeps no count' : shown === '' ? 'states no number' : 'counts fractions';
  const reason = `Square ${what} of ${sku} at ${channelLocation}: track its stock in whole units there.`;
  return { kind: 'notListed', reason };
}

/**
 * A lowering is IN_STOCK to SOLD: Square's guide records a sale made outside of Square so, sales reports come from
 * payments and not from it, and the other way its API takes, WASTE, would be reported as shrinkage. A raise is NONE to
 * IN_STOCK. Source: https://developer.squareup.com/docs/inventory-api/how-it-works,
 * https://developer.squareup.com/reference/square/enums/InventoryState (2026-09).
 */
function adjustmentOf({ listing, intent, idempotencyKey }: ChannelPush, now: Date): object {
  const [from_state, to_state] = intent.delta < 0 ? [IN_STOCK, 'SOLD'] : ['NONE', IN_STOCK];
  const isTooOld = now.getTime() - Date.parse(intent.startedAt) > OCCURRED_AT_OLDEST_MS;
  return {
    idempotency_key: shortEnough(idempotencyKey),
    changes: [
      {
        type: 'ADJUSTMENT',
        adjustment: {
          catalog_object_id: listing.externalId,
          from_state,
          to_state,
          from_location_id: listing.channelLocation,
          to_location_id: listing.channelLocation,
          quantity: String(Math.abs(intent.delta)),
          occurred_at: isTooOld ? now.toISOString() : intent.startedAt,
          reference_id: `${OWN_REFERENCE}${intent.seq}:${intent.generation}`,
        },
      },
    ],
  };
}

const KEY_LENGTH_MAX = 128;

/** Square takes keys of 1 to 128 characters; one that a long SKU makes longer is replaced by its digest. */
function shortEnough(key: string): string {
  return key.length <= KEY_LENGTH_MAX ? key : createHash('sha256').update(key).digest('hex');
}
