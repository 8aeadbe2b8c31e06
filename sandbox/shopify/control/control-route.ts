/** How a control request is read and answered. */
import * as v from 'valibot';
import { controlRoute, refusal, withBody } from '../../kernel/control-answers.ts';
import type { ActionOutcome, PlatformRoute, SandboxAnswer, SandboxRequest } from '../../kernel/platform.ts';
import type { ShopLocation } from '../inventory/stock.ts';
import type { Happening } from '../orders/happening.ts';
import type { Shop } from '../shop.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

export const sku = v.pipe(v.string(), v.minLength(1));
export const units = (least: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least));
/** The shop's id of a location. */
export const locationId = v.union([v.string(), v.pipe(v.number(), v.transform(String))]);
export const skuLines = v.pipe(v.array(v.strictObject({ sku, quantity: units(1) })), v.minLength(1));
export const time = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => new Date(text)),
);
export const nothing = v.strictObject({});

export type Sender = ReturnType<typeof sender>;

/** Answers what an action led to, after its webhooks are under way. */
export function sender(webhooks: Webhooks) {
  return <Value extends { happenings: Happening[] }>(
    result: ActionOutcome<Value>,
    status: number,
    body: (value: Value) => unknown,
  ): SandboxAnswer => {
    if (result.outcome !== 'done')
      return refusal(result.outcome === 'unknown' ? 404 : 409, result.outcome, result.reason);
    webhooks.announce(result.value.happenings);
    return { status, body: body(result.value) };
  };
}

/** Acts at a location: the shop's primary one where none is named. */
export function atLocation(
  shop: Shop,
  id: string | undefined,
  act: (place: ShopLocation) => SandboxAnswer,
): SandboxAnswer {
  const place = id === undefined ? shop.location : shop.stock.location(id);
  return place ? act(place) : refusal(404, 'unknown', `The shop has no location ${id}.`);
}

/** A control route whose body is checked before it acts. */
export function route<const Schema extends v.GenericSchema>(
  method: string,
  path: string,
  schema: Schema,
  act: (request: SandboxRequest, body: v.InferOutput<Schema>) => SandboxAnswer,
): PlatformRoute {
  return controlRoute(method, path, (request) => withBody(request, schema, (body) => act(request, body)));
}
