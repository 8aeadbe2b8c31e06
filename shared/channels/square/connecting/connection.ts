/** Connects a Square account: access, locations, the webhook subscription. */

import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { SquareChannel } from '../../../channel-config.ts';
import { CredentialsGoneError } from '../../../ports/channel/credentials-gone.ts';
import type {
  ChannelConnection,
  ConnectionStep,
  ConnectionTest,
  PlannedStep,
} from '../../../ports/connecting/connection.ts';
import { isOurs } from '../../connecting/registrations.ts';
import { verdictOn } from '../../connecting/test-delivery.ts';
import { type OddRow, readRows, textOf } from '../../rows.ts';
import { PAGED_READ_TRIES, whileThrottled } from '../../while-throttled.ts';
import { createSquareApi, SQUARE_VERSION, type SquareApi, type SquareRequest } from '../client/api.ts';
import { readAccess } from './access.ts';
import type { SquareCredentials } from './credentials.ts';

/** The one event about stock. */
const EVENT = 'inventory.count.updated';
const SUBSCRIPTIONS = '/v2/webhooks/subscriptions';
const TIMEOUT_MS = 15_000;

/** Source: `WebhookSubscription` of npm square 46.0.0. A list does not show the signature key, a single reading does. */
const subscription = v.object({
  id: v.string(),
  enabled: v.nullish(v.boolean(), true),
  event_types: v.nullish(v.array(v.string()), []),
  notification_url: v.nullish(v.string(), ''),
  api_version: v.nullish(v.string()),
});

export type SquareSubscription = v.InferOutput<typeof subscription>;

/** What to do about a subscription. `id` is that of the registered one, `eventTypes` what it should send. */
export type SquareStep = ConnectionStep & { readonly id?: string; readonly eventTypes?: readonly string[] };

/**
 * Compares what is registered with one enabled subscription that sends counts to exactly this URL, which Square's
 * signature covers. Further events that ours sends stay.
 */
export function planSquare(url: string, registered: readonly SquareSubscription[]): readonly SquareStep[] {
  const ours = registered.filter((each) => isOurs(each.notification_url, url));
  const [best, ...spare] = [...ours].sort((a, b) => faultsOf(a, url).length - faultsOf(b, url).length);
  const others = registered.filter((each) => !ours.includes(each));
  return [
    best === undefined ? { kind: 'create', topic: EVENT, target: url } : keepOrChange(best, url),
    ...spare.map((each): SquareStep => ({ ...rowOf(each), kind: 'remove', because: 'it is sent twice' })),
    ...others.map((each): SquareStep => ({ ...rowOf(each), kind: 'foreign' })),
  ];
}

function keepOrChange(best: SquareSubscription, url: string): SquareStep {
  const faults = faultsOf(best, url);
  const step = { topic: EVENT, target: url, id: best.id };
  return faults.length === 0
    ? { ...step, kind: 'keep' }
    : {
        ...step,
        kind: 'change',
        because: faults.join(', '),
        eventTypes: [...new Set([...best.event_types, EVENT])],
      };
}

function faultsOf({ enabled, event_types, notification_url }: SquareSubscription, url: string): readonly string[] {
  return [
    ...(notification_url === url ? [] : [`it sends to ${notification_url}`]),
    ...(enabled ? [] : ['it is disabled']),
    ...(event_types.includes(EVENT) ? [] : [`it does not send ${EVENT}`]),
  ];
}

function rowOf({ id, event_types, notification_url }: SquareSubscription) {
  return { id, topic: event_types.join(', '), target: notification_url };
}

/**
 * A Square account as one connects it: one webhook subscription. Subscriptions belong to the application, so that they
 * take its personal access token and no seller's OAuth token.
 * Source: https://developer.squareup.com/docs/webhooks/webhook-subscriptions-api (2026).
 */
export function createSquareConnection(
  channel: SquareChannel,
  credentials: Pick<SquareCredentials, 'accessToken'>,
  { webhookUrl }: { readonly webhookUrl: string },
): ChannelConnection {
  const api = createSquareApi(channel, credentials, TIMEOUT_MS);
  const plan = async () => planSquare(webhookUrl, await readSubscriptions(api));
  const ourId = async () => (await plan()).find(({ kind }) => kind === 'keep')?.id;
  return {
    channel: channel.id,
    access: () => readAccess(channel, api),
    plan: async () => (await plan()).map((step) => planned(api, step)),
    async issued() {
      const id = await ourId();
      return id === undefined ? {} : { signatureKey: await readSignatureKey(api, id) };
    },
    async test() {
      const id = await ourId();
      return id === undefined
        ? { kind: 'failed', reason: 'There is no subscription to test.' }
        : await testSubscription(api, id, webhookUrl);
    },
    leftByHand: async () => otherVersions(await readSubscriptions(api), webhookUrl),
  };
}

/**
 * A subscription's messages are written in its own API version. Square's reference does not say that an update changes it: it
 * is chosen in the Developer Console. Source: https://developer.squareup.com/docs/webhooks/step2subscribe (2026-11).
 */
function otherVersions(registered: readonly SquareSubscription[], url: string): readonly string[] {
  return registered
    .filter(({ notification_url }) => notification_url === url)
    .flatMap(({ api_version: version }) =>
      version && version !== SQUARE_VERSION
        ? `Our subscription sends messages of API version ${version}: choose ${SQUARE_VERSION} for it in the Developer Console, Webhooks.`
        : [],
    );
}

const page = v.object({
  subscriptions: v.optional(v.array(v.unknown()), []),
  cursor: v.nullish(v.string()),
});

/** One that cannot be read counts as somebody else's, and its URL says why: it stays as it is. */
async function readSubscriptions(api: SquareApi): Promise<readonly SquareSubscription[]> {
  const all: SquareSubscription[] = [];
  let cursor: string | null | undefined;
  do {
    const query = new URLSearchParams({ include_disabled: 'true', ...(cursor ? { cursor } : {}) });
    const path = `${SUBSCRIPTIONS}?${query}`;
    const read: v.InferOutput<typeof page> = await readPage(api, path);
    const { rows, odd } = readRows(read.subscriptions, subscription);
    all.push(...rows, ...odd.map(unreadable));
    cursor = read.cursor;
  } while (cursor);
  return all;
}

/** Source: https://developer.squareup.com/docs/webhooks/webhook-subscriptions-api (2026-11). */
async function readPage(api: SquareApi, path: string): Promise<v.InferOutput<typeof page>> {
  try {
    return await api.read({ method: 'GET', path }, page, PAGED_READ_TRIES);
  } catch (error) {
    if (error instanceof CredentialsGoneError) {
      const remedy = "Webhook subscriptions take the application's own access token, and no seller's OAuth token.";
      throw new Error(`${error.message} ${remedy}`, { cause: error });
    }
    throw error;
  }
}

function unreadable({ row, reason }: OddRow): SquareSubscription {
  const target = `a URL that cannot be read (${reason})`;
  return { id: textOf(row, 'id') ?? '', enabled: true, event_types: ['events'], notification_url: target };
}

function planned(api: SquareApi, step: SquareStep): PlannedStep {
  const path = `${SUBSCRIPTIONS}/${step.id}`;
  switch (step.kind) {
    case 'create':
      return { step, carryOut: () => create(api, step.target) };
    case 'change': {
      const body = {
        subscription: { enabled: true, event_types: step.eventTypes ?? [EVENT], notification_url: step.target },
      };
      return { step, carryOut: () => change(api, { method: 'PUT', path, body }) };
    }
    case 'remove':
      return { step, carryOut: () => change(api, { method: 'DELETE', path }) };
    default:
      return { step };
  }
}

function create(api: SquareApi, url: string): Promise<string | undefined> {
  const body = {
    idempotency_key: randomUUID(),
    subscription: { name: 'Stockline', event_types: [EVENT], notification_url: url, api_version: SQUARE_VERSION },
  };
  return change(api, { method: 'POST', path: SUBSCRIPTIONS, body });
}

/** Why Square refused the change, if it did. A throttled change was not made, so that it may wait as a read may. */
async function change(api: SquareApi, request: SquareRequest): Promise<string | undefined> {
  const answer = await whileThrottled(() => api.ask(request, v.object({})), PAGED_READ_TRIES);
  return answer.kind === 'done' ? undefined : `${answer.reason} (${request.method} ${request.path})`;
}

const keyed = v.object({ subscription: v.object({ signature_key: v.pipe(v.string(), v.minLength(1)) }) });

async function readSignatureKey(api: SquareApi, id: string): Promise<string> {
  const read = await api.read({ method: 'GET', path: `${SUBSCRIPTIONS}/${id}` }, keyed, PAGED_READ_TRIES);
  return read.subscription.signature_key;
}

/** The fields stand at the root of the answer, or, as they are documented, inside of `subscription_test_result`. */
const tested = v.object({
  status_code: v.nullish(v.number()),
  subscription_test_result: v.nullish(v.object({ status_code: v.nullish(v.number()) })),
});

async function testSubscription(api: SquareApi, id: string, url: string): Promise<ConnectionTest> {
  const request = { method: 'POST', path: `${SUBSCRIPTIONS}/${id}/test`, body: { event_type: EVENT } } as const;
  const read = await api.read(request, tested, PAGED_READ_TRIES);
  const status = read.status_code ?? read.subscription_test_result?.status_code;
  return typeof status === 'number'
    ? verdictOn(url, status)
    : { kind: 'failed', reason: `Square got no answer from ${url}.` };
}
