/** The control calls of the Amazon sandbox: what its customers, its seller and Amazon itself do. */
import * as v from 'valibot';
import { answerFor, controlRoute, refusal, withBody } from '../kernel/control-answers.ts';
import type { PlatformRoute } from '../kernel/platform.ts';
import { type Access, accessBody } from './access.ts';
import { type Applying, applyBody } from './listings/applying.ts';
import type { Marketplaces } from './marketplaces.ts';
import { orderBody } from './orders/place-order.ts';
import { type Payloads, payloadsBody } from './payloads.ts';
import type { SellerCentral } from './seller-central.ts';
import { USAGE_PLANS, type UsagePlan, type UsagePlans, usagePlansBody } from './usage-plans.ts';

export type ControlParts = {
  seller: SellerCentral;
  applying: Applying;
  marketplaces: Marketplaces;
  access: Access;
  plans: UsagePlans;
  payloads: Payloads;
};

const participationBody = v.strictObject({
  marketplaceId: v.string(),
  isParticipating: v.optional(v.boolean(), true),
  hasSuspendedListings: v.optional(v.boolean(), false),
});

const units = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const shippedBody = v.strictObject({
  lines: v.pipe(v.array(v.strictObject({ sku: v.string(), quantity: units })), v.minLength(1)),
});

const cancelItemBody = v.strictObject({
  sku: v.string(),
  quantity: v.optional(units),
  by: v.optional(v.picklist(['BUYER', 'MERCHANT']), 'BUYER'),
});

/** Each is documented where its body is read; `DELETE` brings the beginning back. */
export function amazonControlRoutes(parts: ControlParts): PlatformRoute[] {
  const { seller, applying, marketplaces, access, plans, payloads } = parts;
  return [
    controlRoute('POST', '/orders', (request) =>
      withBody(request, orderBody, (purchase) => answerFor(seller.buy(purchase), 201, (id) => ({ id }))),
    ),
    controlRoute('POST', '/orders/{id}/ship-lines', (request) =>
      withBody(request, shippedBody, ({ lines }) =>
        answerFor(seller.shipLines(request.params['id'] ?? '', lines), 200, () => ({ lines })),
      ),
    ),
    controlRoute('POST', '/orders/{id}/cancel-item', (request) =>
      withBody(request, cancelItemBody, (cancelled) =>
        answerFor(seller.cancelItem(request.params['id'] ?? '', cancelled), 200, () => cancelled),
      ),
    ),
    controlRoute('POST', '/orders/{id}/request-cancel', ({ params }) =>
      answerFor(seller.requestCancel(params['id'] ?? ''), 200, () => ({ id: params['id'] })),
    ),
    ...rule('/apply', applyBody, applying),
    ...rule('/payloads', payloadsBody, payloads),
    controlRoute('GET', '/participations', () => ({ status: 200, body: marketplaces.all() })),
    controlRoute('PUT', '/participations', (request) =>
      withBody(request, participationBody, ({ marketplaceId, ...how }) =>
        marketplaces.join(marketplaceId, how)
          ? { status: 200, body: { marketplaceId, ...how } }
          : refusal(400, 'invalid', `marketplaceId: Amazon has no marketplace ${marketplaceId}.`),
      ),
    ),
    controlRoute('PUT', '/access', (request) =>
      withBody(request, accessBody, (change) => {
        access.set(change);
        return { status: 200, body: access.current() };
      }),
    ),
    ...usagePlanRoutes(plans),
  ];
}

function usagePlanRoutes(plans: UsagePlans): PlatformRoute[] {
  const put = (changed: Readonly<Record<string, UsagePlan>>) => {
    plans.set(changed);
    return { status: 200, body: plans.all() };
  };
  return [
    controlRoute('PUT', '/usage-plans', (request) => withBody(request, usagePlansBody, put)),
    controlRoute('DELETE', '/usage-plans', () => put(USAGE_PLANS)),
  ];
}

/** A rule that is read, set as a whole, and ended. */
function rule<Schema extends v.GenericSchema>(
  path: string,
  schema: Schema,
  kept: { set: (rule: v.InferOutput<Schema>) => void; current: () => unknown },
): PlatformRoute[] {
  const set = (next: v.InferOutput<Schema>) => {
    kept.set(next);
    return { status: 200, body: kept.current() };
  };
  return [
    controlRoute('GET', path, () => ({ status: 200, body: kept.current() })),
    controlRoute('PUT', path, (request) => withBody(request, schema, set)),
    controlRoute('DELETE', path, () => set(v.parse(schema, {}))),
  ];
}
