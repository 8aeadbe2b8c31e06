/**
 * A made-up platform as Stockline knows it: all that a folder under shared/channels must hold, in its smallest form.
 */

import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { apiEndpoint, channelId, channelLocations, listingRules, onDrift } from '../../../shared/channel-config.ts';
import { postTest } from '../../../shared/channels/connecting/test-delivery.ts';
import { quantityField, timeField } from '../../../shared/channels/fields.ts';
import { readJson } from '../../../shared/channels/json-body.ts';
import type { SellingPlatform, Verified } from '../../../shared/channels/platform.ts';
import type { PlatformFacts } from '../../../shared/channels/platform-facts.ts';
import { parseSecret, secretText } from '../../../shared/channels/secret.ts';
import { mergeFields } from '../../../shared/channels/secret-form.ts';
import type { OrderLineObservation } from '../../../shared/domain/stock/observation.ts';
import { orderLineKey } from '../../../shared/domain/stock/order-line.ts';
import { usableSku } from '../../../shared/domain/usable-sku.ts';
import type { CatalogueListing } from '../../../shared/ports/channel/channel.ts';
import { readInTurn } from '../../fakes/ports/read-in-turn.ts';

export const toyChannel = v.strictObject({
  id: channelId,
  platform: v.literal('toy'),
  locations: channelLocations,
  apiEndpoint,
  onDrift,
  ...listingRules,
});
export type ToyChannel = v.InferOutput<typeof toyChannel>;

export const TOY = {
  displayName: 'Toy',
  intake: { by: 'webhook', brings: ['orderNotices', 'quantityNotices'] },
  selling: {
    capabilities: {
      pushMode: 'difference',
      comparesPushes: false,
      pushesPerSecond: 'unpublished',
      burst: 'unpublished',
      source: 'made up for this test (2026)',
    },
    pushesAtOnce: 3,
    readsOrders: true,
  },
} as const satisfies PlatformFacts;

const credentials = v.object({ token: secretText, signingKey: secretText }, 'must be an object');
const parseToyCredentials = (text: string) => parseSecret('Toy', text, credentials);

const order = v.object({
  id: v.string(),
  changedAt: timeField,
  isCancelled: v.boolean(),
  lines: v.array(v.object({ sku: v.string(), quantity: quantityField })),
});
const listing = v.object({ sku: v.string(), shows: v.number() });

/** Each line as its whole present state. */
function linesOf(
  channel: ToyChannel,
  { id, changedAt, isCancelled, lines }: v.InferOutput<typeof order>,
  receivedAt: string,
) {
  const [[channelLocation, [location]] = ['', []]] = Object.entries(channel.locations);
  return lines.flatMap(({ sku: text, quantity }, index): readonly OrderLineObservation[] => {
    const sku = usableSku(text);
    if (sku === undefined || location === undefined) {
      return [];
    }
    const units = isCancelled ? 0 : quantity;
    const line = String(index + 1);
    return [
      {
        kind: 'orderLine',
        sku,
        source: { channel: channel.id, order: id, line, key: orderLineKey(channel.id, id, line) },
        location,
        channelLocation,
        state: { ordered: units, shipped: 0, returned: 0, deducted: units },
        version: Date.parse(changedAt),
        occurredAt: changedAt,
        receivedAt,
      },
    ];
  });
}

/** One call of the shop's API. Rejects when nobody knows whether it was applied. */
function apiOf({ apiEndpoint: endpoint = 'https://toy.invalid' }: ToyChannel, secret: string) {
  const { token } = parseToyCredentials(secret);
  return async <Schema extends v.GenericSchema>(method: string, path: string, schema: Schema) => {
    const answer = await fetch(`${endpoint}${path}`, { method, headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) {
      throw new Error(`Toy answered ${answer.status}.`);
    }
    return v.parse(schema, await answer.json());
  };
}

function listed(channel: ToyChannel, { sku: text, shows }: v.InferOutput<typeof listing>): readonly CatalogueListing[] {
  const [[channelLocation, drawsOn] = ['', []]] = Object.entries(channel.locations);
  const sku = usableSku(text);
  return sku === undefined ? [] : [{ sku, channelLocation, externalId: text, drawsOn, managed: true, shows }];
}

/** The orders that changed since a time. */
async function* changedSince(channel: ToyChannel, secret: string, since: Date) {
  const path = `/orders?since=${since.toISOString()}`;
  const orders = await apiOf(channel, secret)('GET', path, v.array(order));
  yield orders.flatMap((each) => linesOf(channel, each, new Date().toISOString()));
}

export const toy = {
  facts: TOY,
  channel: toyChannel,
  intake: {
    by: 'webhook',
    channel: toyChannel,
    brings: TOY.intake.brings,
    open(channel, secret) {
      const { signingKey } = parseToyCredentials(secret);
      return ({ body, headers, receivedAt }): Verified => {
        if (headers['x-toy-signature'] !== createHmac('sha256', signingKey).update(body).digest('hex')) {
          return { kind: 'notAuthentic', reason: 'The signature does not fit.' };
        }
        const read = readJson(body, order);
        return {
          kind: 'authentic',
          intake:
            read.kind === 'malformed'
              ? read
              : { kind: 'observations', observations: linesOf(channel, read.value, receivedAt), ignored: [] },
        };
      };
    },
  },
  events: undefined,
  secret: {
    fields: [{ name: 'token', question: 'Token', isHidden: true, isOptional: false }],
    merge: (stored, given) => mergeFields(['token', 'signingKey'], stored, given),
  },
  checkSecret: (text) => void parseToyCredentials(text),
  connecting: {
    to: 'webhook',
    open: ({ id }, secret, { webhookUrl }) => ({
      channel: id,
      access: async () => ({
        kind: 'accepted',
        account: `the toy shop of ${parseToyCredentials(secret).token}`,
        missing: [],
      }),
      plan: async () => [],
      issued: async () => ({}),
      test: () => postTest(webhookUrl, '{}', {}),
      leftByHand: async () => [],
    }),
  },
  selling: {
    client: (channel, secret) => {
      const ask = apiOf(channel, secret);
      return {
        channel: channel.id,
        pushMode: TOY.selling.capabilities.pushMode,
        comparesPushes: TOY.selling.capabilities.comparesPushes,
        async push({ listing: { externalId }, intent: { delta }, idempotencyKey }) {
          const path = `/listings/${externalId}/add?units=${delta}&key=${encodeURIComponent(idempotencyKey)}`;
          return { kind: 'applied', nowShows: (await ask('POST', path, listing)).shows };
        },
        readQuantity: async ({ externalId }) => (await ask('GET', `/listings/${externalId}`, listing)).shows,
        readQuantities: readInTurn(
          async ({ externalId }) => (await ask('GET', `/listings/${externalId}`, listing)).shows,
        ),
        async *catalogue() {
          yield (await ask('GET', '/listings', v.array(listing))).flatMap((each) => listed(channel, each));
        },
      };
    },
    orderFeed: (channel, secret) => ({
      channel: channel.id,
      openLines: () => changedSince(channel, secret, new Date(0)),
      changedSince: (since) => changedSince(channel, secret, since),
      readAgain: async (each) => ({
        ...each,
        shows: (await apiOf(channel, secret)('GET', `/listings/${each.externalId}`, listing)).shows,
      }),
    }),
    sweep: (channel, secret) => ({
      channel: channel.id,
      search: { lagMs: 0, pauseMs: 0 },
      changedWithin: (since) => changedSince(channel, secret, since),
    }),
    orderReader: (channel, secret) => ({
      async readOrder(id, receivedAt) {
        const read = await apiOf(channel, secret)('GET', `/orders/${id}`, order);
        return { kind: 'order', lines: linesOf(channel, read, receivedAt), ignored: [] };
      },
    }),
    changeReader: undefined,
    pushAccount: ({ id }) => `toy#${id}`,
    apiAddress: ({ apiEndpoint: endpoint = 'https://toy.invalid' }) => endpoint,
  },
} satisfies SellingPlatform<ToyChannel>;
