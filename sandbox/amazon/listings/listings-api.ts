/** The Listings Items API 2021-08-01, as far as it reads and changes quantities. */
import { randomUUID } from 'node:crypto';
import type { InventoryCall } from '../../kernel/call-log.ts';
import { jsonBody, type PlatformRoute, type SandboxAnswer, type SandboxRequest } from '../../kernel/platform.ts';
import type { AmazonAccount } from '../account.ts';
import { invalidInput, notFound, success, unparsable } from '../errors.ts';
import type { Marketplaces } from '../marketplaces.ts';
import { statesOf } from '../notifications/notices.ts';
import type { Payloads } from '../payloads.ts';
import type { Operation } from '../usage-plans.ts';
import { type AvailabilityPatch, afterPatch, parsePatchBody, quantitiesIn, readPatches } from './listing-patch.ts';
import { isOffered, type Listing, type Listings } from './listings.ts';
import { searchListings } from './listings-search.ts';
import { listOf } from './parameters.ts';

const DATA_SETS = [
  'summaries',
  'attributes',
  'issues',
  'offers',
  'fulfillmentAvailability',
  'procurement',
  'relationships',
  'productTypes',
];

export type ListingsApiParts = {
  account: AmazonAccount;
  listings: Listings;
  marketplaces: Marketplaces;
  payloads: Payloads;
  /** Amazon answers ACCEPTED at once and applies a patch a while later. */
  applyLater: (apply: () => void) => void;
};

/**
 * The Listings Items API 2021-08-01 for stock: one path per operation, in the shapes of
 * models/listings-items-api-model/listingsItems_2021-08-01.json of amzn/selling-partner-api-models @34dc93fe (2026-08-05).
 */
export function listingsRoutes(parts: ListingsApiParts): Partial<Record<Operation, PlatformRoute>> {
  const { account, listings, marketplaces } = parts;
  return {
    patchListingsItem: {
      method: 'PATCH',
      path: '/listings/2021-08-01/items/{sellerId}/{sku}',
      describe: describePatch,
      handle(request, { apply }) {
        const asked = marketplaceAsked(request, account, marketplaces);
        if (!asked.ok) return asked.answer;
        if (asked.others > 0) return ONE_MARKETPLACE;
        return patchListing(request, { ...parts, marketplaceId: asked.marketplaceId }, apply);
      },
    },
    getListingsItem: {
      method: 'GET',
      path: '/listings/2021-08-01/items/{sellerId}/{sku}',
      describe: ({ params }) => [readOf('getListingsItem', params['sku'] ?? null)],
      handle(request) {
        const asked = marketplaceAsked(request, account, marketplaces);
        if (!asked.ok) return asked.answer;
        const { sku = '' } = request.params;
        const listing = listings.find(sku);
        return listing && isOffered(listing, asked.marketplaceId)
          ? getListing(request, listing, asked.marketplaceId)
          : notListed(sku, asked.marketplaceId);
      },
    },
    searchListingsItems: {
      method: 'GET',
      path: '/listings/2021-08-01/items/{sellerId}',
      describe: ({ query }) => {
        const identifiers = listOf(query, 'identifiers');
        const skus = identifiers.length > 0 ? identifiers : [null];
        return skus.map((sku) => readOf('searchListingsItems', sku));
      },
      handle(request) {
        const asked = marketplaceAsked(request, account, marketplaces);
        if (!asked.ok) return asked.answer;
        const wanted = dataSets(request.query);
        if (!wanted.ok) return wanted.answer;
        return searchListings(request.query, listings.all(), {
          marketplaceId: asked.marketplaceId,
          row: parts.payloads.current().listings.row,
          onWire: (listing) => listingOnWire(listing, asked.marketplaceId, wanted.sets),
        });
      },
    },
  };
}

/**
 * Amazon staff: a patch of several marketplaces is not supported, each needs a call of its own
 * (https://github.com/amzn/selling-partner-api-models/issues/4356, 2024-12). What such a call is answered is written
 * nowhere, so the `details` are ours.
 */
const ONE_MARKETPLACE = unparsable('marketplaceIds must contain exactly one marketplace.');

/** In the words of https://github.com/jrl84/amazon-sp-api/issues/176 (2022). */
function notListed(sku: string, marketplaceId: string): SandboxAnswer {
  return notFound(`SKU '${sku}' not found in marketplace ${marketplaceId}`);
}

/**
 * Amazon accepts a patch of any SKU: where there is no such listing, it keeps the data for one that may come,
 * and nothing is for sale (https://github.com/amzn/selling-partner-api-models/issues/2797 with the answer of Amazon
 * staff, 2024; amzn/selling-partner-api-models issue 4402). Both are of offers; of a quantity we take the same to hold.
 */
function patchListing(
  request: SandboxRequest,
  { listings, applyLater, marketplaceId }: ListingsApiParts & { marketplaceId: string },
  apply: boolean,
): SandboxAnswer {
  const { sku = '' } = request.params;
  const listing = listings.find(sku);
  const json = jsonBody(request);
  const parsed = json.ok ? parsePatchBody(json.value) : json;
  if (!parsed.ok) return invalidInput(parsed.reason);
  const submission = { sku, submissionId: randomUUID() };
  const isHere = listing !== undefined && isOffered(listing, marketplaceId);
  const read = isHere ? readPatches(parsed.body, listing) : undefined;
  if (read?.ok === false) {
    return { ...success({ ...submission, status: 'INVALID', issues: read.issues }), outcome: 'INVALID' };
  }
  if (request.query.get('mode') === 'VALIDATION_PREVIEW') {
    return { ...success({ ...submission, status: 'VALID', issues: [] }), outcome: 'VALID' };
  }
  if (apply && isHere && read) applyLater(() => applyPatches(listings, listing, read.patches));
  const accepted = success({ ...submission, status: 'ACCEPTED', issues: [] });
  return isHere ? accepted : { ...accepted, outcome: 'ignored' };
}

/** Blind to what happened in between: a sale between ACCEPTED and this is overwritten, as on Amazon. */
function applyPatches(listings: Listings, listing: Listing, patches: AvailabilityPatch[]): void {
  for (const patch of patches) listings.change(listing, afterPatch(listing, patch));
}

function getListing({ query }: SandboxRequest, listing: Listing, marketplaceId: string): SandboxAnswer {
  const wanted = dataSets(query);
  return wanted.ok ? success(listingOnWire(listing, marketplaceId, wanted.sets)) : wanted.answer;
}

function listingOnWire(listing: Listing, marketplaceId: string, sets: string[]) {
  const { sku, title, asin, productType, channelCode } = listing;
  const isMerchantFulfilled = channelCode === 'DEFAULT';
  const quantities = quantitiesOf(listing);
  const dates = {
    createdDate: new Date(listing.createdMs).toISOString(),
    lastUpdatedDate: new Date(listing.lastUpdatedMs).toISOString(),
  };
  const parts: Record<string, unknown> = {
    summaries: [
      {
        marketplaceId,
        asin,
        productType,
        conditionType: 'new_new',
        status: statesOf(listing),
        ...(isMerchantFulfilled ? {} : { fnSku: `X0${asin.slice(2)}` }),
        itemName: title,
        ...dates,
      },
    ],
    attributes: {
      item_name: [{ value: title, language_tag: 'en_US', marketplace_id: marketplaceId }],
      fulfillment_availability: quantities.map(({ fulfillmentChannelCode, ...quantity }) => ({
        fulfillment_channel_code: fulfillmentChannelCode,
        ...quantity,
        lead_time_to_ship_max_days: listing.leadTimeToShipMaxDays,
        restock_date: listing.restockDate,
      })),
    },
    issues: [],
    ...(listing.reading === 'absent' ? {} : { fulfillmentAvailability: quantities }),
    productTypes: [{ marketplaceId, productType }],
  };
  return { sku, ...Object.fromEntries(Object.entries(parts).filter(([name]) => sets.includes(name))) };
}

type FulfillmentAvailability = { fulfillmentChannelCode: string; quantity?: number };

/**
 * The quantities by who fulfils. `fulfillmentAvailability`, and `quantity` in it, may be absent by the model (`Item`,
 * `FulfillmentAvailability`, 2026-08-05), and are for what Amazon counts itself: a missing quantity is not 0. With
 * multi-location inventory the listing's own is 0 and each supply source has one of its own; that the code is then the
 * supply source's id is our reading of https://developer-docs.amazon.com/sp-api/docs/mli-integration-guide (2026).
 */
function quantitiesOf({ channelCode, quantity, supplySources, reading }: Listing): FulfillmentAvailability[] {
  const isReported = channelCode === 'DEFAULT' && reading !== 'withoutQuantity';
  return [
    { fulfillmentChannelCode: channelCode, ...(isReported ? { quantity } : {}) },
    ...Object.entries(supplySources).map(([id, units]) => ({ fulfillmentChannelCode: id, quantity: units })),
  ];
}

function dataSets(query: URLSearchParams): { ok: true; sets: string[] } | { ok: false; answer: SandboxAnswer } {
  const sets = listOf(query, 'includedData');
  const unknown = sets.find((name) => !DATA_SETS.includes(name));
  if (unknown !== undefined) return { ok: false, answer: invalidInput(`includedData has no data set ${unknown}.`) };
  return { ok: true, sets: sets.length > 0 ? sets : ['summaries'] };
}

type Asked = { ok: true; marketplaceId: string; others: number } | { ok: false; answer: SandboxAnswer };

/**
 * The marketplace of a call. A reading that names several is answered for the first of them:
 * https://github.com/amzn/selling-partner-api-docs/issues/2362 (2022).
 */
function marketplaceAsked(
  { params, query }: SandboxRequest,
  account: AmazonAccount,
  marketplaces: Marketplaces,
): Asked {
  const no = (answer: SandboxAnswer): Asked => ({ ok: false, answer });
  const [marketplaceId, ...others] = listOf(query, 'marketplaceIds');
  if (marketplaceId === undefined) return no(invalidInput('marketplaceIds is required.'));
  // In the words of https://github.com/jlevers/selling-partner-api/issues/777 (2024); another seller's id is no 403 either:
  // https://github.com/jlevers/selling-partner-api/issues/232 (2022).
  if (params['sellerId'] !== account.sellerId || ![marketplaceId, ...others].every(marketplaces.sellsOn)) {
    return no(invalidInput("Invalid 'sellerId' and 'marketplaceId' combination provided."));
  }
  return { ok: true, marketplaceId, others: others.length };
}

function readOf(operation: Operation, sku: string | null): InventoryCall {
  return { kind: 'read', operation, sku, quantity: null, idempotencyKey: null };
}

function describePatch(request: SandboxRequest): InventoryCall[] {
  const json = jsonBody(request);
  const parsed = json.ok ? parsePatchBody(json.value) : json;
  const sku = request.params['sku'] ?? null;
  const shared = { kind: 'change' as const, operation: 'patchListingsItem', sku, idempotencyKey: null };
  const quantities = parsed.ok ? quantitiesIn(parsed.body) : [];
  if (quantities.length === 0) return [{ ...shared, quantity: null }];
  return quantities.map(({ quantity, op, channelCode }) => ({ ...shared, quantity, op, channelCode }));
}
