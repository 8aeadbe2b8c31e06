/** Translates messages in our own format: one observation for each line, keyed by business id and line id. */

import type * as v from 'valibot';
import { type ChannelId, type LocationId, quoted, type Sku } from '../../domain/identifiers.ts';
import type {
  MovementCause,
  MovementObservation,
  Observation,
  OrderLineObservation,
  Source,
} from '../../domain/stock/observation.ts';
import { escapedInKey, orderLineKey } from '../../domain/stock/order-line.ts';
import type { StockChange } from '../../domain/stock/stock.ts';
import type { Intake } from '../../ports/channel/channel.ts';
import { type Malformed, readJson } from '../json-body.ts';
import { type MessageType, messageType, refusalOf } from './message-type.ts';
import {
  adjustedMessage,
  countedMessage,
  envelope,
  lineLocations,
  movedMessage,
  orderMessage,
  soldMessage,
  transferredMessage,
} from './messages.ts';
import { type SenderClock, senderClock } from './sender-clock.ts';

/** A location as its sender calls it: which of the ledger's it is, and of which listing's figure its units are. */
export type SenderPlace = {
  readonly location: LocationId;
  /** Absent: the sender shows no figures that we push to. */
  readonly channelLocation?: string;
};

/** Who speaks at a door of ours, and what its words for locations mean. */
export type Sender = {
  readonly channel: ChannelId;
  /** By the sender's own words: a message may speak of these and of no other. */
  readonly places: ReadonlyMap<string, SenderPlace>;
  /** The word that is meant where a message names no location; undefined: it must name one. */
  readonly onlyPlace: string | undefined;
  /** It shows what it sells, and takes what it sells off its own figures by itself. */
  readonly deducts: boolean;
  /** Types of messages that its own door reads beside these. */
  readonly alsoSends?: readonly string[];
};

/** A verified message at our door. */
export type SentMessage = {
  readonly rawBody: Uint8Array;
  readonly sender: Sender;
  /** ISO 8601, milliseconds, UTC. */
  readonly receivedAt: string;
};

/** What the sender says, as observations. Anything that is not as agreed is malformed, with the path of its field. */
export function translateMessage(message: SentMessage): Intake {
  const head = readJson(message.rawBody, envelope);
  if (head.kind === 'malformed') {
    return head;
  }
  const type = messageType(head.value.type);
  if (type === undefined) {
    const reason = refusalOf(head.value.type, message.sender.alsoSends);
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
type DatedMessage = SentMessage & { readonly clock: SenderClock };

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
  const Schema extends v.GenericSchema<unknown, { readonly data: { readonly location?: string | undefined } }>,
>(
  message: DatedMessage,
  schema: Schema,
  translate: (value: v.InferOutput<Schema>, place: SenderPlace) => Intake,
): Intake {
  const read = readJson(message.rawBody, schema);
  if (read.kind === 'malformed') {
    return read;
  }
  const { location = message.sender.onlyPlace } = read.value.data;
  const place = knownPlace(message.sender, location, 'data.location');
  if ('kind' in place) {
    return place;
  }
  return lineElsewhere(message, location) ?? translate(read.value, place);
}

/** A line of fewer than 0 units came back: an exchange is one receipt, with what was sold and what was returned. */
function translateSold(message: DatedMessage): Intake {
  return readAtLocation(message, soldMessage, ({ timestamp, data }, place) =>
    documentOrLines(
      'sale',
      data.id,
      data.lines.map((line) => {
        const fact: Fact = { family: 'sale', id: data.id, line, timestamp };
        const changes = [{ location: place.location, onHand: -line.quantity }];
        const deducted = deduction(message, place, line.deducted ?? line.quantity);
        return line.quantity > 0
          ? { ...movement(message, fact, 'sold', changes), ...deducted, ...heldAs(line.hold ?? data.hold) }
          : { ...movement(message, fact, 'returned', changes), ...deducted };
      }),
    ),
  );
}

function translateMoved(
  message: DatedMessage,
  { family, cause }: { readonly family: Family; readonly cause: MovementCause },
): Intake {
  return readAtLocation(message, movedMessage, ({ timestamp, data }, place) =>
    documentOrLines(
      family,
      data.id,
      data.lines.map((line) => ({
        ...movement(message, { family, id: data.id, line, timestamp }, cause, [
          { location: place.location, onHand: line.quantity },
        ]),
        // What came back is on sale again by itself; what was delivered waits for its push.
        ...deduction(message, place, line.deducted ?? (cause === 'returned' ? -line.quantity : 0)),
      })),
    ),
  );
}

function translateAdjusted(message: DatedMessage): Intake {
  return readAtLocation(message, adjustedMessage, ({ timestamp, data }, place) =>
    documentOrLines(
      'adjustment',
      data.id,
      data.lines.map((line) => ({
        ...movement(message, { family: 'adjustment', id: data.id, line, timestamp }, 'adjusted', [
          { location: place.location, onHand: line.change },
        ]),
        ...deduction(message, place, line.deducted ?? 0),
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
  const from = knownPlace(message.sender, data.from, 'data.from');
  if ('kind' in from) {
    return from;
  }
  const to = knownPlace(message.sender, data.to, 'data.to');
  if ('kind' in to) {
    return to;
  }
  if (from.location === to.location) {
    return { kind: 'malformed', path: 'data.to', reason: 'Expected another location than data.from.' };
  }
  const elsewhere = lineElsewhere(message, undefined);
  if (elsewhere !== undefined) {
    return elsewhere;
  }
  return documentOrLines(
    'transfer',
    data.id,
    data.lines.map((line) =>
      movement(message, { family: 'transfer', id: data.id, line, timestamp }, 'transferred', [
        { location: from.location, onHand: -line.quantity },
        { location: to.location, onHand: line.quantity },
      ]),
    ),
  );
}

/** How far a till's clock may be ahead of ours before we doubt the time of its stocktake. */
const CLOCK_SKEW_MS = 5 * 60_000;

function translateCounted(message: DatedMessage): Intake {
  return readAtLocation(message, countedMessage, ({ data }, place) => {
    if (message.clock.isInFuture(Date.parse(data.countedAt), CLOCK_SKEW_MS)) {
      const reason = 'The count lies in the future: set the clock right.';
      return { kind: 'malformed', path: 'data.countedAt', reason };
    }
    return documentOrLines(
      'count',
      data.id,
      data.lines.map((line) => ({
        ...base(message, { family: 'count', id: data.id, line, timestamp: data.countedAt }),
        kind: 'count' as const,
        location: place.location,
        counted: line.quantity,
        ...deduction(message, place, line.deducted ?? 0),
      })),
    );
  });
}

/**
 * A version that counts the states of an order is no time. Where a sender shows figures, one is needed: an import that is made
 * while it sells asks whether an order is older than a figure. In milliseconds since 1970: September 2001.
 */
const TIMES_FROM = 1e12;

/**
 * How far a version that is a time may be ahead of the receipt. Until that time every other state of the order is an older one, and a
 * cancellation changes nothing. A clock of the wrong time zone is less than a day ahead: its versions grow all the same.
 */
const VERSION_AHEAD_MS = 24 * 3_600_000;

function translateOrder(message: DatedMessage): Intake {
  return readAtLocation(message, orderMessage, ({ timestamp, data }, place) => {
    const { id: order } = data;
    const { sender, receivedAt, clock } = message;
    const version = typeof data.version === 'string' ? Date.parse(data.version) : data.version;
    if (sender.deducts && version < TIMES_FROM) {
      return { kind: 'malformed', path: 'data.version', reason: 'Expected a time: when the order came to stand so.' };
    }
    const isTime = sender.deducts || typeof data.version === 'string';
    if (isTime && clock.isInFuture(version, VERSION_AHEAD_MS)) {
      const reason = 'The version lies more than a day in the future: set the clock right.';
      return { kind: 'malformed', path: 'data.version', reason };
    }
    const { channel, deducts } = sender;
    const lines = data.lines.map((line): OrderLineObservation => {
      const { id, sku, ordered, shipped, returned, hold } = line;
      const source = { channel, order, line: id, key: orderLineKey(channel, order, id) };
      // One that keeps no listing that we push to takes nothing off a figure that we would have to know of.
      const deducted = deducts ? (line.deducted ?? ordered - returned) : 0;
      return {
        kind: 'orderLine',
        sku,
        ...place,
        version,
        madeAt: timestamp,
        state: { ordered, shipped, returned, deducted },
        source,
        ...clock.date(timestamp),
        receivedAt,
        ...heldAs(hold ?? data.hold),
      };
    });
    return { kind: 'wholeOrder', lines };
  });
}

/** The units that the sender took off its own figure for a line (negative: added), where it shows one. */
function deduction(
  { sender }: DatedMessage,
  { channelLocation }: SenderPlace,
  deducted: number,
): Pick<MovementObservation, 'deducted' | 'channelLocation'> {
  return sender.deducts && deducted !== 0 && channelLocation !== undefined ? { deducted, channelLocation } : {};
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

function base({ sender, receivedAt, clock }: DatedMessage, { family, id, line, timestamp }: Fact) {
  const source: Source = {
    channel: sender.channel,
    ...(SOLD_TO_SOMEONE.has(family) && { order: id, line: line.id }),
    key: `${family}:${sender.channel}:${escapedInKey(id)}:line:${escapedInKey(line.id)}`,
  };
  return { sku: line.sku, source, ...clock.date(timestamp), receivedAt };
}

/** The families that someone may ask after by an order's number. */
const SOLD_TO_SOMEONE: ReadonlySet<Family> = new Set(['sale', 'return']);

/**
 * A line that names a location of the sender where its message has another one: its units would move at the wrong place. What
 * else senders have there, such as a bin, is theirs.
 */
function lineElsewhere({ rawBody, sender: { places } }: SentMessage, own: string | undefined): Malformed | undefined {
  const read = readJson(rawBody, lineLocations);
  const lines = read.kind === 'malformed' ? [] : read.value.data.lines;
  const index = lines.findIndex(
    ({ location }) => typeof location === 'string' && places.has(location) && location !== own,
  );
  return index < 0
    ? undefined
    : {
        kind: 'malformed',
        path: `data.lines[${index}].location`,
        reason:
          'A line is where its message is: name the location in data, and send what is elsewhere as another message.',
      };
}

function knownPlace({ places }: Sender, location: string | undefined, path: string): SenderPlace | Malformed {
  if (location === undefined) {
    return { kind: 'malformed', path, reason: 'The field is missing: the sender has several locations.' };
  }
  const reason = `Location ${quoted(location)} is not among the locations of this deployment.`;
  return places.get(location) ?? { kind: 'malformed', path, reason };
}

function documentOrLines(family: Family, id: string, observations: readonly Observation[]): Intake {
  return { kind: 'document', id: `${family}:${id}`, observations };
}
