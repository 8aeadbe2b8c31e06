/** The stock API over a table in memory, asked as API Gateway asks it. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as v from 'valibot';
import type { RequestCheck } from '../../../../functions/wiring/api/access.ts';
import { stockRoutes } from '../../../../functions/wiring/api/stock-routes.ts';
import type { HoldPorts } from '../../../../shared/usecases/holds/hold-ports.ts';
import { MAIN, POS, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';
import { heldMugs } from '../../../fakes/shops/held-mugs.ts';

type Request = {
  readonly body?: unknown;
  readonly query?: Record<string, string>;
  readonly path?: Record<string, string>;
  readonly headers?: Record<string, string>;
};

/** `ask` resolves with the status and the parsed body. `changed` may replace ports of holds. */
export async function stockApi(
  onHand: number,
  isAuthorised: boolean | RequestCheck = true,
  changed: (ports: HoldPorts) => HoldPorts = (ports) => ports,
) {
  const shop = await heldMugs(onHand);
  const handler = stockRoutes({
    isAuthorised: typeof isAuthorised === 'boolean' ? async () => isAuthorised : isAuthorised,
    reader: shop.table.reader(),
    parking: shop.table.parkingLot(),
    rules: SHARED_RULES,
    locations: [MAIN],
    channels: [SHOPIFY, POS],
    holds: changed(shop.ports),
  });
  const ask = async (routeKey: string, request: Request = {}) => {
    const [, end] = /^POST \/holds\/\{id\}\/(\w+)$/.exec(routeKey) ?? [];
    const answer = await handler(
      end === undefined
        ? eventOf(routeKey, request)
        : eventOf('POST /holds/{id}/{end}', { ...request, path: { ...request.path, end } }),
    );
    return { status: answer.statusCode, body: v.parse(v.looseObject({}), JSON.parse(answer.body ?? '{}')) };
  };
  return { ...shop, ask };
}

/** A request as API Gateway's HTTP API hands it on (payload format 2.0). */
export function eventOf(routeKey: string, { body, query, path, headers = {} }: Request = {}): APIGatewayProxyEventV2 {
  const [method = '', rawPath = ''] = routeKey.split(' ');
  const text = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: '',
    headers,
    isBase64Encoded: false,
    ...(text !== undefined && { body: text }),
    ...(query !== undefined && { queryStringParameters: query }),
    ...(path !== undefined && { pathParameters: path }),
    requestContext: {
      accountId: '',
      apiId: '',
      domainName: '',
      domainPrefix: '',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: '',
      routeKey,
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
  };
}
