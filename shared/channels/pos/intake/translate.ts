/** Translates messages in our own format. */

import type * as v from 'valibot';
import type { PosChannel } from '../../../channel-config.ts';
import type { LocationId, Sku } from '../../../domain/identifiers.ts';
import type { MovementCause, Observation, OrderLineObservation, Source } from '../../../domain/stock/observation.ts';
import { escapedInKey, orderLineKey } from '../../../domain/stock/order-line.ts';
import type { StockChange } from '../../../domain/stock/stock.ts';
import type { Intake } from '../../../ports/channel.ts';
import { type Malformed, readJson } from '../../json-body.ts';
import {
  adjustedMessage,
  countedMessage,
  envelope,
  movedMessage,
  orderMessage,
  transferredMessage,
} from './messages.ts';

/** A verified message at our door. */
export type PosMessage = {
  readonly rawBody: Uint8Array;
  readonly channel: PosChannel;
  /** All locations of the deployment: a message may speak of any of them and of no other. */
  readonly locations: readonly LocationId[];
  /** ISO 8601, milliseconds, UTC. */
  readonly receivedAt: string;
};

/** What a POS, 3PL, ERP or own shop says, as observations: one for each line, keyed by business id and line id. */
export function translatePos(message: PosMessage): Intake {
  const head = readJson(message.rawBody, envelope);
  if (head.kind === 'malformed') {
    return head;
  }
  switch (head.value.type) {
    case 'sale.completed':
      return translateMoved(message, { family: 'sale', cause: 'sold', sign: -1 });
    case 'sale.returned':
      return translateMoved(message, { family: 'return', cause: 'returned', sign: 1 });
    case 'stock.received':
      return translateMoved(message, { family: 'receipt', cause: 'received', sign: 1 });
    case 'stock.adjusted':
      return translateAdjusted(message);
    case 'stock.transferred':
      return translateTransferred(message);
    case 'stock.counted':
      return translateCounted(message);
    case 'order.updated':
      return translateOrder(message);
    default:
      return { kind: 'ignored', reason: 'The message type is none that moves stock.' };
  }
}

type Family = 'sale' | 'return' | 'receipt' | 'adjustment' | 'transfer' | 'count';

/** Reads a message of the schema whose lines are all at one location, and refuses a location nobody knows. */
function readAtLocation<
  const Schema extends v.GenericSchema<unknown, { readonly data: { readonly location: string } }>,
>(
  message: PosMessage,
  schema: Schema,
  translate: (value: v.InferOutput<Schema>, location: LocationId) => Intake,
): Intake {
  const read = readJson(message.rawBody, schema);
  if (read.kind === 'malformed') {
    return read;
  }
  const location = knownLocation(message, read.value.data.location, 'data.location');
  return typeof location === 'string' ? translate(read.value, location) : location;
}

function translateMoved(
  message: PosMessage,
  { family, cause, sign }: { family: Family; cause: MovementCause; sign: 1 | -1 },
): Intake {
  return readAtLocation(message, movedMessage, ({ timestamp, data }, location) =>
    documentOrLines(
      family,
      data.id,
      data.lines.map((line) =>
        movement(message, { family, id: data.id, line, timestamp }, cause, [
          { location, onHand: sign * line.quantity },
        ]),
      ),
    ),
  );
}

function translateAdjusted(message: PosMessage): Intake {
  return readAtLocation(message, adjustedMessage, ({ timestamp, data }, location) =>
    documentOrLines(
      'adjustment',
      data.id,
      data.lines.map((line) => ({
        ...movement(message, { family: 'adjustment', id: data.id, line, timestamp }, 'adjusted', [
          { location, onHand: line.change },
        ]),
        reason: line.reason,
      })),
    ),
  );
}

function translateTransferred(message: PosMessage): Intake {
  const read = readJson(message.rawBody, transferredMessage);
  if (read.kind === 'malformed') {
    return read;
  }
  const { timestamp, data } = read.value;
  const from = knownLocation(message, data.from, 'data.from');
  if (typeof from !== 'string') {
    return from;
  }
  const to = knownLocation(message, data.to, 'data.to');
  if (typeof to !== 'string') {
    return to;
  }
  if (from === to) {
    return { kind: 'malformed', path: 'data.to', reason: 'Expected another location than data.from.' };
  }
  return documentOrLines(
    'transfer',
    data.id,
    data.lines.map((line) =>
      movement(message, { family: 'transfer', id: data.id, line, timestamp }, 'transferred', [
        { location: from, onHand: -line.quantity },
        { location: to, onHand: line.quantity },
      ]),
    ),
  );
}

/** How far a till's clock may be ahead of ours before we doubt the time of its stocktake. */
const CLOCK_SKEW_MS = 5 * 60_000;

function translateCounted(message: PosMessage): Intake {
  return readAtLocation(message, countedMessage, ({ data }, location) => {
    if (Date.parse(data.countedAt) > Date.parse(message.receivedAt) + CLOCK_SKEW_MS) {
      const reason = 'The count lies in the future: set the clock right.';
      return { kind: 'malformed', path: 'data.countedAt', reason };
    }
    return documentOrLines(
      'count',
      data.id,
      data.lines.map((line) => ({
        ...base(message, { family: 'count', id: data.id, line, timestamp: data.countedAt }),
        kind: 'count',
        location,
        counted: line.quantity,
      })),
    );
  });
}

function translateOrder(message: PosMessage): Intake {
  return readAtLocation(message, orderMessage, ({ timestamp, data }, location) => {
    const { id: order, version } = data;
    const { channel, receivedAt } = message;
    const lines = data.lines.map(({ id, sku, ordered, shipped, returned }): OrderLineObservation => {
      const source = { channel: channel.id, order, line: id, key: orderLineKey(channel.id, order, id) };
      // The sender keeps no listing that we push to, so it counts nothing down that we would have to know of.
      const state = { ordered, shipped, returned, deducted: 0 };
      const occurredAt = notLater(timestamp, receivedAt);
      return { kind: 'orderLine', sku, location, version, state, source, occurredAt, receivedAt };
    });
    return { kind: 'wholeOrder', lines };
  });
}

/**
 * A clock that is ahead is put back to when we received it: what lies in the future would be taken to have happened after
 * every count until then.
 */
function notLater(timestamp: string, receivedAt: string): string {
  return timestamp < receivedAt ? timestamp : receivedAt;
}

type Fact = {
  readonly family: Family;
  readonly id: string;
  readonly line: { readonly id: string; readonly sku: Sku };
  readonly timestamp: string;
};

function movement(message: PosMessage, fact: Fact, cause: MovementCause, changes: readonly StockChange[]) {
  return { ...base(message, fact), kind: 'movement' as const, cause, changes };
}

function base({ channel, receivedAt }: PosMessage, { family, id, line, timestamp }: Fact) {
  const source: Source = {
    channel: channel.id,
    ...(SOLD_TO_SOMEONE.has(family) && { order: id, line: line.id }),
    key: `${family}:${channel.id}:${escapedInKey(id)}:line:${escapedInKey(line.id)}`,
  };
  return { sku: line.sku, source, occurredAt: notLater(timestamp, receivedAt), receivedAt };
}

/** The families that someone may ask after by an order's number. */
const SOLD_TO_SOMEONE: ReadonlySet<Family> = new Set(['sale', 'return']);

function knownLocation({ locations }: PosMessage, location: string, path: string): LocationId | Malformed {
  return (
    locations.find((known) => known === location) ?? {
      kind: 'malformed',
      path,
      reason: `Location “${location}” is not among the locations of this deployment.`,
    }
  );
}

function documentOrLines(family: Family, id: string, observations: readonly Observation[]): Intake {
  return { kind: 'document', id: `${family}:${id}`, observations };
}
