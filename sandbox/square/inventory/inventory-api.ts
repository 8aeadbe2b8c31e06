/** Square's inventory endpoints: batches of changes, counts and the history. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { InventoryCall } from '../../kernel/call-log.ts';
import { pageOf } from '../../kernel/paging.ts';
import { jsonBody, type PlatformRoute, type SandboxAnswer, type SandboxRequest } from '../../kernel/platform.ts';
import { invalid } from '../errors.ts';
import { parseInstant } from '../instant.ts';
import type { Till } from '../till.ts';
import { type BatchCreate, changesToApply, parseBatchCreate } from './batch-create.ts';
import { type InventoryChange, inStockChange } from './inventory.ts';
import { changeOnWire, countOnWire, inferredOnWire } from './wire.ts';

const PAGE_MAX = 1_000;
const PAGE_DEFAULT = 100;

const ids = v.nullish(v.array(v.string()));
const querySchema = v.object({
  catalog_object_ids: ids,
  location_ids: ids,
  types: v.nullish(v.array(v.picklist(['PHYSICAL_COUNT', 'ADJUSTMENT']))),
  states: ids,
  updated_after: v.nullish(v.string()),
  updated_before: v.nullish(v.string()),
  cursor: v.nullish(v.string()),
  limit: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(PAGE_MAX)), PAGE_DEFAULT),
});

type InventoryQuery = v.InferOutput<typeof querySchema>;

/**
 * The inventory endpoints that take part in a sync, in the shapes of npm `square` 46.0.0. Limits of pages and the orders of
 * rows: BatchRetrieveInventoryCounts and BatchRetrieveInventoryChanges of github.com/square/connect-api-specification @5733f662 (2025-08), api.json.
 * `ignore_unchanged_counts` compares with the quantity at the time of the count, which is our reading of "unchanged since the
 * last physical count".
 */
export function inventoryRoutes(till: Till): PlatformRoute[] {
  const answered = new Map<string, { bodyHash: string; answer: SandboxAnswer }>();
  return [
    {
      method: 'POST',
      path: '/v2/inventory/changes/batch-create',
      describe: (request) => describeChanges(request, till),
      handle: (request, { apply }) => {
        const json = jsonBody(request);
        if (!json.ok) return invalid('BAD_REQUEST', json.reason);
        const parsed = parseBatchCreate(json.value);
        if (!parsed.ok) return parsed.answer;
        return once(answered, parsed.request, request.rawBody, () => batchCreate(parsed.request, till, apply));
      },
    },
    queryRoute(till, 'counts', findCounts),
    queryRoute(till, 'changes', findChanges),
  ];
}

/**
 * The same key with the same body is answered as the first time, without effect; with another body it is refused
 * (https://developer.squareup.com/docs/build-basics/common-api-patterns/idempotency, 2026; IDEMPOTENCY_KEY_REUSED of
 * `ErrorCode`).
 */
function once(
  answered: Map<string, { bodyHash: string; answer: SandboxAnswer }>,
  { idempotency_key: key }: BatchCreate,
  rawBody: Buffer,
  apply: () => SandboxAnswer,
): SandboxAnswer {
  const bodyHash = createHash('sha256').update(rawBody).digest('hex');
  const earlier = answered.get(key);
  if (earlier?.bodyHash === bodyHash) return { ...earlier.answer, outcome: 'replayed' };
  if (earlier) {
    const detail = `The idempotency key ${key} was used with another request.`;
    return invalid('IDEMPOTENCY_KEY_REUSED', detail, 'idempotency_key');
  }
  const answer = apply();
  if (answer.status === 200) answered.set(key, { bodyHash, answer });
  return answer;
}

/** Applies the changes in the order of the request and answers the counts as they are then. */
function batchCreate(request: BatchCreate, till: Till, apply: boolean): SandboxAnswer {
  const { inventory, account } = till;
  const wanted = changesToApply(request, till);
  if (!wanted.ok) return wanted.answer;
  const made: InventoryChange[] = [];
  for (const change of wanted.changes) {
    if (request.ignore_unchanged_counts && isUnchangedCount(change, till)) continue;
    made.push(change);
    if (apply) till.record(change);
  }
  const touched = [...new Set(wanted.changes.map((change) => change.variationId))];
  return {
    status: 200,
    body: {
      counts: touched.map((variationId) => countOnWire(inventory.count(variationId), account)),
      changes: made.map((change) => changeOnWire(change, account)),
    },
  };
}

function isUnchangedCount(change: InventoryChange, { inventory }: Till): boolean {
  if (change.type !== 'PHYSICAL_COUNT') return false;
  return inventory.quantityAt(change.variationId, change.occurredAt) === change.quantity;
}

function queryRoute(
  till: Till,
  what: 'counts' | 'changes',
  find: (query: InventoryQuery, till: Till) => object[],
): PlatformRoute {
  return {
    method: 'POST',
    path: `/v2/inventory/${what}/batch-retrieve`,
    describe: (request) => describeQuery(request, till, `read inventory ${what}`),
    handle: (request) => {
      const json = jsonBody(request);
      if (!json.ok) return invalid('BAD_REQUEST', json.reason);
      const parsed = v.safeParse(querySchema, json.value);
      if (!parsed.success) {
        const [issue] = parsed.issues;
        return invalid('INVALID_VALUE', issue.message, v.getDotPath(issue) ?? undefined);
      }
      const { cursor, limit, updated_after: after, updated_before: before } = parsed.output;
      for (const [field, time] of Object.entries({ updated_after: after, updated_before: before })) {
        if (typeof time === 'string' && parseInstant(time) === undefined) {
          return invalid('INVALID_TIME', `${time} is not an RFC 3339 time.`, field);
        }
      }
      const page = pageOf(find(parsed.output, till), cursor, limit ?? PAGE_DEFAULT);
      if (!page) return invalid('INVALID_CURSOR', 'The cursor is not one that this endpoint gave.', 'cursor');
      return { status: 200, body: { [what]: page.items, cursor: page.next } };
    },
  };
}

/** The newest first. */
function findCounts(query: InventoryQuery, { inventory, account }: Till): object[] {
  if (query.states && !query.states.includes('IN_STOCK')) return [];
  const after = parseInstant(query.updated_after) ?? 0;
  return inventory
    .counts()
    .filter((count) => isAsked(query, account.locationId, count.variationId) && count.calculatedAt > after)
    .map((count) => countOnWire(count, account));
}

/** The first to have occurred first. An adjustment that was changed after the fact is found again from then on. */
function findChanges(query: InventoryQuery, { inventory, account, history }: Till): object[] {
  const after = parseInstant(query.updated_after) ?? 0;
  const before = parseInstant(query.updated_before) ?? Number.POSITIVE_INFINITY;
  return inventory
    .changes()
    .filter((change) => isAsked(query, account.locationId, change.variationId))
    .filter(({ createdAt, updatedAt = createdAt }) => updatedAt > after && createdAt < before)
    .filter((change) => !query.states || isInStates(change, query.states))
    .flatMap((change) => {
      const written = changeOnWire(change, account);
      if (change.type === 'ADJUSTMENT' || !history.inferredAdjustments) return [written];
      return [written, inferredOnWire(change, inventory.quantityBefore(change), account)];
    })
    .filter(({ type }) => !query.types || query.types.includes(type));
}

function isInStates(change: InventoryChange, states: string[]): boolean {
  if (change.type === 'PHYSICAL_COUNT') return states.includes('IN_STOCK');
  return states.includes(change.fromState) || states.includes(change.toState);
}

function isAsked(query: InventoryQuery, locationId: string, variationId: string): boolean {
  if (query.location_ids && !query.location_ids.includes(locationId)) return false;
  return !query.catalog_object_ids || query.catalog_object_ids.includes(variationId);
}

/** A physical count is logged with its figure, an adjustment with the signed change of IN_STOCK that it asks for. */
function describeChanges(request: SandboxRequest, till: Till): InventoryCall[] {
  const json = jsonBody(request);
  const parsed = json.ok ? parseBatchCreate(json.value) : undefined;
  if (!parsed?.ok) return [];
  const idempotencyKey = parsed.request.idempotency_key;
  return parsed.request.changes.map((change) => {
    const fields = change.type === 'ADJUSTMENT' ? change.adjustment : change.physical_count;
    const shared = { kind: 'change' as const, sku: till.skuOf(fields.catalog_object_id) ?? null, idempotencyKey };
    const sent = { catalogObjectId: fields.catalog_object_id, occurredAt: fields.occurred_at };
    const quantity = Number(fields.quantity);
    if (change.type === 'PHYSICAL_COUNT') return { ...shared, ...sent, operation: 'physical count', quantity };
    const { from_state: fromState, to_state: toState } = change.adjustment;
    const delta = inStockChange({ fromState, toState, quantity });
    return { ...shared, ...sent, operation: 'adjustment', quantity: delta, delta, fromState, toState };
  });
}

function describeQuery(request: SandboxRequest, till: Till, operation: string): InventoryCall[] {
  const json = jsonBody(request);
  const parsed = json.ok ? v.safeParse(querySchema, json.value) : undefined;
  const asked = parsed?.success ? parsed.output.catalog_object_ids : undefined;
  const read = { kind: 'read' as const, operation, quantity: null, idempotencyKey: null };
  if (!asked) return [{ ...read, sku: null }];
  return asked.map((catalogObjectId) => ({ ...read, sku: till.skuOf(catalogObjectId) ?? null, catalogObjectId }));
}
