/** Answers requests to place, read and end holds. */

import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as v from 'valibot';
import { json, problem } from '../../../shared/aws/lambda/http.ts';
import { parsedBy } from '../../../shared/channels/fields.ts';
import {
  type ChannelId,
  type LocationId,
  parseChannelId,
  parseHoldId,
  parseLocationId,
  parseQuantity,
  parseSenderId,
  parseSku,
  quoted,
} from '../../../shared/domain/identifiers.ts';
import type { HoldLine } from '../../../shared/usecases/holds/component-lines.ts';
import { endHold, type RequestedEnd } from '../../../shared/usecases/holds/end-hold.ts';
import { type HoldPorts, type HoldView, readHold } from '../../../shared/usecases/holds/hold-ports.ts';
import { type PlaceHoldAnswer, placeHold } from '../../../shared/usecases/holds/place-hold.ts';

type Answer = APIGatewayProxyStructuredResultV2;

const TTL_SECONDS_MAX = 86_400;
/** A hold is written in one transaction, which takes 33 SKUs: lines of bundles make more SKUs than lines. */
const LINES_MAX = 25;

const line = v.strictObject({
  sku: v.pipe(v.string(), v.rawTransform(parsedBy(parseSku))),
  quantity: v.pipe(v.number(), v.minValue(1, 'use a whole number, 1 or more'), v.rawTransform(parsedBy(parseQuantity))),
  location: v.optional(v.pipe(v.string(), v.rawTransform(parsedBy(parseLocationId)))),
});
const common = {
  id: v.pipe(v.string(), v.rawTransform(parsedBy(parseHoldId))),
  ttlSeconds: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(1, `use 1 to ${TTL_SECONDS_MAX} seconds`),
    v.maxValue(TTL_SECONDS_MAX, `use 1 to ${TTL_SECONDS_MAX} seconds`),
  ),
};
const cart = v.strictObject({
  ...common,
  lines: v.pipe(
    v.array(line),
    v.minLength(1, 'use at least one line'),
    v.maxLength(LINES_MAX, `use at most ${LINES_MAX} lines`),
  ),
});
const oneSku = v.strictObject({ ...common, ...line.entries });
const hasLines = v.looseObject({ lines: v.unknown() });

/** `POST /holds`: one SKU, or `lines` of several. */
export async function answerPlace(ports: HoldPorts, text: string, locations: readonly LocationId[]): Promise<Answer> {
  const body = jsonOf(text);
  const isCart = v.is(hasLines, body) && Object.hasOwn(body, 'lines');
  const read = isCart ? v.safeParse(cart, body) : v.safeParse(oneSku, body);
  if (!read.success) {
    const [issue] = read.issues;
    return invalid(pathOf(issue), issue.message);
  }
  const { id, ttlSeconds } = read.output;
  const asked = 'lines' in read.output ? read.output.lines : [read.output];
  const lines: HoldLine[] = [];
  for (const [index, { sku, quantity, location }] of asked.entries()) {
    const path = isCart ? `lines[${index}].location` : 'location';
    if (location !== undefined && !locations.includes(location)) {
      return invalid(path, `${quoted(location)} is none of this deployment's locations`);
    }
    if (lines.some((each) => each.sku === sku && each.location !== location)) {
      return invalid(path, 'one SKU at two locations needs two holds');
    }
    lines.push({ sku, quantity, ...(location !== undefined && { location }) });
  }
  const placed = await placeHold(ports, { id, ttlSeconds, lines });
  return answerOf(placed, id, isCart ? 'cart' : 'oneSku');
}

function pathOf(issue: v.BaseIssue<unknown>): string {
  return v.getDotPath(issue)?.replaceAll(/\.(\d+)/g, '[$1]') ?? 'body';
}

function answerOf(placed: PlaceHoldAnswer, id: string, form: 'cart' | 'oneSku'): Answer {
  switch (placed.kind) {
    case 'placed':
      return json(201, viewIn(form, placed.hold));
    case 'already':
      return json(200, viewIn(form, placed.hold));
    case 'ended':
      return problem(409, placed.status, `Hold ${id} holds nothing any more: it is ${placed.status}. Use a new id.`, {
        status: placed.status,
      });
    case 'insufficient': {
      const { short } = placed;
      const said = short.map((each) => `of ${each.sku} ${each.available} can be held, ${each.asked} were asked for`);
      return problem(409, 'insufficient', `Nothing is held: ${said.join('; ')}.`, {
        available: short[0]?.available ?? 0,
        lines: short,
      });
    }
    case 'conflicting':
      return problem(409, 'conflicting', placed.reason);
    case 'unknownSku': {
      const names = placed.skus.map((sku) => `“${sku}”`).join(', ');
      return problem(404, 'unknown_sku', `The ledger does not have ${names}: import it first.`, { skus: placed.skus });
    }
    case 'twoLocations':
      return invalid(
        'lines',
        `bundles are held as their components, and ${placed.sku} would be held at two locations: that needs two holds. Nothing is held`,
      );
    case 'tooManySkus':
      return invalid(
        form === 'cart' ? 'lines' : 'sku',
        `bundles are held as their components: that makes ${placed.skus} SKUs, and a hold is of ${placed.most} at most. Nothing is held`,
      );
    case 'busy':
      return busy(id);
    default:
      return placed satisfies never;
  }
}

/** A hold of one SKU is answered as it was asked for; a cart with its lines. */
function viewIn(form: 'cart' | 'oneSku', { id, status, expiresAt, lines }: HoldView): object {
  return { id, status, expiresAt, ...(form === 'cart' && { lines }) };
}

/** `GET /holds/{id}`. */
export async function answerHold(ports: HoldPorts, holdId: string): Promise<Answer> {
  const hold = await readHold(ports, parseHoldId(holdId));
  return hold === undefined ? unknown(holdId) : json(200, hold);
}

const noBody = v.optional(v.strictObject({}));
const captureBody = v.optional(
  v.strictObject({
    as: v.optional(v.picklist(['committed', 'sold'])),
    order: v.optional(v.string()),
    channel: v.optional(v.string()),
  }),
);

/** The ends that a caller may ask for, each with its address. */
const ENDS = { void: 'voided', ship: 'shipped', cancel: 'cancelled', return: 'returned' } as const;

type End = 'capture' | keyof typeof ENDS;

/** The end of that address; undefined where there is none. */
export function endOf(text: string): End | undefined {
  return (['capture', 'void', 'ship', 'cancel', 'return'] as const).find((end) => end === text);
}

/** What an answer to the end of a hold needs. */
export type EndPorts = { readonly holds: HoldPorts; readonly channels: readonly ChannelId[] };

/** `POST /holds/{id}/capture`, `/void`, `/ship`, `/cancel`, `/return`. */
export async function answerEnd(
  { holds, channels }: EndPorts,
  holdId: string,
  end: End,
  text: string,
): Promise<Answer> {
  const requested = requestedEnd(end, text === '' ? undefined : jsonOf(text));
  if (requested === undefined) {
    const capture = ', or with a capture {"as": "committed" | "sold", "order": ORDER, "channel": CHANNEL}';
    return problem(400, 'invalid', `Send no body${end === 'capture' ? capture : ''}.`);
  }
  const { channel } = requested;
  if (channel !== undefined && !channels.includes(channel)) {
    // No order of it would ever take the hold over: its units would stay committed, and the order would count them again.
    return invalid('channel', `${quoted(channel)} is none of this deployment's channels (${channels.join(', ')})`);
  }
  const ended = await endHold(holds, parseHoldId(holdId), requested);
  switch (ended.kind) {
    case 'ended': {
      const { id, status, order } = ended.hold;
      return json(200, { id, status, ...(order !== undefined && { order }) });
    }
    case 'unknown':
      return unknown(holdId);
    case 'notNow':
      return problem(409, ended.status, `Hold ${holdId} is ${ended.status}: it cannot be ${requested.end}.`, {
        status: ended.status,
      });
    case 'conflicting':
      return problem(409, 'conflicting', ended.reason);
    case 'busy':
      return busy(holdId);
    default:
      return ended satisfies never;
  }
}

function requestedEnd(end: End, body: unknown): RequestedEnd | undefined {
  if (end !== 'capture') {
    return v.is(noBody, body) ? { end: ENDS[end] } : undefined;
  }
  const read = v.safeParse(captureBody, body);
  if (!read.success) {
    return undefined;
  }
  const { as, order, channel } = read.output ?? {};
  return {
    end: as === 'sold' ? 'sold' : 'captured',
    ...(order !== undefined && { order: parseSenderId(order) }),
    ...(channel !== undefined && { channel: parseChannelId(channel) }),
  };
}

function invalid(path: string, reason: string) {
  return { ...problem(400, 'invalid', `${path}: ${reason}`, { path }), statusCode: 400 };
}

function unknown(id: string): Answer {
  return problem(404, 'unknown_hold', `There is no hold ${quoted(id)}.`);
}

/** Nothing was written: the same request again is safe. */
function busy(id: string): Answer {
  const answer = problem(
    503,
    'busy',
    `Many others want these units at this moment, hold ${id} was not decided: ask again.`,
  );
  return { ...answer, headers: { ...answer.headers, 'retry-after': '1' } };
}

/** What the text says; null, which no schema here takes, where it is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
