/** Starts a Square sandbox for tests, with a receiver of its webhooks, and calls its API. */
import { catalogueItem } from '../../../sandbox/kernel/catalogue.ts';
import { SQUARE } from '../../../sandbox/kernel/identities.ts';
import { type SquareSandboxOptions, startSquareSandbox } from '../../../sandbox/square/server.ts';
import { call, closing, controlOf, eventually } from '../kernel/running.ts';
import { startReceiver } from '../kernel/webhook-receiver.ts';

export const BAG = catalogueItem('BAG', 'Bag', 10);
export const HAT = catalogueItem('HAT', 'Hat', 5);
export const BAG_ID = BAG.square.variationId;
export const HAT_ID = HAT.square.variationId;
export const KEY = 'signature key';

export type Count = { catalog_object_id: string; state: string; quantity: string; calculated_at: string };
export type CountUpdated = {
  merchant_id: string;
  type: string;
  event_id: string;
  created_at: string;
  data: { type: string; id: string; object: { inventory_counts: Count[] } };
};
export type Change = {
  type: string;
  adjustment?: Record<string, unknown> & { id: string; occurred_at: string; created_at: string };
  physical_count?: Record<string, unknown>;
};

/** Starts a till with BAG (10) and HAT (5) beside a receiver of its webhooks; `answerWith` is what that answers. */
export async function openTill(
  options: Partial<SquareSandboxOptions> = {},
  answerWith: (nth: number) => number = () => 200,
) {
  const receiver = await closing(startReceiver(answerWith));
  const sandbox = await closing(
    startSquareSandbox({
      catalogue: [BAG, HAT],
      webhook: { url: receiver.url, signatureKey: KEY },
      retryDelaysMs: [1, 1, 1, 1, 1, 1, 1],
      ...options,
    }),
  );
  const control = controlOf(sandbox);
  const api = (method: string, path: string, body?: unknown, token: string = SQUARE.accessToken) =>
    call(`${sandbox.url}/v2${path}`, { method, body, headers: { authorization: `Bearer ${token}` } });
  const change = (body: object) => api('POST', '/inventory/changes/batch-create', body);
  return {
    receiver,
    control,
    /** A control call of this platform's own. */
    steer: (method: string, path: string, body?: unknown) =>
      call(`${sandbox.url}/_sandbox${path}`, { method, ...(body === undefined ? {} : { body }) }),
    api,
    change,
    counts: async (query: object = {}) => {
      const { body } = await api('POST', '/inventory/counts/batch-retrieve', query);
      return body as { counts: Count[]; cursor?: string };
    },
    changes: async (query: object = {}) => {
      const { body } = await api('POST', '/inventory/changes/batch-retrieve', query);
      return body as { changes: Change[]; cursor?: string };
    },
    /** Waits until so many webhooks have arrived, and no more are under way. */
    received: async (count: number) =>
      eventually(async () => {
        if ((await control.notifications())['waiting'] !== 0 || receiver.deliveries.length < count) return undefined;
        return receiver.deliveries.map((delivery) => ({
          ...delivery,
          event: JSON.parse(delivery.rawBody) as CountUpdated,
        }));
      }),
  };
}

/** The time so many seconds ago. */
export const ago = (seconds: number): string => new Date(Date.now() - seconds * 1_000).toISOString();

let keys = 0;

/** A batch-create body with one adjustment; `fields` replace those given. */
export function adjustment(fromState: string, toState: string, quantity: string, fields: object = {}) {
  const change = {
    catalog_object_id: BAG_ID,
    location_id: SQUARE.locationId,
    from_state: fromState,
    to_state: toState,
    quantity,
    occurred_at: new Date().toISOString(),
    ...fields,
  };
  keys += 1;
  return { idempotency_key: `key-${keys}`, changes: [{ type: 'ADJUSTMENT', adjustment: change }] };
}

/** A batch-create body with one physical count. */
export function physicalCount(quantity: string, fields: object = {}) {
  const count = {
    catalog_object_id: BAG_ID,
    location_id: SQUARE.locationId,
    state: 'IN_STOCK',
    quantity,
    occurred_at: new Date().toISOString(),
    ...fields,
  };
  keys += 1;
  return { idempotency_key: `key-${keys}`, changes: [{ type: 'PHYSICAL_COUNT', physical_count: count }] };
}
