/** The routes of the stock API. */

import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as v from 'valibot';
import { tryFor } from '../../../shared/aws/lambda/back-off.ts';
import { json, problem, rawBody } from '../../../shared/aws/lambda/http.ts';
import type { ExposureRules } from '../../../shared/domain/exposure/exposure.ts';
import {
  type ChannelId,
  type LocationId,
  parseChannelId,
  parseSenderId,
  parseSku,
  type Sku,
} from '../../../shared/domain/identifiers.ts';
import { OPERATOR_COMMANDS } from '../../../shared/operator-commands.ts';
import { type ParkedPlace, type ParkingLot, placeOf } from '../../../shared/ports/posting/posting.ts';
import type { StockReader } from '../../../shared/ports/reading/stock-reader.ts';
import type { HoldPorts } from '../../../shared/usecases/holds/hold-ports.ts';
import { explainSku } from '../../../shared/usecases/reading/explain-sku.ts';
import { pushView, readStock, readStockAt, traceOrder } from '../../../shared/usecases/reading/read-stock.ts';
import { type RequestCheck, unknownRoute, withAccess } from './access.ts';
import { answerEnd, answerHold, answerPlace, endOf } from './hold-answers.ts';
import { fieldProblems, invalid } from './requests/field-problems.ts';
import { atQuery, entriesQuery, parkedQuery, type Query } from './requests/queries.ts';

export type StockApiPorts = {
  readonly isAuthorised: RequestCheck;
  readonly reader: StockReader;
  readonly parking: Pick<ParkingLot, 'list'>;
  readonly rules: ExposureRules;
  readonly locations: readonly LocationId[];
  readonly channels: readonly ChannelId[];
  readonly holds: HoldPorts;
};

type Answer = APIGatewayProxyStructuredResultV2;

/** Answers requests of the bearer of the token, and those of its page that read. */
export function stockRoutes(ports: StockApiPorts): (event: APIGatewayProxyEventV2) => Promise<Answer> {
  const tried = (answer: () => Promise<Answer>) => tryFor(ANSWERING_MS, answer);
  return withAccess(ports.isAuthorised, (event) => route(ports, event), tried);
}

/**
 * How long a request is tried while AWS fails, in milliseconds. Each may be made again: a hold that was posted, and whose
 * other channels were not notified before the bus failed, is found by its id and notified then. An HTTP API waits for 30 s,
 * which leaves a last try its time (functions/wiring/holds.ts).
 */
const ANSWERING_MS = 8_000;

async function route(ports: StockApiPorts, event: APIGatewayProxyEventV2): Promise<Answer> {
  const query = event.queryStringParameters ?? {};
  const parameters = event.pathParameters ?? {};
  const id = pathText(parameters['id']);
  switch (event.routeKey) {
    case 'GET /stock/{sku+}':
      return stockOrItsHistory(ports, pathText(parameters['sku']), query);
    case 'GET /trace/{channel}/{order+}':
      return trace(ports, pathText(parameters['channel']), pathText(parameters['order']));
    case 'POST /holds':
      return answerPlace(ports.holds, textBody(event), ports.locations);
    case 'GET /holds/{id}':
      return answerHold(ports.holds, id);
    case 'POST /holds/{id}/{end}': {
      const end = endOf(pathText(parameters['end']));
      return end === undefined ? unknownRoute(event) : answerEnd(ports, id, end, textBody(event));
    }
    case 'GET /parked':
      return parked(ports, query);
    default:
      return unknownRoute(event);
  }
}

const ENTRIES = '/entries';
const PUSHES = '/pushes';
const WHY = '/why';

/** A SKU may have slashes, so one greedy route takes all four. */
function stockOrItsHistory(ports: StockApiPorts, path: string, query: Query): Promise<Answer> {
  if (path.endsWith(ENTRIES)) {
    return entries(ports, path.slice(0, -ENTRIES.length), query);
  }
  if (path.endsWith(WHY)) {
    return why(ports, path.slice(0, -WHY.length), query['at']);
  }
  return path.endsWith(PUSHES) ? pushes(ports, path.slice(0, -PUSHES.length), query) : stock(ports, path, query['at']);
}

async function stock(
  { reader, rules, holds }: StockApiPorts,
  text: string,
  given: string | undefined,
): Promise<Answer> {
  const sku = parseSku(text);
  const query = v.safeParse(atQuery, { at: given });
  if (!query.success) {
    return invalid(fieldProblems(query.issues));
  }
  const { at } = query.output;
  const time = at === undefined ? undefined : new Date(at);
  const view =
    time === undefined
      ? await readStock(reader, { rules, settleMs: holds.settleMs }, sku, new Date())
      : await readStockAt(reader, sku, time);
  if (view === undefined) {
    return unknownSku(sku, time);
  }
  return json(200, view);
}

function unknownSku(sku: Sku, at?: Date): Answer {
  const when = at === undefined ? '' : ` at ${at.toISOString()}`;
  const reason = `The ledger has no SKU “${sku}”${when}: import it with \`${OPERATOR_COMMANDS.import}\`.`;
  return problem(404, 'unknown_sku', reason);
}

async function entries({ reader }: StockApiPorts, text: string, { after, limit }: Query): Promise<Answer> {
  const sku = parseSku(text);
  const query = v.safeParse(entriesQuery, { after, limit });
  if (!query.success) {
    return invalid(fieldProblems(query.issues));
  }
  const found = await reader.entries(sku, query.output.after, query.output.limit);
  return found.length === 0 && !(await isKnown(reader, sku)) ? unknownSku(sku) : json(200, { entries: found });
}

/** Pushes that carried the stock of entries behind `after`. */
async function pushes({ reader }: StockApiPorts, text: string, { after, limit }: Query): Promise<Answer> {
  const sku = parseSku(text);
  const query = v.safeParse(entriesQuery, { after, limit });
  if (!query.success) {
    return invalid(fieldProblems(query.issues));
  }
  const found = await reader.pushes(sku, query.output.after + 1, query.output.limit);
  return found.length === 0 && !(await isKnown(reader, sku))
    ? unknownSku(sku)
    : json(200, { pushes: found.map(pushView) });
}

async function why({ reader, rules, holds }: StockApiPorts, text: string, given: string | undefined): Promise<Answer> {
  const sku = parseSku(text);
  const query = v.safeParse(atQuery, { at: given });
  if (!query.success) {
    return invalid(fieldProblems(query.issues));
  }
  const at = query.output.at === undefined ? undefined : new Date(query.output.at);
  const explained = await explainSku(reader, { rules, settleMs: holds.settleMs }, sku, { now: new Date(), at });
  return explained === undefined ? unknownSku(sku, at) : json(200, explained);
}

async function isKnown(reader: StockReader, sku: Sku): Promise<boolean> {
  return (await reader.entry(sku, 1)) !== undefined;
}

async function trace({ reader }: StockApiPorts, channel: string, order: string): Promise<Answer> {
  const view = await traceOrder(reader, parseChannelId(channel), parseSenderId(order));
  return view === undefined
    ? problem(404, 'unknown_order', `The ledger has no order “${order}” on ${channel}.`)
    : json(200, view);
}

/** A page of what is parked; `next` is where the page after it begins, absent when there is none. */
async function parked({ parking }: StockApiPorts, given: Query): Promise<Answer> {
  const query = v.safeParse(parkedQuery, { after: given['after'], limit: given['limit'] });
  if (!query.success) {
    return invalid(fieldProblems(query.issues));
  }
  const { after, limit } = query.output;
  const place = after === undefined ? undefined : placeIn(after);
  if (after !== undefined && place === undefined) {
    return invalid([{ path: 'after', reason: 'use the `next` of the page before' }]);
  }
  const page = await parking.list(limit, place);
  const last = page.at(-1);
  const isMore = last !== undefined && page.length === limit;
  return json(200, { parked: page, ...(isMore && { next: markOf(placeOf(last)) }) });
}

const placeParts = v.strictTuple([v.string(), v.string(), v.string(), v.optional(v.string())]);

function markOf({ sku, channel, key, fact }: ParkedPlace): string {
  return Buffer.from(JSON.stringify([sku, channel, key, ...(fact === undefined ? [] : [fact])])).toString('base64url');
}

function placeIn(mark: string): ParkedPlace | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(mark, 'base64url').toString());
  } catch {
    return undefined;
  }
  if (!v.is(placeParts, parts)) {
    return undefined;
  }
  const [sku, channel, key, fact] = parts;
  return { sku: parseSku(sku), channel: parseChannelId(channel), key, ...(fact !== undefined && { fact }) };
}

function textBody(event: APIGatewayProxyEventV2): string {
  return rawBody(event).toString('utf8');
}

/** An HTTP API decodes every escape of a path but `%25` (payload format 2.0): so only a percent sign is left to do. */
function pathText(parameter: string | undefined): string {
  return (parameter ?? '').replaceAll('%25', '%');
}
