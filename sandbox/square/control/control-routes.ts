/** What people do in the Square Dashboard and at the till that all sandboxes do not share. */
import { createHash, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { catalogueItem } from '../../kernel/catalogue.ts';
import { answerFor, controlRoute, refusal, withBody } from '../../kernel/control-answers.ts';
import type { PlatformActions, PlatformRoute, SandboxAnswer } from '../../kernel/platform.ts';
import { type Instant, parseInstant } from '../instant.ts';
import { changeAdjustment } from '../inventory/adjustments-api.ts';
import { inventoryId } from '../inventory/inventory.ts';
import { exactly, quantityOfPeople } from '../inventory/quantity.ts';
import type { Till } from '../till.ts';

const sku = v.pipe(v.string(), v.minLength(1));
const line = v.strictObject({ sku, quantity: quantityOfPeople });
const orderBody = v.strictObject({ lines: v.pipe(v.array(line), v.minLength(1)) });
const recountBody = v.strictObject({
  counts: v.pipe(v.array(line), v.minLength(1)),
  /** When it was counted, for a count that is entered later; without a time, now. */
  occurredAt: v.optional(v.string()),
});
/**
 * `soldBy` names a measurement unit, without which Square sells whole units only, and `precision` how many decimal places
 * its quantities may have: 3 unless it is named (`CatalogMeasurementUnit` of Square's API definition,
 * github.com/square/connect-api-specification @5733f662, 2025-08).
 */
const itemBody = v.strictObject({
  sku,
  quantity: quantityOfPeople,
  soldBy: v.optional(v.string()),
  precision: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5)), 3),
});
const adjustmentBody = v.strictObject({
  sku,
  quantity: quantityOfPeople,
  fromState: v.optional(v.string(), 'NONE'),
  toState: v.optional(v.string(), 'IN_STOCK'),
});
const changedBody = v.strictObject({ quantity: quantityOfPeople });
const locationBody = v.strictObject({ status: v.picklist(['ACTIVE', 'INACTIVE']) });
const historyBody = v.strictObject({ inferredAdjustments: v.boolean() });

export function squareControlRoutes(till: Till, actions: PlatformActions): PlatformRoute[] {
  return [
    controlRoute('POST', '/orders', (request) =>
      withBody(request, orderBody, async ({ lines }) =>
        answerFor(await actions.placeOrder(lines), 201, (id) => ({ id })),
      ),
    ),
    controlRoute('POST', '/recounts', (request) =>
      withBody(request, recountBody, (body) => recount(till, body.counts, body.occurredAt)),
    ),
    controlRoute('POST', '/items', (request) =>
      withBody(request, itemBody, ({ soldBy, precision, ...item }) => {
        if (till.variationOf(item.sku) !== undefined) {
          return refusal(409, 'impossible', `${item.sku} is listed already.`);
        }
        // Another id each time: an item that is made again under its SKU is another item.
        const listed = { ...catalogueItem(randomUUID(), item.sku, item.quantity), sku: item.sku };
        till.add(
          soldBy === undefined ? listed : { ...listed, unit: { id: unitIdOf(soldBy), name: soldBy, precision } },
        );
        return { status: 201, body: { sku: item.sku, variationId: listed.square.variationId } };
      }),
    ),
    controlRoute('DELETE', '/items/{sku}', ({ params }) => {
      const { sku: named = '' } = params;
      return till.remove(named) ? { status: 200, body: { sku: named } } : unknownSku(named);
    }),
    controlRoute('POST', '/adjustments', (request) =>
      withBody(request, adjustmentBody, ({ sku: named, ...moved }) => {
        const variationId = till.variationOf(named);
        if (variationId === undefined) return unknownSku(named);
        const at = till.clock();
        const id = inventoryId();
        const record = { id, variationId, occurredAt: at, createdAt: at, source: 'DASHBOARD' as const };
        till.record({ ...record, ...moved, type: 'ADJUSTMENT' });
        return { status: 201, body: { id } };
      }),
    ),
    controlRoute('PUT', '/adjustments/{id}', (request) =>
      withBody(request, changedBody, ({ quantity }) => {
        const { id = '' } = request.params;
        return answerFor(changeAdjustment(till, { id, quantity }, true), 200, () => ({ id, quantity }));
      }),
    ),
    controlRoute('PUT', '/location', (request) =>
      withBody(request, locationBody, ({ status }) => {
        till.location.status = status;
        return { status: 200, body: { status } };
      }),
    ),
    controlRoute('PUT', '/history', (request) =>
      withBody(request, historyBody, (body) => {
        till.history.inferredAdjustments = body.inferredAdjustments;
        return { status: 200, body };
      }),
    ),
  ];
}

/** Physical counts of the Dashboard: all of them, or none when a SKU is not listed. */
function recount(till: Till, counts: v.InferOutput<typeof line>[], occurredAt: string | undefined): SandboxAnswer {
  const counted: { variationId: string; quantity: number }[] = [];
  for (const count of counts) {
    const variationId = till.variationOf(count.sku);
    if (variationId === undefined) return unknownSku(count.sku);
    counted.push({ variationId, quantity: exactly(count.quantity) });
  }
  const at: Instant | undefined = occurredAt === undefined ? till.clock() : parseInstant(occurredAt);
  if (at === undefined) return refusal(400, 'invalid', 'occurredAt: must be an RFC 3339 time.');
  for (const count of counted) {
    const createdAt = till.clock();
    const record = { id: inventoryId(), ...count, occurredAt: at, createdAt };
    till.record({ ...record, type: 'PHYSICAL_COUNT', source: 'DASHBOARD' });
  }
  return { status: 200, body: { counts } };
}

function unknownSku(named: string): SandboxAnswer {
  return refusal(404, 'unknown', `Square lists no SKU ${named}.`);
}

function unitIdOf(name: string): string {
  return createHash('sha256').update(`measurement unit ${name}`).digest('hex').toUpperCase().slice(0, 24);
}
