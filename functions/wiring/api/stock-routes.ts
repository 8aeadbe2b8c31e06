/** The routes of the stock API. */

import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as v from 'valibot';
import { json, problem, rawBody } from '../../../shared/aws/lambda/http.ts';
import type { ExposureRules } from '../../../shared/domain/exposure/exposure.ts';
import {
  type ChannelId,
  InvalidIdentifierError,
  type LocationId,
  parseChannelId,
  parseSenderId,
  parseSku,
  parseTime,
  quoted,
  type Sku,
} from '../../../shared/domain/identifiers.ts';
import { OPERATOR_COMMANDS } from '../../../shared/operator-commands.ts';
import { type ParkedPlace, type ParkingLot, placeOf } from '../../../shared/ports/posting/posting.ts';
import type { StockReader } from '../../../shared/ports/reading/stock-reader.ts';
import type { HoldPorts } from '../../../shared/usecases/holds/hold-ports.ts';
import { readStock, readStockAt, traceOrder } from '../../../shared/usecases/reading/read-stock.ts';
import type { BearerCheck } from './bearer-check.ts';
import { answerEnd, answerHold, answerPlace, endOf } from './hold-answers.ts';

export type StockApiPorts = {
  readonly isAuthorised: BearerCheck;
  readonly reader: StockReader;
  readonly parking: Pick<ParkingLot, 'list'>;
  readonly rules: ExposureRules;
  readonly locations: readonly LocationId[];
  readonly channels: readonly ChannelId[];
  readonly holds: HoldPorts;
};

type Answer = APIGatewayProxyStructuredResultV2;

/** Answers requests of the bearer of the token, and no other. */
export function stockRoutes(ports: StockApiPorts): (event: APIGatewayProxyEventV2) => Promise<Answer> {
  return async (event) => {
    if (!(await ports.isAuthorised(event))) {
      return problem(
        401,
        'unauthorised',
        'Send the API token of secret stockline/api as `Authorization: Bearer <token>`.',
      );
    }
    try {
      return await route(ports, event);
    } catch (error) {
      if (error instanceof InvalidIdentifierError) {
        return problem(400, 'invalid', error.message);
      }
      throw error;
    }
  };
}

async function route(ports: StockApiPorts, event: APIGatewayProxyEventV2): Promise<Answer> {
  const query = event.queryStringParameters ?? {};
  const parameters = event.pathParameters ?? {};
  const id = pathText(parameters['id']);
  switch (event.routeKey) {
    case 'GET /stock/{sku+}':
      return stockOrEntries(ports, pathText(parameters['sku']), query);
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

function unknownRoute({ routeKey }: APIGatewayProxyEventV2): Answer {
  return problem(404, 'unknown_route', `${quoted(routeKey)} is no route of this API.`);
}

const ENTRIES = '/entries';

/** A SKU may have slashes, so one greedy route takes both. */
function stockOrEntries(
  ports: StockApiPorts,
  path: string,
  query: Readonly<Record<string, string | undefined>>,
): Promise<Answer> {
  return path.endsWith(ENTRIES)
    ? entries(ports, path.slice(0, -ENTRIES.length), query['after'], query['limit'])
    : stock(ports, path, query['at']);
}

async function stock({ reader, rules }: StockApiPorts, text: string, at: string | undefined): Promise<Answer> {
  const sku = parseSku(text);
  const time = at === undefined ? undefined : new Date(parseTime(at));
  const view =
    time === undefined ? await readStock(reader, rules, sku, new Date()) : await readStockAt(reader, sku, time);
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

const PAGE_MAX = 1000;

/** How many items a page has: so many, unless the request says. */
function pageSize(usual: number) {
  const rule = `use a whole number from 1 to ${PAGE_MAX}`;
  return v.pipe(
    v.optional(v.string(), `${usual}`),
    v.regex(/^\d{1,4}$/, rule),
    v.transform(Number),
    v.minValue(1, rule),
    v.maxValue(PAGE_MAX, rule),
  );
}

function invalidQuery([issue]: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): Answer {
  return problem(400, 'invalid', `${v.getDotPath(issue)}: ${issue.message}.`);
}

const entriesQuery = v.object({
  after: v.pipe(
    v.optional(v.string(), '0'),
    v.regex(/^\d{1,12}$/, 'use an entry number, 0 or more'),
    v.transform(Number),
  ),
  limit: pageSize(100),
});

async function entries(
  { reader }: StockApiPorts,
  text: string,
  after: string | undefined,
  limit: string | undefined,
): Promise<Answer> {
  const sku = parseSku(text);
  const query = v.safeParse(entriesQuery, { after, limit });
  if (!query.success) {
    return invalidQuery(query.issues);
  }
  const found = await reader.entries(sku, query.output.after, query.output.limit);
  if (found.length === 0 && (await reader.entry(sku, 1)) === undefined) {
    return unknownSku(sku);
  }
  return json(200, { entries: found });
}

async function trace({ reader }: StockApiPorts, channel: string, order: string): Promise<Answer> {
  const view = await traceOrder(reader, parseChannelId(channel), parseSenderId(order));
  return view === undefined
    ? problem(404, 'unknown_order', `The ledger has no order “${order}” on ${channel}.`)
    : json(200, view);
}

const parkedQuery = v.object({ after: v.optional(v.string()), limit: pageSize(PAGE_MAX) });

/** A page of what is parked; `next` is where the page after it begins, absent when there is none. */
async function parked(
  { parking }: StockApiPorts,
  given: Readonly<Record<string, string | undefined>>,
): Promise<Answer> {
  const query = v.safeParse(parkedQuery, { after: given['after'], limit: given['limit'] });
  if (!query.success) {
    return invalidQuery(query.issues);
  }
  const { after, limit } = query.output;
  const place = after === undefined ? undefined : placeIn(after);
  if (after !== undefined && place === undefined) {
    return problem(400, 'invalid', 'after: use the `next` of the page before.');
  }
  const page = await parking.list(limit, place);
  const last = page.at(-1);
  const isMore = last !== undefined && page.length === limit;
  return json(200, { parked: page, ...(isMore && { next: markOf(placeOf(last)) }) });
}

const placeParts = v.strictTuple([v.string(), v.string(), v.string()]);

function markOf({ sku, channel, key }: ParkedPlace): string {
  return Buffer.from(JSON.stringify([sku, channel, key])).toString('base64url');
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
  const [sku, channel, key] = parts;
  return { sku: parseSku(sku), channel: parseChannelId(channel), key };
}

function textBody(event: APIGatewayProxyEventV2): string {
  return rawBody(event).toString('utf8');
}

/** An HTTP API decodes every escape of a path but `%25` (payload format 2.0): so only a percent sign is left to do. */
function pathText(parameter: string | undefined): string {
  return (parameter ?? '').replaceAll('%25', '%');
}
