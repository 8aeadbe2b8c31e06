/** Answers the stock API: stock, entries, holds. */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as v from 'valibot';
import { documentClient, secretsClient } from '../shared/aws/lambda/clients.ts';
import { environmentText, exposureRules, ledgerLocations, secretName } from '../shared/aws/lambda/environment.ts';
import { headersOf, json, problem, rawBody } from '../shared/aws/lambda/http.ts';
import { dynamoParkingLot } from '../shared/aws/ledger/parking-lot.ts';
import { dynamoStockReader } from '../shared/aws/ledger/stock-reader.ts';
import { cachedSecrets } from '../shared/aws/secrets/secrets.ts';
import { InvalidIdentifierError, parseChannelId, parseSku } from '../shared/domain/identifiers.ts';
import { readStock, readStockAt, traceOrder } from '../shared/usecases/reading/read-stock.ts';
import { answerEnd, answerPlace, holdPorts } from './wiring/holds.ts';

const database = documentClient();
const table = environmentText('TABLE_NAME');
const reader = dynamoStockReader(database, table);
const parking = dynamoParkingLot(database, table);
const rules = exposureRules();
const locations = ledgerLocations();
const holds = holdPorts();
const readSecret = cachedSecrets(secretsClient());
const tokenSecret = v.object({ token: v.pipe(v.string(), v.minLength(16)) });

type Answer = APIGatewayProxyStructuredResultV2;

/** The stock API: reads for the bearer of the token, each answered from the ledger itself. */
export async function handler(event: APIGatewayProxyEventV2): Promise<Answer> {
  if (!(await isAuthorised(event))) {
    return problem(
      401,
      'unauthorised',
      'Send the API token of secret stockline/api as `Authorization: Bearer <token>`.',
    );
  }
  try {
    return await route(event);
  } catch (error) {
    if (error instanceof InvalidIdentifierError) {
      return problem(400, 'invalid', error.message);
    }
    throw error;
  }
}

async function route(event: APIGatewayProxyEventV2): Promise<Answer> {
  const query = event.queryStringParameters ?? {};
  const parameters = event.pathParameters ?? {};
  switch (event.routeKey) {
    case 'GET /stock/{sku+}':
      return stockOrEntries(pathText(parameters['sku']), query);
    case 'GET /trace/{channel}/{order+}':
      return trace(pathText(parameters['channel']), pathText(parameters['order']));
    case 'POST /holds':
      return answerPlace(holds, textBody(event), locations);
    case 'POST /holds/{id}/capture':
      return answerEnd(holds, pathText(parameters['id']), 'capture', textBody(event));
    case 'POST /holds/{id}/void':
      return answerEnd(holds, pathText(parameters['id']), 'void', textBody(event));
    case 'GET /parked':
      return json(200, { parked: await parking.list(1000) });
    default:
      return problem(404, 'unknown_route', `${event.routeKey} is no route of this API.`);
  }
}

const ENTRIES = '/entries';

/** A SKU may have slashes, so one greedy route takes both. */
function stockOrEntries(path: string, query: Readonly<Record<string, string | undefined>>): Promise<Answer> {
  return path.endsWith(ENTRIES)
    ? entries(path.slice(0, -ENTRIES.length), query['after'], query['limit'])
    : stock(path, query['at']);
}

async function stock(text: string, at: string | undefined): Promise<Answer> {
  const sku = parseSku(text);
  const time = at === undefined ? undefined : new Date(at);
  if (at !== undefined && time !== undefined && !isThatTime(at, time)) {
    return problem(400, 'invalid', `at: “${at}” is not a time, use ISO 8601 as 2026-11-24T14:02:00.000Z.`);
  }
  const view =
    time === undefined ? await readStock(reader, rules, sku, new Date()) : await readStockAt(reader, sku, time);
  if (view === undefined) {
    const when = time === undefined ? '' : ` at ${time.toISOString()}`;
    return problem(404, 'unknown_sku', `The ledger has no SKU “${sku}”${when}: import it with \`stockline import\`.`);
  }
  return json(200, view);
}

/** `new Date` takes 30 February for 2 March. */
function isThatTime(text: string, time: Date): boolean {
  const day = Number(/^\d{4}-\d{2}-(\d{2})/.exec(text)?.[1]);
  const lastDay = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
  return !Number.isNaN(time.getTime()) && day >= 1 && day <= lastDay;
}

const ENTRIES_MAX = 1000;
const entriesQuery = v.object({
  after: v.pipe(
    v.optional(v.string(), '0'),
    v.regex(/^\d{1,12}$/, 'use an entry number, 0 or more'),
    v.transform(Number),
  ),
  limit: v.pipe(
    v.optional(v.string(), '100'),
    v.regex(/^\d{1,4}$/, `use a whole number from 1 to ${ENTRIES_MAX}`),
    v.transform(Number),
    v.minValue(1, `use a whole number from 1 to ${ENTRIES_MAX}`),
    v.maxValue(ENTRIES_MAX, `use a whole number from 1 to ${ENTRIES_MAX}`),
  ),
});

async function entries(text: string, after: string | undefined, limit: string | undefined): Promise<Answer> {
  const sku = parseSku(text);
  const query = v.safeParse(entriesQuery, { after, limit });
  if (!query.success) {
    const [issue] = query.issues;
    return problem(400, 'invalid', `${v.getDotPath(issue)}: ${issue.message}.`);
  }
  const found = await reader.entries(sku, query.output.after, query.output.limit);
  if (found.length === 0 && (await reader.entry(sku, 1)) === undefined) {
    return problem(404, 'unknown_sku', `The ledger has no SKU “${sku}”: import it with \`stockline import\`.`);
  }
  return json(200, { entries: found });
}

async function trace(channel: string, order: string): Promise<Answer> {
  const view = await traceOrder(reader, parseChannelId(channel), order);
  return view === undefined
    ? problem(404, 'unknown_order', `The ledger has no order “${order}” on ${channel}.`)
    : json(200, view);
}

function textBody(event: APIGatewayProxyEventV2): string {
  return rawBody(event).toString('utf8');
}

/** An HTTP API decodes every escape of a path but `%25` (payload format 2.0): so only a percent sign is left to do. */
function pathText(parameter: string | undefined): string {
  return (parameter ?? '').replaceAll('%25', '%');
}

async function isAuthorised(event: APIGatewayProxyEventV2): Promise<boolean> {
  const given = /^Bearer (.+)$/i.exec(headersOf(event)['authorization'] ?? '')?.[1];
  if (given === undefined) {
    return false;
  }
  const { token } = v.parse(tokenSecret, JSON.parse(await readSecret(secretName('api'))));
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
