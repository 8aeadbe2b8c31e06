/** Adjustments that are changed after the fact: the same id says something else than before. */
import * as v from 'valibot';
import { type ActionOutcome, jsonBody, type PlatformRoute } from '../../kernel/platform.ts';
import { invalid, refusal } from '../errors.ts';
import type { Till } from '../till.ts';
import type { Adjustment } from './inventory.ts';
import { quantityField } from './quantity.ts';
import { changeOnWire } from './wire.ts';

const updateBody = v.object({
  idempotency_key: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  adjustment: v.object({ id: v.string(), quantity: quantityField }),
});

/**
 * `updateInventoryAdjustment`, beta since Square-Version 2026-07-15: the adjustment keeps its id and its times, and the
 * quantity must be given. One that a sale or a physical count made cannot be changed.
 * Source: https://developer.squareup.com/reference/square/inventory-api/update-inventory-adjustment (2026-11) and
 * `UpdateInventoryAdjustmentRequest` of npm square 46.0.0. Of costs and vendors the sandbox knows nothing.
 */
export function adjustmentRoutes(till: Till): PlatformRoute[] {
  return [
    {
      method: 'PUT',
      path: '/v2/inventory/adjustments/update',
      handle(request, { apply }) {
        const json = jsonBody(request);
        const parsed = v.safeParse(updateBody, json.ok ? json.value : undefined);
        if (!parsed.success) {
          const [issue] = parsed.issues;
          const code = issue.received === 'undefined' ? 'MISSING_REQUIRED_PARAMETER' : 'INVALID_VALUE';
          return invalid(code, issue.message, v.getDotPath(issue) ?? undefined);
        }
        const { id, quantity } = parsed.output.adjustment;
        const changed = changeAdjustment(till, { id, quantity: Number(quantity) }, apply);
        if (changed.outcome === 'done') {
          return { status: 200, body: { adjustment: changeOnWire(changed.value, till.account).adjustment } };
        }
        return changed.outcome === 'unknown'
          ? refusal(404, 'INVALID_REQUEST_ERROR', 'NOT_FOUND', changed.reason, 'adjustment.id')
          : invalid('BAD_REQUEST', changed.reason, 'adjustment.id');
      },
    },
  ];
}

/** Gives an adjustment another quantity, by the API or in the Dashboard, and sends the new count. */
export function changeAdjustment(
  till: Till,
  { id, quantity }: { id: string; quantity: number },
  apply: boolean,
): ActionOutcome<Adjustment> {
  const found = till.inventory.changes().find((change) => change.id === id);
  if (found?.type !== 'ADJUSTMENT') return { outcome: 'unknown', reason: `There is no adjustment ${id}.` };
  if (found.transactionId !== undefined) {
    return { outcome: 'impossible', reason: `Adjustment ${id} is of a sale: its quantity cannot be changed.` };
  }
  const changed: Adjustment = { ...found, quantity, updatedAt: till.clock() };
  if (apply) till.replace(changed);
  return { outcome: 'done', value: changed };
}
