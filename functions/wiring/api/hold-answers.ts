/** Answers requests to place, read and end holds. */

import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as v from 'valibot';
import { json, problem } from '../../../shared/aws/lambda/http.ts';
import { type ChannelId, type LocationId, parseHoldId, quoted } from '../../../shared/domain/identifiers.ts';
import type { HoldLine } from '../../../shared/usecases/holds/component-lines.ts';
import { endHold, type RequestedEnd } from '../../../shared/usecases/holds/end-hold.ts';
import { type HoldPorts, type HoldView, readHold } from '../../../shared/usecases/holds/hold-ports.ts';
import { type PlaceHoldAnswer, placeHold } from '../../../shared/usecases/holds/place-hold.ts';
import { type FieldProblem, fieldProblems, invalid } from './requests/field-problems.ts';
import { captureBody, cartBody, holdBody, noBody } from './requests/hold-bodies.ts';

type Answer = APIGatewayProxyStructuredResultV2;

const hasLines = v.looseObject({ lines: v.unknown() });

/** `POST /holds`: one SKU, or `lines` of several. */
export async function answerPlace(ports: HoldPorts, text: string, locations: readonly LocationId[]): Promise<Answer> {
  const body = jsonOf(text);
  const isCart = v.is(hasLines, body) && Object.hasOwn(body, 'lines');
  const read = isCart ? v.safeParse(cartBody, body) : v.safeParse(holdBody, body);
  if (!read.success) {
    return invalid(fieldProblems(read.issues));
  }
  const { id, ttlSeconds } = read.output;
  const asked = 'lines' in read.output ? read.output.lines : [read.output];
  const lines = asked.map(({ sku, quantity, location }): HoldLine => {
    return { sku, quantity, ...(location !== undefined && { location }) };
  });
  const [wrong, ...others] = lines.flatMap((each, index) =>
    placeProblems(each, lines.slice(0, index), locations).map((reason) => ({
      path: isCart ? `lines[${index}].location` : 'location',
      reason,
    })),
  );
  if (wrong !== undefined) {
    return invalid([wrong, ...others]);
  }
  const placed = await placeHold(ports, { id, ttlSeconds, lines });
  return answerOf(placed, id, isCart ? 'cart' : 'oneSku');
}

function placeProblems(
  { sku, location }: HoldLine,
  before: readonly HoldLine[],
  locations: readonly LocationId[],
): readonly string[] {
  return [
    ...(location === undefined || locations.includes(location)
      ? []
      : [`${quoted(location)} is none of this deployment's locations (${locations.join(', ')})`]),
    ...(before.some((each) => each.sku === sku && each.location !== location)
      ? ['one SKU at two locations needs two holds']
      : []),
  ];
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
      return invalid([
        {
          path: 'lines',
          reason: `bundles are held as their components, and ${placed.sku} would be held at two locations: that needs two holds. Nothing is held`,
        },
      ]);
    case 'tooManySkus':
      return invalid([
        {
          path: form === 'cart' ? 'lines' : 'sku',
          reason: `bundles are held as their components: that makes ${placed.skus} SKUs, and a hold is of ${placed.most} at most. Nothing is held`,
        },
      ]);
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
  const read = requestedEnd(end, text === '' ? undefined : jsonOf(text));
  if ('wrong' in read) {
    return invalid(read.wrong);
  }
  const { requested } = read;
  const { channel } = requested;
  if (channel !== undefined && !channels.includes(channel)) {
    // No order of it would ever take the hold over: its units would stay committed, and the order would count them again.
    const reason = `${quoted(channel)} is none of this deployment's channels (${channels.join(', ')})`;
    return invalid([{ path: 'channel', reason }]);
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

type ReadEnd = { readonly requested: RequestedEnd } | { readonly wrong: readonly [FieldProblem, ...FieldProblem[]] };

function requestedEnd(end: End, body: unknown): ReadEnd {
  if (end !== 'capture') {
    const none = v.safeParse(noBody, body);
    return none.success ? { requested: { end: ENDS[end] } } : { wrong: fieldProblems(none.issues) };
  }
  const read = v.safeParse(captureBody, body);
  if (!read.success) {
    return { wrong: fieldProblems(read.issues) };
  }
  const { as, order, channel } = read.output ?? {};
  return {
    requested: {
      end: as === 'sold' ? 'sold' : 'captured',
      ...(order !== undefined && { order }),
      ...(channel !== undefined && { channel }),
    },
  };
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
