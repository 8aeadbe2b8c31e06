/** Facts that tests use: a mug, its channels, its orders. */
import { hash } from 'node:crypto';
import type { ExposureRules } from '../../shared/domain/exposure/exposure.ts';
import {
  type LocationId,
  parseChannelId,
  parseLocationId,
  parseQuantity,
  parseSku,
  type Sku,
} from '../../shared/domain/identifiers.ts';
import type { Listing } from '../../shared/domain/listing/listing.ts';
import type { ListingPush } from '../../shared/domain/listing/listing-push.ts';
import type {
  BaselineObservation,
  MovementObservation,
  OrderLineObservation,
} from '../../shared/domain/stock/observation.ts';
import type { OrderLineState } from '../../shared/domain/stock/order-line.ts';
import type { OrdersToRead } from '../../shared/ports/intake/intake-queues.ts';
import type { Journal } from '../../shared/ports/journal.ts';

/** Facts that tests state: every field has a usual value, a test names only those it is about. */
export const MUG = parseSku('MUG');
export const MAIN = parseLocationId('main');
export const SHOPIFY = parseChannelId('shopify');
export const AMAZON = parseChannelId('amazon');
export const SQUARE = parseChannelId('square');
export const POS = parseChannelId('pos');
export const NOON = '2026-11-24T12:00:00.000Z';

export const sha256 = (text: string): string => hash('sha256', text);
export const SHARED_RULES: ExposureRules = { policy: 'shared', safetyStock: 0, channels: {}, risk: 1e-4 };

/** A time some seconds after noon. */
export function later(seconds: number): string {
  return new Date(Date.parse(NOON) + seconds * 1000).toISOString();
}

export function baseline(onHand: number, sku: Sku = MUG, location: LocationId = MAIN): BaselineObservation {
  return {
    kind: 'baseline',
    sku,
    onHand: { [location]: parseQuantity(onHand) },
    source: { channel: SHOPIFY, key: 'baseline' },
    occurredAt: NOON,
    receivedAt: NOON,
  };
}

type LineFacts = Partial<OrderLineState> & {
  readonly sku?: Sku;
  readonly channel?: OrderLineObservation['source']['channel'];
  readonly order?: string;
  readonly line?: string;
  readonly version?: number;
  readonly location?: LocationId;
  readonly at?: string;
};

/** An order line as a channel reports it: 1 ordered and counted down, unless said otherwise. */
export function orderLine(facts: LineFacts = {}): OrderLineObservation {
  const { sku = MUG, channel = SHOPIFY, order = '1001', line = '1', version = 1, location = MAIN, at = NOON } = facts;
  const { ordered = 1, shipped = 0, returned = 0, deducted = ordered } = facts;
  return {
    kind: 'orderLine',
    sku,
    location,
    version,
    state: { ordered, shipped, returned, deducted },
    source: { channel, order, line, key: `order:${order}:line:${line}` },
    occurredAt: at,
    receivedAt: at,
  };
}

/** A movement of units on hand with its own id. */
export function movement(
  cause: MovementObservation['cause'],
  onHand: number,
  facts: { readonly id?: string; readonly sku?: Sku; readonly at?: string } = {},
): MovementObservation {
  const { id = '1', sku = MUG, at = NOON } = facts;
  return {
    kind: 'movement',
    sku,
    cause,
    changes: [{ location: MAIN, onHand }],
    source: { channel: POS, key: `${cause}:${id}` },
    occurredAt: at,
    receivedAt: at,
  };
}

/** How channels take quantities; nothing was overwritten yet. */
export const DIFFERENCE: ListingPush = { kind: 'difference' };
export const ABSOLUTE: ListingPush = { kind: 'absolute', possiblyOverwritten: 0, setAgain: 0 };

export function listing(channel: Listing['channel'], shown: number, facts: Partial<Listing> = {}): Listing {
  return {
    sku: MUG,
    channel,
    channelLocation: '-',
    externalId: `${channel}-mug`,
    drawsOn: [MAIN],
    push: channel === AMAZON ? ABSOLUTE : DIFFERENCE,
    managed: true,
    shown,
    generation: 0,
    revision: 0,
    ...facts,
  };
}

/** No channel whose orders could be read back. */
export const NO_ORDERS_TO_READ: OrdersToRead = {
  canRead: () => false,
  request: () => Promise.reject(new Error('No order can be read back here.')),
};

/** A journal that keeps what is logged. */
export function keptJournal(): Journal & { readonly lines: string[]; readonly counts: Map<string, number> } {
  const lines: string[] = [];
  const counts = new Map<string, number>();
  return {
    lines,
    counts,
    info: (message) => lines.push(message),
    warn: (message) => lines.push(message),
    count: (metric, _channel, value = 1) => counts.set(metric, (counts.get(metric) ?? 0) + value),
    lag: (channel, milliseconds) => counts.set(`lag ${channel}`, milliseconds),
    reportDelay: (channel, milliseconds) => counts.set(`report delay ${channel}`, milliseconds),
  };
}
