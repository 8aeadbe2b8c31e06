/** `searchOrders`: which orders a search finds, page by page. */
import { pageOf } from '../../kernel/paging.ts';
import type { SandboxAnswer } from '../../kernel/platform.ts';
import { invalidInput, success } from '../errors.ts';
import { listOf, timeOf } from '../listings/parameters.ts';
import { withRow } from '../payloads.ts';
import type { Order } from './order.ts';

const PAGE_MAX = 100;
const MARKETPLACES_MAX = 50;
const FULFILLERS = ['MERCHANT', 'AMAZON'];
const STATUSES = [
  'PENDING_AVAILABILITY',
  'PENDING',
  'UNSHIPPED',
  'PARTIALLY_SHIPPED',
  'SHIPPED',
  'CANCELLED',
  'UNFULFILLABLE',
];
/** How long before the request the time range of a search must end: the model, of `createdBefore`. */
const ENDED_FOR_MS = 120_000;
/** "The token will expire after 24 hours": `Pagination` of the model. */
const TOKEN_LIVES_MS = 86_400_000;
/** What may differ between a page and the next; all else must be given again as it was: `Pagination` of the model. */
const MAY_DIFFER = ['paginationToken', 'maxResultsPerPage', 'includedData'];

export type OrderSearch = {
  nowMs: number;
  /** An odd row that is put into each page; undefined for none. */
  row: unknown;
  statusOf: (order: Order) => string;
  onWire: (order: Order) => object;
};

/**
 * A search by the parameters of orders_2026-01-01.json of amzn/selling-partner-api-models @34dc93fe (2026-08-05): by the
 * time of an order or by that of its last change, never by both; the last page has no `pagination`. In which order orders
 * come is written nowhere: the oldest first is our assumption. So are the words of a refusal.
 */
export function searchOrders(query: URLSearchParams, all: readonly Order[], search: OrderSearch): SandboxAnswer {
  const by = query.has('createdAfter') ? 'created' : 'lastUpdated';
  const problem = problemOfTimes(query, by, search.nowMs) ?? problemOfLists(query);
  if (problem !== undefined) return invalidInput(problem);
  const [since, given] = [timeOf(query, `${by}After`), timeOf(query, `${by}Before`)];
  const until = given ?? search.nowMs;
  const [statuses, fulfillers] = [listOf(query, 'fulfillmentStatuses'), listOf(query, 'fulfilledBy')];
  const marketplaces = listOf(query, 'marketplaceIds');
  const momentOf = (order: Order) => (by === 'created' ? order.createdMs : order.lastUpdatedMs);
  const found = all
    .filter((order) => momentOf(order) >= (since ?? 0) && (given === undefined || momentOf(order) <= given))
    .filter((order) => statuses.length === 0 || statuses.includes(search.statusOf(order)))
    .filter(({ fulfilledBy }) => fulfillers.length === 0 || fulfillers.includes(fulfilledBy))
    .filter(({ marketplaceId }) => marketplaces.length === 0 || marketplaces.includes(marketplaceId))
    .sort((left, right) => momentOf(left) - momentOf(right));
  const token = query.get('paginationToken');
  const place = token === null ? null : placeIn(token, query, search.nowMs);
  const page = place === undefined ? undefined : pageOf(found, place, pageSizeOf(query));
  if (!page) return invalidInput('paginationToken is not one that this operation gave to such a search within a day.');
  return success({
    orders: withRow(page.items.map(search.onWire), search.row),
    ...(page.next === undefined ? {} : { pagination: { nextToken: tokenOf(page.next, query, search.nowMs) } }),
    [`${by}Before`]: new Date(until).toISOString(),
  });
}

function problemOfTimes(query: URLSearchParams, by: 'created' | 'lastUpdated', nowMs: number): string | undefined {
  const [since, until] = [timeOf(query, `${by}After`), timeOf(query, `${by}Before`)];
  if (query.has('createdAfter') === query.has('lastUpdatedAfter') || since === undefined || Number.isNaN(since)) {
    return 'Exactly one of createdAfter and lastUpdatedAfter is required, as an ISO 8601 time.';
  }
  const other = by === 'created' ? 'lastUpdatedBefore' : 'createdBefore';
  if (query.has(other)) return `${other} may not be given with ${by}After.`;
  if (until === undefined) return undefined;
  const isInTime = until >= since && until <= nowMs - ENDED_FOR_MS;
  return isInTime ? undefined : `${by}Before must not be before ${by}After, and be two minutes before now.`;
}

function problemOfLists(query: URLSearchParams): string | undefined {
  const size = pageSizeOf(query);
  if (!Number.isInteger(size) || size < 1 || size > PAGE_MAX) return `maxResultsPerPage must be from 1 to ${PAGE_MAX}.`;
  if (listOf(query, 'fulfilledBy').some((each) => !FULFILLERS.includes(each))) {
    return `fulfilledBy is some of ${FULFILLERS.join(', ')}.`;
  }
  if (listOf(query, 'fulfillmentStatuses').some((each) => !STATUSES.includes(each))) {
    return `fulfillmentStatuses is some of ${STATUSES.join(', ')}.`;
  }
  const count = listOf(query, 'marketplaceIds').length;
  return count > MARKETPLACES_MAX ? `marketplaceIds must be at most ${MARKETPLACES_MAX}.` : undefined;
}

function pageSizeOf(query: URLSearchParams): number {
  return Number(query.get('maxResultsPerPage') ?? PAGE_MAX);
}

function tokenOf(place: string, query: URLSearchParams, nowMs: number): string {
  return Buffer.from(JSON.stringify({ place, of: whatMustRepeat(query), atMs: nowMs })).toString('base64url');
}

/** The place that a token stands for; undefined when it is of another search, too old, or none of ours. */
function placeIn(token: string, query: URLSearchParams, nowMs: number): string | undefined {
  const [place, of, atMs] = readToken(token);
  return of === whatMustRepeat(query) && nowMs - Number(atMs) < TOKEN_LIVES_MS ? place : undefined;
}

function readToken(token: string): readonly [string?, string?, string?] {
  try {
    const json: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    const { place, of, atMs } = Object(json);
    return [String(place), String(of), String(atMs)];
  } catch {
    return [];
  }
}

function whatMustRepeat(query: URLSearchParams): string {
  const kept = [...query].filter(([name]) => !MAY_DIFFER.includes(name)).map(([name, value]) => `${name}=${value}`);
  return kept.sort().join('&');
}
