/** Translates messages in our own format. */

import type * as v from 'valibot';
import type { PosChannel } from '../../../channel-config.ts';
import { type LocationId, quoted, type Sku } from '../../../domain/identifiers.ts';
import type { MovementCause, Observation, OrderLineObservation, Source } from '../../../domain/stock/observation.ts';
import { escapedInKey, orderLineKey } from '../../../domain/stock/order-line.ts';
import type { StockChange } from '../../../domain/stock/stock.ts';
import type { Intake } from '../../../ports/channel/channel.ts';
import { type Malformed, readJson } from '../../json-body.ts';
import { type MessageType, messageType, refusalOf } from './message-type.ts';
import {
  adjustedMessage,
  countedMessage,
  envelope,
  movedMessage,
  orderMessage,
  soldMessage,
  transferredMessage,
} from './messages.ts';
import { type SenderClock, senderClock } from './sender-clock.ts';

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
  const type = messageType(head.value.type);
  if (type === undefined) {
    const reason = refusalOf(head.value.type);
    return reason === undefined
      ? { kind: 'ignored', reason: 'The message type is none that moves stock.' }
      : { kind: 'malformed', path: 'type', reason };
  }
  const clock = senderClock(head.value, message.receivedAt);
  const intake = translators[type]({ ...message, clock });
  const isOff = clock.behindMs !== undefined && (intake.kind === 'document' || intake.kind === 'wholeOrder');
  return isOff ? { ...intake, clockBehindMs: clock.behindMs } : intake;
}

/** A message whose sender's clock was compared with ours. */
type DatedMessage = PosMessage & { readonly clock: SenderClock };

const translators: Readonly<Record<MessageType, (message: DatedMessage) => Intake>> = {
  'sale.completed': translateSold,
  'sale.returned': (message) => translateMoved(message, { family: 'return', cause: 'returned' }),
  'stock.received': (message) => translateMoved(message, { family: 'receipt', cause: 'received' }),
  'stock.adjusted': translateAdjusted,
  'stock.transferred': translateTransferred,
  'stock.counted': translateCounted,
  'order.updated': translateOrder,
};

type Family = 'sale' | 'return' | 'receipt' | 'adjustment' | 'transfer' | 'count';

/** Reads a message of the schema whose lines are all at one location, and refuses a location nobody knows. */
function readAtLocation<
  const Schema extends v.GenericSchema<unknown, { readonly data: { readonly location: string } }>,
>(
  message: DatedMessage,
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

/** A line of fewer than 0 units came back: an exchange is one receipt, with what was sold and what was returned. */
function translateSold(message: DatedMessage): Intake {
  return readAtLocation(message, soldMessage, ({ timestamp, data }, location) =>
    documentOrLines(
      'sale',
      data.id,
      data.lines.map((line) => {
        const fact: Fact = { family: 'sale', id: data.id, line, timestamp };
        const changes = [{ location, onHand: -line.quantity }];
        return line.quantity > 0
          ? { ...movement(message, fact, 'sold', changes), ...heldAs(line.hold ?? data.hold) }
          : movement(message, fact, 'returned', changes);
      }),
    ),
  );
}

function translateMoved(
  message: DatedMessage,
  { family, cause }: { readonly family: Family; readonly cause: MovementCause },
): Intake {
  return readAtLocation(message, movedMessage, ({ timestamp, data }, location) =>
    documentOrLines(
      family,
      data.id,
      data.lines.map((line) =>
        movement(message, { family, id: data.id, line, timestamp }, cause, [{ location, onHand: line.quantity }]),
      ),
    ),
  );
}

function translateAdjusted(message: DatedMessage): Intake {
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

function translateTransferred(message: DatedMessage): Intake {
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

function translateCounted(message: DatedMessage): Intake {
  return readAtLocation(message, countedMessage, ({ data }, location) => {
    if (message.clock.isInFuture(data.countedAt, CLOCK_SKEW_MS)) {
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

function translateOrder(message: DatedMessage): Intake {
  return readAtLocation(message, orderMessage, ({ timestamp, data }, location) => {
    const { id: order, version } = data;
    const { channel, receivedAt, clock } = message;
    const lines = data.lines.map(({ id, sku, ordered, shipped, returned, hold }): OrderLineObservation => {
      const source = { channel: channel.id, order, line: id, key: orderLineKey(channel.id, order, id) };
      // The sender keeps no listing that we push to, so it counts nothing down that we would have to know of.
      const state = { ordered, shipped, returned, deducted: 0 };
      return {
        kind: 'orderLine',
        sku,
        location,
        version,
        madeAt: timestamp,
        state,
        source,
        ...clock.date(timestamp),
        receivedAt,
        ...heldAs(hold ?? data.hold),
      };
    });
    return { kind: 'wholeOrder', lines };
  });
}

function heldAs(hold: string | undefined): Pick<OrderLineObservation, 'hold'> {
  return hold === undefined ? {} : { hold };
}

type Fact = {
  readonly family: Family;
  readonly id: string;
  readonly line: { readonly id: string; readonly sku: Sku };
  readonly timestamp: string;
};

function movement(message: DatedMessage, fact: Fact, cause: MovementCause, changes: readonly StockChange[]) {
  return { ...base(message, fact), kind: 'movement' as const, cause, changes };
}

function base({ channel, receivedAt, clock }: DatedMessage, { family, id, line, timestamp }: Fact) {
  const source: Source = {
    channel: channel.id,
    ...(SOLD_TO_SOMEONE.has(family) && { order: id, line: line.id }),
    key: `${family}:${channel.id}:${escapedInKey(id)}:line:${escapedInKey(line.id)}`,
  };
  return { sku: line.sku, source, ...clock.date(timestamp), receivedAt };
}

/** The families that someone may ask after by an order's number. */
const SOLD_TO_SOMEONE: ReadonlySet<Family> = new Set(['sale', 'return']);

function knownLocation({ locations }: PosMessage, location: string, path: string): LocationId | Malformed {
  return (
    locations.find((known) => known === location) ?? {
      kind: 'malformed',
      path,
      reason: `Location ${quoted(location)} is not among the locations of this deployment.`,
    }
  );
}

function documentOrLines(family: Family, id: string, observations: readonly Observation[]): Intake {
  return { kind: 'document', id: `${family}:${id}`, observations };
}
