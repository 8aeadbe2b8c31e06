/** What the functions share that place, capture, void or expire holds. */

import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as v from 'valibot';
import { documentClient, eventBridgeClient, sqsClient } from '../../shared/aws/lambda/clients.ts';
import { environmentText, exposureRules } from '../../shared/aws/lambda/environment.ts';
import { json, problem } from '../../shared/aws/lambda/http.ts';
import { cloudWatchJournal } from '../../shared/aws/lambda/journal.ts';
import { dynamoHoldRegistry } from '../../shared/aws/ledger/hold-registry.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { dynamoParkingLot } from '../../shared/aws/ledger/parking-lot.ts';
import { sqsHoldExpiryQueue } from '../../shared/aws/messaging/queues.ts';
import { eventBridgeStockEvents } from '../../shared/aws/messaging/stock-bus.ts';
import {
  type LocationId,
  parseChannelId,
  parseLocationId,
  parseQuantity,
  parseSku,
} from '../../shared/domain/identifiers.ts';
import { endHold, type HoldPorts, placeHold } from '../../shared/usecases/posting/hold-stock.ts';

/** What the stock API and the expiry of holds need to post to the ledger themselves. */
export function holdPorts(): HoldPorts {
  const database = documentClient();
  const table = environmentText('TABLE_NAME');
  return {
    ledger: dynamoLedgerStore(database, table),
    parking: dynamoParkingLot(database, table),
    // What is posted here are holds and their ends, no order lines: none is ever to be read back.
    readings: { canRead: () => false, request: () => Promise.reject(new Error('A hold has no order to read.')) },
    holds: dynamoHoldRegistry(database, table),
    expiry: sqsHoldExpiryQueue(sqsClient(), environmentText('HOLD_EXPIRY_QUEUE_URL')),
    events: eventBridgeStockEvents(eventBridgeClient(), environmentText('BUS_NAME')),
    journal: cloudWatchJournal(),
    channel: parseChannelId('api'),
    clock: () => new Date(),
    digest: (text) => createHash('sha256').update(text).digest('hex'),
    rules: exposureRules(),
    // Everybody who asks for the last units meets all others who do. Those who lost spread out over two seconds at
    // most, so that a crowd needs a few tries each, not one for every member.
    commitAttempts: 30,
    pause: (attempt) => setTimeout(Math.random() * Math.min(2_000, 50 * 2 ** attempt)),
  };
}

type Answer = APIGatewayProxyStructuredResultV2;

const TTL_SECONDS_MAX = 86_400;
const id = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9._:-]{1,64}$/, 'use 1 to 64 letters, digits, dots, colons, underscores, dashes'),
);
const body = v.strictObject({
  id,
  sku: v.string(),
  quantity: v.pipe(v.number(), v.integer(), v.minValue(1, 'use a whole number, 1 or more')),
  ttlSeconds: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(1, `use 1 to ${TTL_SECONDS_MAX} seconds`),
    v.maxValue(TTL_SECONDS_MAX, `use 1 to ${TTL_SECONDS_MAX} seconds`),
  ),
  location: v.optional(v.string()),
});

/** `POST /holds`. Throws InvalidIdentifierError for a SKU, quantity or location that none can have. */
export async function answerPlace(ports: HoldPorts, text: string, locations: readonly LocationId[]): Promise<Answer> {
  const read = v.safeParse(body, jsonOf(text));
  if (!read.success) {
    const [issue] = read.issues;
    const path = v.getDotPath(issue) ?? 'body';
    return problem(400, 'invalid', `${path}: ${issue.message}`, { path });
  }
  const { sku, quantity, location, ...rest } = read.output;
  const place = location === undefined ? undefined : parseLocationId(location);
  if (place !== undefined && !locations.includes(place)) {
    return problem(400, 'invalid', `location: “${place}” is not among ${locations.join(', ')}.`, { path: 'location' });
  }
  const placed = await placeHold(ports, {
    ...rest,
    sku: parseSku(sku),
    quantity: parseQuantity(quantity),
    ...(place !== undefined && { location: place }),
  });
  switch (placed.kind) {
    case 'placed':
    case 'already':
      return json(placed.kind === 'placed' ? 201 : 200, { id: rest.id, expiresAt: placed.hold.expiresAt });
    case 'insufficient':
      return problem(409, 'insufficient', `Of ${sku} ${placed.available} can be held, ${quantity} were asked for.`, {
        available: placed.available,
      });
    case 'conflicting':
      return problem(409, 'conflicting', placed.reason);
    case 'unknownSku':
      return problem(404, 'unknown_sku', placed.reason);
    default:
      return placed satisfies never;
  }
}

const captureBody = v.optional(v.strictObject({ as: v.optional(v.picklist(['committed', 'sold']), 'committed') }), {});

/** `POST /holds/{id}/capture` and `/void`. */
export async function answerEnd(
  ports: HoldPorts,
  holdId: string,
  end: 'capture' | 'void',
  text: string,
): Promise<Answer> {
  const read = v.safeParse(captureBody, text === '' ? undefined : jsonOf(text));
  if (!read.success) {
    return problem(400, 'invalid', 'Send no body, or {"as": "committed"} or {"as": "sold"} with a capture.');
  }
  const captured = read.output.as === 'sold' ? 'sold' : 'captured';
  const ended = await endHold(ports, holdId, end === 'void' ? 'voided' : captured);
  switch (ended.kind) {
    case 'ended':
      return json(200, { id: holdId, status: ended.hold.status });
    case 'unknown':
      return problem(404, 'unknown_hold', `There is no hold ${holdId}.`);
    case 'tooLate':
      return problem(409, ended.status, `Hold ${holdId} has ended before: it is ${ended.status}.`);
    default:
      return ended satisfies never;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
