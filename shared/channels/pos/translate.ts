import type { Intake } from '../../channel-ports.ts';
import type { PosChannel } from '../../config.ts';
import { type LocationId, parseQuantity, type Sku } from '../../domain/identifiers.ts';
import type { MovementCause, Observation, OrderLineObservation, Source } from '../../domain/observation.ts';
import { orderLineKey } from '../../domain/order-line.ts';
import type { StockChange } from '../../domain/stock.ts';
import { type Malformed, readJson } from '../json-body.ts';
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

function translateMoved(
  message: PosMessage,
  { family, cause, sign }: { family: Family; cause: MovementCause; sign: 1 | -1 },
): Intake {
  const read = readJson(message.rawBody, movedMessage);
  if (read.kind === 'malformed') {
    return read;
  }
  const { timestamp, data } = read.value;
  const location = knownLocation(message, data.location, 'data.location');
  if (typeof location !== 'string') {
    return location;
  }
  return observed(
    data.lines.map((line) =>
      movement(message, { family, id: data.id, line, timestamp }, cause, [{ location, onHand: sign * line.quantity }]),
    ),
  );
}

function translateAdjusted(message: PosMessage): Intake {
  const read = readJson(message.rawBody, adjustedMessage);
  if (read.kind === 'malformed') {
    return read;
  }
  const { timestamp, data } = read.value;
  const location = knownLocation(message, data.location, 'data.location');
  if (typeof location !== 'string') {
    return location;
  }
  return observed(
    data.lines.map((line) => ({
      ...movement(message, { family: 'adjustment', id: data.id, line, timestamp }, 'adjusted', [
        { location, onHand: line.change },
      ]),
      reason: line.reason,
    })),
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
  return observed(
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
  const read = readJson(message.rawBody, countedMessage);
  if (read.kind === 'malformed') {
    return read;
  }
  const { data } = read.value;
  const location = knownLocation(message, data.location, 'data.location');
  if (typeof location !== 'string') {
    return location;
  }
  if (Date.parse(data.countedAt) > Date.parse(message.receivedAt) + CLOCK_SKEW_MS) {
    return { kind: 'malformed', path: 'data.countedAt', reason: 'The count lies in the future: set the clock right.' };
  }
  // A count in the future would swallow the sales until then, so a clock that is a little ahead is put back to now.
  const countedAt = data.countedAt < message.receivedAt ? data.countedAt : message.receivedAt;
  return observed(
    data.lines.map((line) => ({
      ...base(message, { family: 'count', id: data.id, line, timestamp: countedAt }),
      kind: 'count',
      location,
      counted: parseQuantity(line.quantity),
    })),
  );
}

function translateOrder(message: PosMessage): Intake {
  const read = readJson(message.rawBody, orderMessage);
  if (read.kind === 'malformed') {
    return read;
  }
  const { timestamp, data } = read.value;
  const location = knownLocation(message, data.location, 'data.location');
  if (typeof location !== 'string') {
    return location;
  }
  const lines = data.lines.map((line): OrderLineObservation => {
    const source = { channel: message.channel.id, order: data.id, line: line.id, key: orderLineKey(data.id, line.id) };
    // The sender keeps no listing that we push to, so it counts nothing down that we would have to know of.
    const state = { ordered: line.ordered, shipped: line.shipped, returned: line.returned, deducted: 0 };
    const { version } = data;
    const { receivedAt } = message;
    return { kind: 'orderLine', sku: line.sku, location, version, state, source, occurredAt: timestamp, receivedAt };
  });
  return { kind: 'wholeOrder', lines };
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
    key: `${family}:${escaped(id)}:line:${escaped(line.id)}`,
  };
  return { sku: line.sku, source, occurredAt: timestamp, receivedAt };
}

/** The families that someone may ask after by an order's number. */
const SOLD_TO_SOMEONE: ReadonlySet<Family> = new Set(['sale', 'return']);

/** Without its colons, so that no two pairs of ids give one key. */
function escaped(id: string): string {
  return id.replaceAll('%', '%25').replaceAll(':', '%3A');
}

function knownLocation({ locations }: PosMessage, location: string, path: string): LocationId | Malformed {
  return (
    locations.find((known) => known === location) ?? {
      kind: 'malformed',
      path,
      reason: `Location “${location}” is not among the locations of this deployment.`,
    }
  );
}

function observed(observations: readonly Observation[]): Intake {
  return { kind: 'observations', observations, ignored: [] };
}
