/** `searchListingsItems`: which of a seller's listings a search finds, in which order, and how many of them. */
import { pageOf } from '../../kernel/paging.ts';
import type { SandboxAnswer } from '../../kernel/platform.ts';
import { invalidInput, success } from '../errors.ts';
import { statesOf } from '../notifications/notices.ts';
import { withRow } from '../payloads.ts';
import { isOffered, type Listing } from './listings.ts';
import { listOf, timeOf } from './parameters.ts';

const PAGE_MAX = 20;
const PAGE_DEFAULT = 10;
const IDENTIFIERS_MAX = 20;
/** "The maximum number of items (SKUs) that can be returned and paged through": `numberOfResults` of the model. */
const FOUND_MAX = 1_000;

const STATES = ['BUYABLE', 'DISCOVERABLE'];
const KEYS = {
  sku: ({ sku }: Listing) => sku,
  createdDate: ({ createdMs }: Listing) => createdMs,
  lastUpdatedDate: ({ lastUpdatedMs }: Listing) => lastUpdatedMs,
};

export type Searched = {
  marketplaceId: string;
  /** An odd row that is put into each page; undefined for none. */
  row: unknown;
  onWire: (listing: Listing) => object;
};

/**
 * A search of one marketplace, by the parameters of listingsItems_2021-08-01.json of amzn/selling-partner-api-models
 * @34dc93fe (2026-08-05): 20 identifiers, pages of 10 unless asked for up to 20, the latest changed first unless `sortBy`
 * and `sortOrder` say otherwise, times at or after and at or before those named. After 1,000 listings the pages end. The
 * words of its refusals are ours: the model has only "Invalid input". That `numberOfResults` names all that were found,
 * above 1,000 too, is our reading of its "regardless of the number found".
 */
export function searchListings(
  query: URLSearchParams,
  all: readonly Listing[],
  { marketplaceId, row, onWire }: Searched,
): SandboxAnswer {
  const problem = problemOf(query);
  if (problem !== undefined) return invalidInput(problem);
  const found = all.filter((listing) => isOffered(listing, marketplaceId) && isAskedFor(listing, query));
  const page = pageOf(sorted(found, query).slice(0, FOUND_MAX), query.get('pageToken'), pageSizeOf(query));
  if (!page) return invalidInput('pageToken is not one that this operation gave.');
  return success({
    numberOfResults: found.length,
    pagination: { ...(page.next === undefined ? {} : { nextToken: page.next }) },
    items: withRow(page.items.map(onWire), row),
  });
}

function problemOf(query: URLSearchParams): string | undefined {
  const size = pageSizeOf(query);
  if (!Number.isInteger(size) || size < 1 || size > PAGE_MAX) return `pageSize must be from 1 to ${PAGE_MAX}.`;
  const identifiers = listOf(query, 'identifiers');
  const type = query.get('identifiersType');
  if (identifiers.length > IDENTIFIERS_MAX) return `identifiers must be at most ${IDENTIFIERS_MAX}.`;
  if (identifiers.length > 0 && type !== 'SKU' && type !== 'ASIN') {
    return 'identifiersType is required with identifiers; the sandbox knows SKU and ASIN.';
  }
  if (identifiers.length === 0 && type !== null) return 'identifiers is required with identifiersType.';
  const [sortBy, sortOrder] = [query.get('sortBy'), query.get('sortOrder')];
  if (sortBy !== null && !Object.hasOwn(KEYS, sortBy)) return `sortBy is one of ${Object.keys(KEYS).join(', ')}.`;
  if (sortOrder !== null && sortOrder !== 'ASC' && sortOrder !== 'DESC') return 'sortOrder is ASC or DESC.';
  const states = [...listOf(query, 'withStatus'), ...listOf(query, 'withoutStatus')];
  if (states.some((state) => !STATES.includes(state))) return `A status is one of ${STATES.join(', ')}.`;
  const odd = TIMES.find((name) => query.has(name) && Number.isNaN(timeOf(query, name)));
  return odd === undefined ? undefined : `${odd} must be an ISO 8601 time.`;
}

const TIMES = ['createdAfter', 'createdBefore', 'lastUpdatedAfter', 'lastUpdatedBefore'];

function isAskedFor(listing: Listing, query: URLSearchParams): boolean {
  const identifiers = listOf(query, 'identifiers');
  const identifier = query.get('identifiersType') === 'ASIN' ? listing.asin : listing.sku;
  const states = statesOf(listing);
  return (
    (identifiers.length === 0 || identifiers.includes(identifier)) &&
    isWithin(listing.createdMs, timeOf(query, 'createdAfter'), timeOf(query, 'createdBefore')) &&
    isWithin(listing.lastUpdatedMs, timeOf(query, 'lastUpdatedAfter'), timeOf(query, 'lastUpdatedBefore')) &&
    listOf(query, 'withStatus').every((state) => states.includes(state)) &&
    !listOf(query, 'withoutStatus').some((state) => states.includes(state))
  );
}

function isWithin(ms: number, after: number | undefined, before: number | undefined): boolean {
  return (after === undefined || ms >= after) && (before === undefined || ms <= before);
}

function sorted(listings: readonly Listing[], query: URLSearchParams): Listing[] {
  const by = query.get('sortBy');
  const keyOf = KEYS[by === 'sku' || by === 'createdDate' ? by : 'lastUpdatedDate'];
  const sign = query.get('sortOrder') === 'ASC' ? 1 : -1;
  return [...listings].sort((left, right) => {
    const [one, other] = [keyOf(left), keyOf(right)];
    return one === other ? 0 : one < other ? -sign : sign;
  });
}

function pageSizeOf(query: URLSearchParams): number {
  return Number(query.get('pageSize') ?? PAGE_DEFAULT);
}
