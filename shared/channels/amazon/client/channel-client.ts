/** Pushes quantities to Amazon and reads them. */

import * as v from 'valibot';
import type { AmazonChannel } from '../../../channel-config.ts';
import type { ChannelClient, ChannelPush, PushAnswer } from '../../../ports/channel/channel.ts';
import { CredentialsGoneError } from '../../../ports/channel/credentials-gone.ts';
import { NotListedError } from '../../../ports/channel/not-listed.ts';
import { SINGLE_READ_TRIES } from '../../while-throttled.ts';
import { AMAZON_CAPABILITIES } from '../capabilities.ts';
import { amazonCatalogue } from '../catalogue.ts';
import type { AmazonCredentials } from '../connecting/credentials.ts';
import { SELLER_FULFILLED } from '../intake/order.ts';
import { type AmazonAnswer, createSellingPartnerApi } from './api.ts';
import { createListingReader, type ListingReader } from './listing-reader.ts';
import { unitsShown, whyNoFigure, whyNotPushed } from './quantity.ts';
import { searchQuantities } from './search-quantities.ts';

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
  const listings = createListingReader(channel, api);
  return {
    channel: channel.id,
    pushMode: AMAZON_CAPABILITIES.pushMode,
    comparesPushes: AMAZON_CAPABILITIES.comparesPushes,
    async push({ listing, intent }): Promise<PushAnswer> {
      if (!listing.managed) {
        return {
          kind: 'refused',
          reason: `Amazon fulfils ${listing.externalId} itself: a quantity would make it merchant-fulfilled.`,
        };
      }
      const sku = listing.externalId;
      const isOdd = listing.problem !== undefined;
      const refusal = isOdd ? await refusalOfReading(listings, sku) : undefined;
      if (refusal !== undefined) {
        return refusal;
      }
      const marketplace = await listings.marketplaceOf(sku);
      if (marketplace.kind !== 'done') {
        return refusalOf(marketplace);
      }
      const answer = await api.ask(
        {
          operation: 'patchListingsItem',
          sku,
          marketplaceId: marketplace.value,
          query: {},
          body: patchOf(intent),
        },
        submission,
      );
      if (answer.kind !== 'done') {
        return refusalOf(answer);
      }
      const { status, issues } = answer.value;
      if (status === 'ACCEPTED') {
        return { kind: 'applied' };
      }
      const why = issues.map(({ code, message }) => `${code}: ${message}`).join(' ');
      return { kind: 'refused', reason: `Amazon answered ${status}. ${why}`.trim() };
    },
    async readQuantity({ externalId }) {
      const reading = await listings.read(externalId, SINGLE_READ_TRIES);
      const units = unitsShown(reading);
      if (units !== undefined) {
        return units;
      }
      const why = whyNoFigure(externalId, reading);
      throw whyNotPushed(reading) === undefined ? new Error(why) : new NotListedError(why);
    },
    readQuantities: (managed) => searchQuantities(channel, api, managed),
    catalogue: (leftOut, setAside) => amazonCatalogue(channel, api, leftOut, setAside),
  };
}

/**
 * Of a listing that has a problem Amazon is asked before it is pushed: since the import its units may be kept by supply
 * source, or Amazon may have come to fulfil it, and a figure of ours would do harm. Undefined where it may be pushed.
 */
async function refusalOfReading(listings: ListingReader, sku: string): Promise<PushAnswer | undefined> {
  try {
    const reason = whyNotPushed(await listings.read(sku, SINGLE_READ_TRIES));
    return reason === undefined ? undefined : { kind: 'refused', reason };
  } catch (error) {
    if (error instanceof CredentialsGoneError) {
      return { kind: 'credentialsGone', reason: error.message };
    }
    if (error instanceof NotListedError) {
      return { kind: 'refused', reason: error.message };
    }
    throw error;
  }
}

/** What Amazon did not do, as the answer of a push: its HTTP details are left out. */
function refusalOf(answer: Exclude<AmazonAnswer<unknown>, { readonly kind: 'done' }>): PushAnswer {
  return answer.kind === 'throttled' ? answer : { kind: answer.kind, reason: answer.reason };
}

/**
 * `merge` changes the quantity and leaves lead time and restock date, which `replace` would wipe
 * (https://github.com/amzn/selling-partner-api-models/issues/4406). `PRODUCT` stands for any product type of the listing: an offer's quantity
 * does not need it.
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
