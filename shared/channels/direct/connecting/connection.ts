/** Connects a direct channel: proves the calls in one direction and the messages in the other. */

import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { DirectChannel } from '../../../channel-config.ts';
import type {
  AccountAccess,
  ChannelConnection,
  ConnectionStep,
  ConnectionTest,
} from '../../../ports/connecting/connection.ts';
import { locationFindings } from '../../connecting/mapped-locations.ts';
import { verdictOn } from '../../connecting/test-delivery.ts';
import { newSigningSecret } from '../../own-format/signing-secrets.ts';
import { PAGED_READ_TRIES, whileThrottled } from '../../while-throttled.ts';
import { createDirectApi, type DirectApi } from '../client/api.ts';
import type { DirectCredentials } from './credentials.ts';

const TIMEOUT_MS = 15_000;

/** What a message is about that the shop sends: there is one address for all of them. */
const TOPIC = 'messages';

/** Source: `Description` of docs/channel-protocol.json, version 1. */
export const description = v.object({
  protocol: v.literal(1, 'Expected version 1 of the protocol.'),
  name: v.string('Expected the name of the shop.'),
  takes: v.picklist(['differences', 'figures'], 'Expected differences or figures.'),
  locations: v.array(v.string(), 'Expected the ids of the shop’s locations.'),
  sendsTo: v.nullish(v.string()),
});

type Description = v.InferOutput<typeof description>;

/**
 * A shop that speaks the channel protocol, as one connects it: it accepts our signature and no other, it sends its messages to our
 * address, and one that it was asked for arrives.
 */
export function createDirectConnection(
  channel: DirectChannel,
  credentials: DirectCredentials,
  { webhookUrl }: { readonly webhookUrl: string },
): ChannelConnection {
  const api = createDirectApi(channel, credentials, TIMEOUT_MS);
  const describe = () => api.read('describe', {}, description, PAGED_READ_TRIES);
  return {
    channel: channel.id,
    access: () => accessTo(channel, api),
    async plan() {
      const step = subscriptionStep(await describe(), webhookUrl);
      return [step.kind === 'keep' ? { step } : { step, carryOut: () => sendTo(api, webhookUrl) }];
    },
    issued: async () => ({}),
    test: () => testMessage(api, webhookUrl),
    leftByHand: async () => [],
  };
}

async function accessTo(channel: DirectChannel, api: DirectApi): Promise<AccountAccess> {
  const answer = await api.ask('describe', {}, description);
  if (answer.kind !== 'done') {
    const reason =
      answer.kind === 'throttled' ? `The direct channel ${channel.id} throttles: try again.` : answer.reason;
    return { kind: 'refused', reason };
  }
  const forged = await createDirectApi(channel, { callingSecrets: [newSigningSecret()] }, TIMEOUT_MS).ask(
    'describe',
    { nonce: randomBytes(8).toString('hex') },
    v.unknown(),
  );
  if (forged.kind !== 'credentialsGone') {
    return {
      kind: 'refused',
      reason: `${answer.value.name} does not answer 401 to a call that is signed with another secret: verify each signature.`,
    };
  }
  return accountOf(channel, answer.value);
}

function accountOf({ id, takes = 'differences', locations }: DirectChannel, shop: Description): AccountAccess {
  if (shop.takes !== takes) {
    const reason = `${shop.name} takes ${shop.takes}, and stockline.config.ts says ${takes}: give the channel ${id} takes: '${shop.takes}', deploy, and run this again.`;
    return { kind: 'refused', reason };
  }
  const missing = locationFindings(
    Object.keys(locations),
    new Map(shop.locations.map((location) => [location, true])),
    {
      isMissing: `${shop.name} has no such location, it has ${shop.locations.join(', ') || 'none'}`,
      isClosed: '',
    },
  );
  return { kind: 'accepted', account: shop.name, missing };
}

function subscriptionStep({ sendsTo }: Description, webhookUrl: string): ConnectionStep {
  if (sendsTo === webhookUrl) {
    return { kind: 'keep', topic: TOPIC, target: webhookUrl };
  }
  return sendsTo
    ? { kind: 'change', topic: TOPIC, target: webhookUrl, because: `it sends to ${sendsTo}` }
    : { kind: 'create', topic: TOPIC, target: webhookUrl };
}

/** Why the shop refused it, if it did. */
async function sendTo(api: DirectApi, webhookUrl: string): Promise<string | undefined> {
  const answer = await whileThrottled(() => api.ask('connect', { webhookUrl }, v.object({})), PAGED_READ_TRIES);
  return answer.kind === 'done' ? undefined : answer.reason;
}

const tested = v.object({ status: v.nullish(v.number()) });

/** The shop sends a message that moves no stock, and answers with the status that our door gave it. */
async function testMessage(api: DirectApi, webhookUrl: string): Promise<ConnectionTest> {
  const { status } = await api.read('test', {}, tested, PAGED_READ_TRIES);
  return typeof status === 'number'
    ? verdictOn(webhookUrl, status)
    : { kind: 'failed', reason: `The shop got no answer from ${webhookUrl}.` };
}
