/** A batch of inventory changes: what its request must be, and which changes it asks for. */
import * as v from 'valibot';
import type { SandboxAnswer } from '../../kernel/platform.ts';
import { invalid, refusal } from '../errors.ts';
import { type Instant, parseInstant } from '../instant.ts';
import { type Inventory, type InventoryChange, inventoryId } from './inventory.ts';
import { quantityField as quantity } from './quantity.ts';
import type { SquareAccount } from './wire.ts';

/** Square names no limit; 100 is what integrations report, and an assumption. */
const CHANGES_MAX = 100;
const OLDEST_MICROS = 24 * 3_600 * 1_000_000;
// Square refuses the future; a minute of clock skew between the sandbox and its caller is no future.
const SKEW_MICROS = 60 * 1_000_000;

/**
 * The transitions that Square's API takes; all others of the till are read-only (`InventoryState` of github.com/square/connect-api-specification @5733f662 (2025-08),
 * api.json). Which pairs of the writable states it takes is our reading of
 * https://developer.squareup.com/docs/inventory-api/how-it-works (2026).
 */
const TRANSITIONS = [
  'NONE>IN_STOCK',
  'IN_STOCK>SOLD',
  'IN_STOCK>WASTE',
  'UNLINKED_RETURN>IN_STOCK',
  'UNLINKED_RETURN>WASTE',
];

const optionalText = v.nullish(v.string());

const physicalCount = v.object({
  type: v.literal('PHYSICAL_COUNT'),
  physical_count: v.object({
    catalog_object_id: v.string(),
    location_id: v.string(),
    state: v.literal('IN_STOCK'),
    quantity,
    occurred_at: v.string(),
    reference_id: optionalText,
  }),
});

const adjustment = v.object({
  type: v.literal('ADJUSTMENT'),
  adjustment: v.object({
    catalog_object_id: v.string(),
    location_id: optionalText,
    from_location_id: optionalText,
    to_location_id: optionalText,
    from_state: v.string(),
    to_state: v.string(),
    quantity,
    occurred_at: v.string(),
    reference_id: optionalText,
  }),
});

const requestSchema = v.object({
  idempotency_key: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  changes: v.pipe(
    v.array(v.variant('type', [physicalCount, adjustment])),
    v.minLength(1),
    v.maxLength(CHANGES_MAX, `at most ${CHANGES_MAX} changes a call`),
  ),
  ignore_unchanged_counts: v.nullish(v.boolean(), true),
});

export type BatchCreate = v.InferOutput<typeof requestSchema>;
type RequestedChange = BatchCreate['changes'][number];

/** Reads the body of `POST /v2/inventory/changes/batch-create`, or says what is wrong with which field. */
export function parseBatchCreate(
  body: unknown,
): { ok: true; request: BatchCreate } | { ok: false; answer: SandboxAnswer } {
  const parsed = v.safeParse(requestSchema, body);
  if (parsed.success) return { ok: true, request: parsed.output };
  const [issue] = parsed.issues;
  const code = issue.received === 'undefined' ? 'MISSING_REQUIRED_PARAMETER' : 'INVALID_VALUE';
  return { ok: false, answer: invalid(code, issue.message, v.getDotPath(issue) ?? undefined) };
}

/** The requested changes as records, all of them or a refusal: that Square applies a batch whole or not at all is assumed. */
export function changesToApply(
  request: BatchCreate,
  { inventory, account, clock }: { inventory: Inventory; account: SquareAccount; clock: () => Instant },
): { ok: true; changes: InventoryChange[] } | { ok: false; answer: SandboxAnswer } {
  const changes: InventoryChange[] = [];
  const now = clock();
  for (const [index, requested] of request.changes.entries()) {
    const fields = requested.type === 'ADJUSTMENT' ? requested.adjustment : requested.physical_count;
    const field = `changes[${index}].${requested.type.toLowerCase()}`;
    const problem = locationProblem(requested, account, field) ?? transitionProblem(requested, field);
    if (problem) return { ok: false, answer: problem };
    if (!inventory.tracks(fields.catalog_object_id)) {
      const detail = `No item variation has the id ${fields.catalog_object_id}.`;
      return {
        ok: false,
        answer: refusal(404, 'INVALID_REQUEST_ERROR', 'NOT_FOUND', detail, `${field}.catalog_object_id`),
      };
    }
    const occurredAt = parseInstant(fields.occurred_at);
    if (occurredAt === undefined || occurredAt > now + SKEW_MICROS || occurredAt < now - OLDEST_MICROS) {
      const detail = `occurred_at ${fields.occurred_at} must be an RFC 3339 time within the last 24 hours.`;
      return { ok: false, answer: invalid('INVALID_TIME', detail, `${field}.occurred_at`) };
    }
    changes.push(recordOf(requested, occurredAt, clock()));
  }
  return { ok: true, changes };
}

function recordOf(requested: RequestedChange, occurredAt: Instant, createdAt: Instant): InventoryChange {
  const fields = requested.type === 'ADJUSTMENT' ? requested.adjustment : requested.physical_count;
  const record = {
    id: inventoryId(),
    variationId: fields.catalog_object_id,
    quantity: Number(fields.quantity),
    occurredAt,
    createdAt,
    source: 'EXTERNAL_API' as const,
    ...(fields.reference_id ? { referenceId: fields.reference_id } : {}),
  };
  if (requested.type === 'PHYSICAL_COUNT') return { ...record, type: 'PHYSICAL_COUNT' };
  const { from_state: fromState, to_state: toState } = requested.adjustment;
  return { ...record, type: 'ADJUSTMENT', fromState, toState };
}

/** An adjustment names its location once, or as from and to: an adjustment between two locations is a transfer. */
function locationProblem(requested: RequestedChange, account: SquareAccount, field: string): SandboxAnswer | undefined {
  const named =
    requested.type === 'PHYSICAL_COUNT'
      ? [requested.physical_count.location_id]
      : [requested.adjustment.location_id, requested.adjustment.from_location_id, requested.adjustment.to_location_id];
  const locations = named.filter((location) => location !== null && location !== undefined);
  if (locations.length === 0)
    return invalid('MISSING_REQUIRED_PARAMETER', 'A location is required.', `${field}.location_id`);
  const unknown = locations.find((location) => location !== account.locationId);
  if (unknown === undefined) return undefined;
  return refusal(
    404,
    'INVALID_REQUEST_ERROR',
    'NOT_FOUND',
    `No location has the id ${unknown}.`,
    `${field}.location_id`,
  );
}

function transitionProblem(requested: RequestedChange, field: string): SandboxAnswer | undefined {
  if (requested.type === 'PHYSICAL_COUNT') return undefined;
  const { from_state: from, to_state: to, quantity: units } = requested.adjustment;
  if (!TRANSITIONS.includes(`${from}>${to}`)) {
    return invalid('INVALID_VALUE', `The API cannot move quantities from ${from} to ${to}.`, `${field}.from_state`);
  }
  return Number(units) > 0
    ? undefined
    : invalid('VALUE_TOO_LOW', 'An adjustment moves more than 0.', `${field}.quantity`);
}
