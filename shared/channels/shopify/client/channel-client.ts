/** Pushes quantities to Shopify and reads them. */

import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { ShopifyChannel } from '../../../channel-config.ts';
import type { Listing } from '../../../domain/listing/listing.ts';
import type { ChannelClient, ChannelPush, PushAnswer } from '../../../ports/channel/channel.ts';
import { NotListedError } from '../../../ports/channel/not-listed.ts';
import type { Clock } from '../../../ports/journal.ts';
import { SINGLE_READ_TRIES } from '../../while-throttled.ts';
import { SHOPIFY_CAPABILITIES } from '../capabilities.ts';
import { shopifyCatalogue } from '../catalogue.ts';
import { GRANTED_SCOPES } from '../connecting/connection-documents.ts';
import type { ShopifyCredentials } from '../connecting/credentials.ts';
import { errorMeaning } from './answers.ts';
import { createAdminApi } from './api.ts';
import { ADJUST_QUANTITIES, AVAILABLE_AT_LOCATION } from './documents.ts';
import { globalId } from './global-id.ts';
import { readQuantitiesOf } from './item-quantities.ts';

export type ShopifyClientOptions = {
  readonly clock?: Clock;
  /** How long an answer may take; 8 s by default. */
  readonly timeoutMs?: number;
};

const TIMEOUT_MS = 8_000;
/** A call under the same key is being worked on: its answer is there in a moment. */
const CONCURRENT_RETRY_MS = 500;
/** Shopify could not do it this time and gives no time to wait. */
const FAILED_RETRY_MS = 5_000;

const adjusted = v.object({
  inventoryAdjustQuantities: v.object({
    inventoryAdjustmentGroup: v.nullable(
      v.object({ changes: v.array(v.object({ name: v.string(), quantityAfterChange: v.nullable(v.number()) })) }),
    ),
    userErrors: v.array(v.object({ code: v.nullable(v.string()), message: v.string() })),
  }),
});

const availableAt = v.object({
  inventoryItem: v.nullable(
    v.object({
      inventoryLevel: v.nullable(v.object({ quantities: v.array(v.object({ quantity: v.number() })) })),
    }),
  ),
});

/**
 * Shopify as a channel to push to, by differences: each moves `available`, and only if it still is what we take it to
 * be, so that a sale that we have not received yet is never overwritten and a lowering is proven.
 */
export function createShopifyClient(
  channel: ShopifyChannel,
  credentials: ShopifyCredentials,
  { clock = () => new Date(), timeoutMs = TIMEOUT_MS }: ShopifyClientOptions = {},
): ChannelClient {
  const api = createAdminApi(channel, credentials, { clock, timeoutMs });
  return {
    channel: channel.id,
    pushMode: SHOPIFY_CAPABILITIES.pushMode,
    comparesPushes: SHOPIFY_CAPABILITIES.comparesPushes,
    async push(push) {
      const answer = await api.ask(ADJUST_QUANTITIES, adjustmentOf(push), adjusted);
      if (answer.kind !== 'done') {
        // Nothing was done: not now, or not until a person acts.
        return answer;
      }
      const { inventoryAdjustmentGroup: group, userErrors } = answer.value.inventoryAdjustQuantities;
      const [error] = userErrors;
      if (error !== undefined) {
        return answerToError(error);
      }
      const answered = group?.changes.find(({ name }) => name === 'available')?.quantityAfterChange;
      const nowShows = answered ?? provenFigure(push);
      return { kind: 'applied', ...(nowShows !== undefined && { nowShows }) };
    },
    async readQuantity(listing) {
      return availableIn(
        listing,
        await api.read(AVAILABLE_AT_LOCATION, placeOf(listing), availableAt, SINGLE_READ_TRIES),
      );
    },
    async proveAccess() {
      await api.read(GRANTED_SCOPES, {}, v.object({}), SINGLE_READ_TRIES);
    },
    readQuantities: (listings) => readQuantitiesOf(api, channel, listings),
    catalogue: (leftOut, setAside) => shopifyCatalogue(channel, api, leftOut, setAside),
  };
}

/**
 * Shopify has a field for the resulting figure and leaves it null (seen on 2025-01 and 2026-04). It is proven all the
 * same: an applied call compared first.
 */
function provenFigure({ intent }: ChannelPush): number | undefined {
  return intent.changeFrom === null ? undefined : intent.changeFrom + intent.delta;
}

function answerToError({ code, message }: { readonly code: string | null; readonly message: string }): PushAnswer {
  const meaning = errorMeaning(code);
  switch (meaning) {
    case 'stale':
    case 'spent':
      return { kind: meaning };
    case 'again':
      return {
        kind: 'throttled',
        retryAfterMs: code === 'IDEMPOTENCY_CONCURRENT_REQUEST' ? CONCURRENT_RETRY_MS : FAILED_RETRY_MS,
      };
    case 'unknown':
      throw new Error(`Shopify answered ${code}: ${message} It may have applied the push or not.`);
    case 'refused':
      return { kind: 'refused', reason: `Shopify refused with ${code ?? 'no code'}: ${message}` };
    default:
      return meaning satisfies never;
  }
}

/** Source: https://shopify.dev/docs/api/admin-graphql/2026-10/input-objects/InventoryAdjustQuantitiesInput */
function adjustmentOf({ listing, intent, idempotencyKey }: ChannelPush): Record<string, unknown> {
  return {
    idempotencyKey: nameUuid(idempotencyKey),
    input: {
      name: 'available',
      reason: 'correction',
      // The merchant finds this in the item's inventory history, and with it the ledger entry behind each push.
      referenceDocumentUri: `gid://stockline/LedgerEntry/${encodeURIComponent(listing.sku)}-${intent.seq}`,
      changes: [
        {
          ...placeOf(listing),
          delta: intent.delta,
          // null, which gives up the comparison, must be sent: leaving the field out is an error (ShopifySharp 1253).
          changeFromQuantity: intent.changeFrom,
        },
      ],
    },
  };
}

function placeOf({ externalId, channelLocation }: Listing): { inventoryItemId: string; locationId: string } {
  return {
    inventoryItemId: globalId('InventoryItem', externalId),
    locationId: globalId('Location', channelLocation),
  };
}

function availableIn({ sku, channelLocation }: Listing, { inventoryItem }: v.InferOutput<typeof availableAt>): number {
  const available = inventoryItem?.inventoryLevel?.quantities[0]?.quantity;
  if (available === undefined) {
    throw new NotListedError(
      `Shopify does not stock ${sku} at location ${channelLocation}: stock it there, or import anew.`,
    );
  }
  return available;
}

/** Made once and for all, so that the same name gives the same UUID on every machine. */
const NAMESPACE = Buffer.from('8a9f5c1e6b0d4f7e9c3a2d1b5e4f6a70', 'hex');

/** A UUID that follows from a name: version 5 of RFC 9562. Shopify recommends a UUID as idempotency key. */
function nameUuid(name: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
