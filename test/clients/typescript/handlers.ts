/** The typed client on the API's own handlers, over a table in memory. */
import { type Stockline, stocklineClient } from '../../../clients/typescript/src/client.ts';
import { stockApi } from '../../functions/wiring/api/stock-api-under-test.ts';

/** Mugs as the ledger has them, the client, each request that it made, and a clock to move. */
export async function mugsByClient(onHand: number) {
  const { ask, pass } = await stockApi(onHand);
  const requests: Request[] = [];
  const stockline: Stockline = stocklineClient({
    url: 'https://api.example.com',
    token: 'secret',
    fetch: async (request) => {
      requests.push(request);
      const { pathname } = new URL(request.url);
      const text = await request.text();
      const { status, body } = await ask(routeOf(request.method, pathname), {
        path: pathOf(pathname),
        ...(text !== '' && { body: text }),
      });
      return Response.json(body, { status: status ?? 200 });
    },
  });
  return { stockline, requests, pass };
}

/** As API Gateway names the route of a path. */
function routeOf(method: string, pathname: string): string {
  const route = pathname.replace(/^\/stock\/.*/, '/stock/{sku+}').replace(/^\/holds\/[^/]+/, '/holds/{id}');
  return `${method} ${route}`;
}

function pathOf(pathname: string): Record<string, string> {
  const [, collection = '', ...rest] = pathname.split('/').map(decodeURIComponent);
  return collection === 'stock' ? { sku: rest.join('/') } : { id: rest[0] ?? '' };
}
