import { randomUUID } from 'node:crypto';
import type { InventoryCall } from '../../kernel/call-log.ts';
import { pageOf } from '../../kernel/paging.ts';
import { jsonBody, type PlatformRoute, type SandboxAnswer, type SandboxRequest } from '../../kernel/platform.ts';
import type { AmazonAccount } from '../account.ts';
import { invalidInput, notFound, refusal, success } from '../errors.ts';
import { statesOf } from '../notifications/notices.ts';
import type { Operation } from '../usage-plans.ts';
import { listOf } from './list-parameter.ts';
import { type AvailabilityPatch, afterPatch, parsePatchBody, quantitiesIn, readPatches } from './listing-patch.ts';
import type { Listing, Listings } from './listings.ts';

const PAGE_MAX = 20;
const PAGE_DEFAULT = 10;
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
const SINCE = '2026-01-01T00:00:00.000Z';

export type ListingsApiParts = {
  account: AmazonAccount;
  listings: Listings;
  /** Amazon answers ACCEPTED at once and applies a patch a while later. */
  applyLater: (apply: () => void) => void;
};

/** The Listings Items API 2021-08-01 for stock: one path per operation, in the shapes of `@sp-api-sdk` 6.3.3. */
export function listingsRoutes(parts: ListingsApiParts): Partial<Record<Operation, PlatformRoute>> {
  const onListing = (request: SandboxRequest, act: (listing: Listing) => SandboxAnswer): SandboxAnswer => {
    const problem = sellerProblem(request, parts.account);
    if (problem) return problem;
    const { sku = '' } = request.params;
    const listing = parts.listings.find(sku);
    return listing ? act(listing) : notFound(`SKU '${sku}' not found in marketplace ${parts.account.marketplaceId}`);
  };
  return {
    patchListingsItem: {
      method: 'PATCH',
      path: '/listings/2021-08-01/items/{sellerId}/{sku}',
      describe: describePatch,
      handle: (request, { apply }) => onListing(request, (listing) => patchListing(request, listing, parts, apply)),
    },
    getListingsItem: {
      method: 'GET',
      path: '/listings/2021-08-01/items/{sellerId}/{sku}',
      describe: ({ params }) => [readOf('getListingsItem', params['sku'] ?? null)],
      handle: (request) => onListing(request, (listing) => getListing(request, listing, parts.account)),
    },
    searchListingsItems: {
      method: 'GET',
      path: '/listings/2021-08-01/items/{sellerId}',
      describe: ({ query }) => {
        const identifiers = listOf(query, 'identifiers');
        const skus = identifiers.length > 0 ? identifiers : [null];
        return skus.map((sku) => readOf('searchListingsItems', sku));
      },
      handle: (request) => sellerProblem(request, parts.account) ?? searchListings(request, parts),
    },
  };
}

function patchListing(
  request: SandboxRequest,
  listing: Listing,
  { listings, applyLater }: ListingsApiParts,
  apply: boolean,
): SandboxAnswer {
  const json = jsonBody(request);
  const parsed = json.ok ? parsePatchBody(json.value) : json;
  if (!parsed.ok) return invalidInput(parsed.reason);
  const submission = { sku: listing.sku, submissionId: randomUUID() };
  const read = readPatches(parsed.body, listing);
  if (!read.ok) {
    return { ...success({ ...submission, status: 'INVALID', issues: read.issues }), outcome: 'INVALID' };
  }
  if (request.query.get('mode') === 'VALIDATION_PREVIEW') {
    return { ...success({ ...submission, status: 'VALID', issues: [] }), outcome: 'VALID' };
  }
  if (apply) applyLater(() => applyPatches(listings, listing, read.patches));
  return success({ ...submission, status: 'ACCEPTED', issues: [] });
}

/** Blind to what happened in between: a sale between ACCEPTED and this is overwritten, as on Amazon. */
function applyPatches(listings: Listings, listing: Listing, patches: AvailabilityPatch[]): void {
  for (const patch of patches) listings.change(listing, afterPatch(listing, patch));
}

function getListing({ query }: SandboxRequest, listing: Listing, account: AmazonAccount): SandboxAnswer {
  const wanted = dataSets(query);
  return wanted.ok ? success(listingOnWire(listing, account, wanted.sets)) : wanted.answer;
}

function searchListings({ query }: SandboxRequest, { listings, account }: ListingsApiParts): SandboxAnswer {
  const wanted = dataSets(query);
  if (!wanted.ok) return wanted.answer;
  const pageSize = Number(query.get('pageSize') ?? PAGE_DEFAULT);
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > PAGE_MAX) {
    return invalidInput(`pageSize must be from 1 to ${PAGE_MAX}.`);
  }
  const identifiers = listOf(query, 'identifiers');
  const identifiersType = query.get('identifiersType');
  if (identifiers.length > 0 && identifiersType !== 'SKU' && identifiersType !== 'ASIN') {
    return invalidInput('identifiersType is required with identifiers; the sandbox knows SKU and ASIN.');
  }
  const found = listings.all().filter(({ sku, asin }) => {
    return identifiers.length === 0 || identifiers.includes(identifiersType === 'ASIN' ? asin : sku);
  });
  const page = pageOf(found, query.get('pageToken'), pageSize);
  if (!page) return invalidInput('pageToken is not one that this operation gave.');
  return success({
    numberOfResults: found.length,
    pagination: { ...(page.next === undefined ? {} : { nextToken: page.next }) },
    items: page.items.map((listing) => listingOnWire(listing, account, wanted.sets)),
  });
}

function listingOnWire(listing: Listing, { marketplaceId }: AmazonAccount, sets: string[]) {
  const { sku, title, asin, productType, channelCode, quantity } = listing;
  const isMerchantFulfilled = channelCode === 'DEFAULT';
  const dates = { createdDate: SINCE, lastUpdatedDate: new Date(listing.lastUpdatedMs).toISOString() };
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
      fulfillment_availability: [
        {
          fulfillment_channel_code: channelCode,
          ...(isMerchantFulfilled ? { quantity } : {}),
          lead_time_to_ship_max_days: listing.leadTimeToShipMaxDays,
          restock_date: listing.restockDate,
        },
      ],
    },
    issues: [],
    // How much of its own stock Amazon shows is not in this API.
    fulfillmentAvailability: [{ fulfillmentChannelCode: channelCode, ...(isMerchantFulfilled ? { quantity } : {}) }],
    productTypes: [{ marketplaceId, productType }],
  };
  return { sku, ...Object.fromEntries(Object.entries(parts).filter(([name]) => sets.includes(name))) };
}

function dataSets(query: URLSearchParams): { ok: true; sets: string[] } | { ok: false; answer: SandboxAnswer } {
  const sets = listOf(query, 'includedData');
  const unknown = sets.find((name) => !DATA_SETS.includes(name));
  if (unknown !== undefined) return { ok: false, answer: invalidInput(`includedData has no data set ${unknown}.`) };
  return { ok: true, sets: sets.length > 0 ? sets : ['summaries'] };
}

function sellerProblem({ params, query }: SandboxRequest, account: AmazonAccount): SandboxAnswer | undefined {
  if (params['sellerId'] !== account.sellerId) {
    return refusal(403, 'Unauthorized', `The token is not for the seller ${params['sellerId']}.`);
  }
  const marketplaces = listOf(query, 'marketplaceIds');
  if (marketplaces.length === 0) return invalidInput('marketplaceIds is required.');
  const unknown = marketplaces.find((id) => id !== account.marketplaceId);
  return unknown === undefined ? undefined : invalidInput(`The seller does not sell in marketplace ${unknown}.`);
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
