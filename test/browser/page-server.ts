/** The page and the API as they are deployed, over a table in memory, on a port of this machine. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { bearerCheck } from '../../functions/wiring/api/bearer-check.ts';
import { openApiDocument } from '../../functions/wiring/api/openapi/document.ts';
import { cookieName, eitherOf, sessionCheck } from '../../functions/wiring/api/session.ts';
import { stockRoutes } from '../../functions/wiring/api/stock-routes.ts';
import { pageRoutes } from '../../functions/wiring/page/page-routes.ts';
import { pageFiles } from '../../infra/constructs/page-files.ts';
import { readListedStates } from '../../shared/aws/lists/listed-states.ts';
import { dynamoPastReader } from '../../shared/aws/lists/past-reader.ts';
import { NEW_CHANNEL } from '../../shared/domain/pushing/channel-state.ts';
import type { SetAsideMessages } from '../../shared/ports/reading/set-aside-messages.ts';
import { dynamoPorts } from '../contract/dynamo-table.ts';
import { memoryDatabase } from '../contract/memory-database.ts';
import { AMAZON, MAIN, POS, SHARED_RULES, SHOPIFY, SQUARE } from '../fakes/facts.ts';
import { heldMugs } from '../fakes/shops/held-mugs.ts';
import { eventOf } from '../functions/wiring/api/stock-api-under-test.ts';

const TABLE = 'Ledger';
const COOKIE = cookieName(true);

export const TOKEN = randomUUID();

const CHANNELS = [
  { id: SHOPIFY, platform: 'Shopify', places: ['-'], mode: 'live' as const },
  { id: AMAZON, platform: 'Amazon', places: ['-'], mode: 'live' as const },
  { id: SQUARE, platform: 'Square', places: ['-'], mode: 'live' as const },
  { id: POS, platform: 'POS', places: ['-'] },
];

export type PageServer = Awaited<ReturnType<typeof startPageServer>>;

/** What a test changes while the page is open: messages that failed, and whether the API answers 503 to all but the files of the page. */
type PageState = { setAside: readonly SetAsideMessages[]; isDown: boolean };

/** `answered` has the status of every request by its path, in order. */
export async function startPageServer() {
  const { client } = memoryDatabase();
  const table = dynamoPorts(client, TABLE);
  const answered: { readonly path: string; readonly status: number }[] = [];
  const state: PageState = { setAside: [], isDown: false };
  const routes = await routesOver(client, table, state);
  const server = createServer((request, response) => {
    void answer(state.isDown && !isFile(request) ? BROKEN : routes, request, response).then((status) =>
      answered.push({ path: request.url ?? '', status }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { state, url: `http://127.0.0.1:${port}/`, client, table, answered, stop };
}

type Routes = Readonly<
  Record<'page' | 'stock', (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>>
>;

async function routesOver(
  client: DynamoDBDocumentClient,
  table: ReturnType<typeof dynamoPorts>,
  state: PageState,
): Promise<Routes> {
  const readSecret = async () => JSON.stringify({ token: TOKEN });
  const isAuthorised = eitherOf(bearerCheck(readSecret, 'api'), sessionCheck(readSecret, 'api', COOKIE));
  const files = pageFiles();
  const since = new Date().toISOString();
  const measured = {
    lag: { p50Ms: 1_240, p95Ms: 2_310, since },
    reportDelay: { p50Ms: 420, p95Ms: 8_300, since },
    ...{ soldPerMinute: 2.8, receivedPerMinute: 3.4, lastReceivedAt: since },
  };
  return {
    page: pageRoutes({
      files: () => files,
      openApi: () => openApiDocument('0.0.0'),
      login: { readSecret, secret: 'api', cookie: COOKIE, clock: () => new Date(), wait: async () => undefined },
      lists: {
        isAuthorised,
        lists: table.lists,
        states: (skus) => readListedStates(client, TABLE, CHANNELS, skus),
        past: dynamoPastReader(client, TABLE),
        pastOfListings: table.reader,
        parking: table.parking,
        setAside: async () => state.setAside,
        proposals: table.proposals,
        rules: SHARED_RULES,
        settleMs: 30_000,
        channels: CHANNELS,
        channelStates: { read: async () => NEW_CHANNEL },
        figures: {
          figures: async (channels) => new Map(channels.map((id) => [id, measured])),
          marks: async () => ({ sweptTo: since, comparedAt: since }),
        },
        clock: () => new Date(),
      },
    }),
    stock: stockRoutes({
      isAuthorised,
      reader: table.reader,
      parking: table.parking,
      rules: SHARED_RULES,
      locations: [MAIN],
      channels: CHANNELS.map(({ id }) => id),
      // The page reads, and holds are none of its matters.
      holds: (await heldMugs(1)).ports,
    }),
  };
}

function isFile({ url = '' }: IncomingMessage): boolean {
  return url === '/' || url.startsWith('/assets/');
}

const broken = async () => ({ statusCode: 503, body: '{"error":{"code":"busy","message":"Try again."}}' });
const BROKEN: Routes = { page: broken, stock: broken };

async function answer(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<number> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk));
  }
  const event = handedOn(request, Buffer.concat(chunks));
  const route = /^GET \/(?:stock\/|trace\/|parked)/.test(`${request.method} ${event.rawPath}`)
    ? routes.stock
    : routes.page;
  const { statusCode = 200, headers = {}, cookies = [], body = '', isBase64Encoded } = await route(event);
  response.writeHead(statusCode, { ...headers, ...(cookies.length > 0 && { 'set-cookie': cookies }) } as Record<
    string,
    string
  >);
  response.end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
  return statusCode;
}

/** As API Gateway hands it on: it decodes the path, and knows the route. */
function handedOn(request: IncomingMessage, body: Buffer): APIGatewayProxyEventV2 {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const path = decodeURIComponent(pathname);
  const [, first = '', ...rest] = path.split('/');
  const [routeKey, pathParameters] = routeOf(`${request.method}`, first, rest);
  const event = eventOf(routeKey, {
    body: body.toString(),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    query: Object.fromEntries(searchParams),
    path: pathParameters,
  });
  return { ...event, rawPath: path };
}

function routeOf(method: string, first: string, rest: readonly string[]): [string, Record<string, string>] {
  if (first === 'stock' && rest.length > 0) {
    return ['GET /stock/{sku+}', { sku: rest.join('/') }];
  }
  if (first === 'trace') {
    return ['GET /trace/{channel}/{order+}', { channel: rest[0] ?? '', order: rest.slice(1).join('/') }];
  }
  return first === 'assets' ? ['GET /assets/{file}', { file: rest[0] ?? '' }] : [`${method} /${first}`, {}];
}
