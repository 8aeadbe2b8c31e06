/** Pushes quantities to Amazon and reads them. */

import * as v from 'valibot';
import type { AmazonChannel } from '../../../channel-config.ts';
import type { ChannelClient, ChannelPush, PushAnswer } from '../../../ports/channel.ts';
import { SINGLE_READ_TRIES } from '../../while-throttled.ts';
import { AMAZON_CAPABILITIES } from '../capabilities.ts';
import { amazonCatalogue, availability } from '../catalogue.ts';
import type { AmazonCredentials } from '../connecting/credentials.ts';
import { SELLER_FULFILLED } from '../intake/order.ts';
import { createSellingPartnerApi } from './api.ts';

export type AmazonClientOptions = {
  /** How long an answer may take; 8 s by default. */
  readonly timeoutMs?: number;
};

const TIMEOUT_MS = 8_000;

const submission = v.object({
  status: v.string(),
  issues: v.optional(v.array(v.object({ code: v.string(), message: v.string() })), []),
});

/**
 * Amazon as a channel to push to, by absolute figures: it takes nothing else and compares with nothing. `applied` means
 * that Amazon accepted the figure; it shows it a while later, and proves it only when it is read back.
 */
export function createAmazonClient(
  channel: AmazonChannel,
  credentials: AmazonCredentials,
  { timeoutMs = TIMEOUT_MS }: AmazonClientOptions = {},
): ChannelClient {
  const api = createSellingPartnerApi(channel, credentials, timeoutMs);
  return {
    channel: channel.id,
    pushMode: AMAZON_CAPABILITIES.pushMode,
    async push({ listing, intent }): Promise<PushAnswer> {
      if (!listing.managed) {
        return {
          kind: 'refused',
          reason: `Amazon fulfils ${listing.externalId} itself: a quantity would make it merchant-fulfilled.`,
        };
      }
      const call = {
        operation: 'patchListingsItem' as const,
        sku: listing.externalId,
        query: {},
        body: patchOf(intent),
      };
      const answer = await api.ask(call, submission);
      if (answer.kind !== 'done') {
        return answer.kind === 'refused' ? { kind: 'refused', reason: answer.reason } : answer;
      }
      const { status, issues } = answer.value;
      if (status === 'ACCEPTED') {
        return { kind: 'applied' };
      }
      const why = issues.map(({ code, message }) => `${code}: ${message}`).join(' ');
      return { kind: 'refused', reason: `Amazon answered ${status}. ${why}`.trim() };
    },
    async readQuantity({ externalId }) {
      const query = { includedData: ['fulfillmentAvailability'] };
      const item = await api.read(
        { operation: 'getListingsItem', sku: externalId, query },
        availability,
        SINGLE_READ_TRIES,
      );
      const own = item.fulfillmentAvailability.find((each) => each.fulfillmentChannelCode === SELLER_FULFILLED);
      return own?.quantity ?? 0;
    },
    catalogue: (leftOut) => amazonCatalogue(channel, api, leftOut),
  };
}

/**
 * `merge` changes the quantity and leaves lead time and restock date, which `replace` would wipe (selling-partner-api-
 * docs issue 3002). `PRODUCT` stands for whatever product type the listing has: an offer's quantity has no need of it.
 * Source: https://developer-docs.amazon.com/sp-api/docs/merge-a-listing (2025-06-16).
 */
function patchOf({ target }: ChannelPush['intent']): object {
  return {
    productType: 'PRODUCT',
    patches: [
      {
        op: 'merge',
        path: '/attributes/fulfillment_availability',
        value: [{ fulfillment_channel_code: SELLER_FULFILLED, quantity: Math.max(0, target) }],
      },
    ],
  };
}
