/** Makes payloads as their senders make them, chosen by a seed, for each URL and queue that takes messages. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { later, NOON } from '../fakes/facts.ts';
import type { Json } from '../shared/channels/mutation.ts';
import { payloadsByTopic } from '../shared/channels/shopify/payloads-by-topic.ts';
import type { Random } from '../simulation/random.ts';

/** A message on its way to one door. `topic`: Shopify's header; of a request to the API its route. */
export type Message = { readonly door: Door; readonly payload: Json; readonly topic?: string };
export type Door = 'shopify' | 'square' | 'direct' | 'pos' | 'amazon' | 'holds' | 'api';

const SHOPIFY = payloadsByTopic();
const recorded = v.object({ message: v.custom<Json>(() => true) });

function recordedOf(platform: string): readonly Json[] {
  const folder = join(import.meta.dirname, '..', 'payloads', platform);
  return readdirSync(folder).map(
    (name) => v.parse(recorded, JSON.parse(readFileSync(join(folder, name), 'utf8'))).message,
  );
}

const AMAZON = recordedOf('amazon');
const SQUARE = recordedOf('square');

/** A message that its sender might send. */
export function message(random: Random): Message {
  switch (random.pick(['pos', 'pos', 'pos', 'shopify', 'shopify', 'amazon', 'square', 'holds', 'api', 'direct'])) {
    case 'shopify': {
      const { topic, json } = SHOPIFY[random.integer(0, SHOPIFY.length - 1)] ?? { topic: '', json: null };
      const other = SHOPIFY[random.integer(0, SHOPIFY.length - 1)]?.topic ?? topic;
      return { door: 'shopify', payload: json, topic: random.chance(0.1) ? other : topic };
    }
    case 'amazon':
      return { door: 'amazon', payload: AMAZON[random.integer(0, AMAZON.length - 1)] ?? null };
    case 'square':
      return { door: 'square', payload: SQUARE[random.integer(0, SQUARE.length - 1)] ?? null };
    case 'holds':
      return { door: 'holds', payload: hold(random) };
    case 'api':
      return { door: 'api', topic: random.pick(ROUTES), payload: request(random) };
    case 'direct':
      return { door: 'direct', payload: directMessage(random) };
    default:
      return { door: 'pos', payload: posMessage(random) };
  }
}

const sku = (random: Random) => random.pick(['MUG', 'MUG', 'CUP', 'NOBODYS']);
const id = (random: Random) => random.pick(['1', '2', '3', 'cart-1']);

function hold(random: Random): Json {
  const line = () => ({ sku: sku(random), quantity: random.integer(1, 4) });
  const common = { id: id(random), ttlSeconds: random.integer(1, 900) };
  return random.chance(0.5)
    ? { ...common, ...line() }
    : { ...common, lines: Array.from({ length: random.integer(1, 3) }, line) };
}

const ROUTES = [
  ...(['POST /holds/{id}/{end}', 'POST /holds/{id}/{end}', 'GET /holds/{id}', 'GET /stock/{sku+}'] as const),
  ...(['GET /trace/{channel}/{order+}', 'GET /parked', 'GET /nothing'] as const),
] as const;

/** What any route of the API reads: the parts of its path, its query and its body. */
function request(random: Random): Json {
  const ended = { as: random.pick(['committed', 'sold']), order: id(random), channel: random.pick(['pos', 'shopify']) };
  return {
    path: {
      ...{ id: id(random), end: random.pick(['capture', 'void', 'ship', 'cancel', 'return', 'sell']) },
      ...{
        sku: `${sku(random)}${random.pick(['', '/entries'])}`,
        channel: random.pick(['pos', 'shopify']),
        order: id(random),
      },
    },
    query: { after: random.pick(['', '0', 'WyJhIiwiYiIsImMiXQ']), limit: '10', at: NOON },
    body: random.chance(0.5) ? '' : ended,
  };
}

/** An own shop: it names its locations, says what it took off its own figures, and what it shows. */
function directMessage(random: Random): Json {
  const timestamp = random.pick([NOON, later(-3_600), later(60)]);
  const figure = { listing: random.pick(['L-1', 'L-2']), location: random.pick(['main', 'annex', 'attic']) };
  const line = { id: '1', sku: sku(random) };
  const deducted = random.chance(0.5) ? {} : { deducted: random.pick([-3, 0, 2, 1_000_000_000]) };
  const at = random.chance(0.8) ? { location: random.pick(['main', 'annex']) } : {};
  switch (random.integer(1, 3)) {
    case 1:
      return { type: 'listing.changed', timestamp, data: { listings: [{ ...figure, shows: random.integer(-2, 9) }] } };
    case 2: {
      const quantity = random.pick([-2, 1, 3]);
      const data = { id: id(random), ...at, lines: [{ ...line, quantity, ...deducted }] };
      return { type: 'sale.completed', timestamp, data };
    }
    default: {
      const state = { ordered: random.integer(0, 3), shipped: random.integer(0, 3), returned: 0 };
      const data = { id: id(random), version: timestamp, ...at, lines: [{ ...line, ...state, ...deducted }] };
      return { type: 'order.updated', timestamp, data };
    }
  }
}

function posMessage(random: Random): Json {
  const timestamp = random.pick([NOON, later(-3_600), later(60), later(86_400)]);
  const lines = (line: (index: number) => Json) =>
    Array.from({ length: random.integer(1, 4) }, (_, index) => line(index));
  const moved = (index: number): Json => ({ id: `${index}`, sku: sku(random), quantity: random.integer(1, 5) });
  const of = (type: string, data: { readonly [name: string]: Json }): Json => ({
    type,
    timestamp,
    ...(random.chance(0.3) && { sentAt: NOON }),
    data: { id: id(random), ...data },
  });
  switch (random.integer(1, 7)) {
    case 1:
      return of('sale.completed', { lines: lines(moved), ...(random.chance(0.3) && { hold: 'cart-1' }) });
    case 2:
      return of('sale.returned', { lines: lines(moved) });
    case 3:
      return of('stock.received', { lines: lines(moved), location: 'main' });
    case 4:
      return of('stock.adjusted', {
        lines: lines((index) => ({ id: `${index}`, sku: sku(random), change: -1, reason: 'broken' })),
      });
    case 5:
      return of('stock.counted', { countedAt: timestamp, lines: lines(moved) });
    case 6:
      return of('stock.transferred', { from: 'main', to: 'annex', lines: lines(moved) });
    default:
      return of('order.updated', {
        version: random.pick<Json>([1, 2, timestamp]),
        lines: lines((index) => ({
          id: `${index}`,
          sku: sku(random),
          ordered: 3,
          shipped: random.integer(0, 3),
          returned: 0,
        })),
      });
  }
}
