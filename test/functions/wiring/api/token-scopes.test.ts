/** What each kind of token may ask of each request of the API, by the API's own description. */
import { describe, expect, it } from '@jest/globals';
import { bearerCheck } from '../../../../functions/wiring/api/bearer-check.ts';
import { openApiDocument } from '../../../../functions/wiring/api/openapi/document.ts';
import { NOON } from '../../../fakes/facts.ts';
import { listApi } from './list-routes-under-test.ts';
import { stockApi } from './stock-api-under-test.ts';

const SECRET = {
  token: 'the-first-token-of-all',
  tokens: [
    { name: 'reader', token: 'a-token-that-only-reads', scopes: ['read'] },
    { name: 'cart', token: 'a-token-that-only-holds', scopes: ['hold'] },
    { name: 'shop', token: 'a-token-for-both-of-them', scopes: ['read', 'hold'] },
    { name: 'operator', token: 'a-token-of-an-operator', scopes: ['operate'] },
    { name: 'before', token: 'one-that-a-new-one-overlaps', scopes: ['read'], until: '2026-11-24T12:00:00.001Z' },
    { name: 'over', token: 'one-whose-overlap-is-over', scopes: ['operate'], until: '2026-11-24T12:00:00.000Z' },
    { name: 'none', token: 'a-token-without-a-scope', scopes: [] },
  ],
};

type May = 'read' | 'hold';

const TOKENS: readonly (readonly [string, readonly May[] | 'unknown'])[] = [
  ['the-first-token-of-all', ['read', 'hold']],
  ['a-token-that-only-reads', ['read']],
  ['a-token-that-only-holds', ['hold']],
  ['a-token-for-both-of-them', ['read', 'hold']],
  ['a-token-of-an-operator', ['read', 'hold']],
  ['one-that-a-new-one-overlaps', ['read']],
  ['a-token-without-a-scope', []],
  ['one-whose-overlap-is-over', 'unknown'],
  ['a-token-that-was-removed', 'unknown'],
];

const isAuthorised = bearerCheck(async () => JSON.stringify(SECRET), 'stockline/api', { now: () => Date.parse(NOON) });

const DOCUMENT: { readonly paths: Readonly<Record<string, object>> } = JSON.parse(JSON.stringify(openApiDocument('1')));
/** Every request of the description: `GET /stock`, `POST /holds/{id}/void`. */
const REQUESTS = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
);
const LISTED = ['GET /stock', 'GET /channels', 'GET /problems', 'GET /proposals'];

/** As API Gateway names the route, with what its function reads of the path. */
function routed(request: string): { readonly routeKey: string; readonly path: Record<string, string> } {
  const [, history = ''] = /^GET \/stock\/\{sku\}(\/\w+)?$/.exec(request) ?? [];
  const path = { sku: `MUG${history}`, channel: 'shopify', order: '1', id: 'cart-1' };
  const routeKey = request.replace(/\{sku\}.*/, '{sku+}').replace('{order}', '{order+}');
  return { routeKey, path };
}

async function statusOf(request: string, token: string): Promise<number | undefined> {
  const headers = { authorization: `Bearer ${token}` };
  if (LISTED.includes(request)) {
    const { ask } = await listApi(5, { isAuthorised });
    return (await ask(request.slice('GET '.length), {}, headers)).status;
  }
  const { ask } = await stockApi(5, isAuthorised);
  const { routeKey, path } = routed(request);
  return (await ask(routeKey, { path, headers })).status;
}

it('the description has requests of both kinds', () => {
  expect(new Set(REQUESTS.map((request) => request.split(' ')[0]))).toEqual(new Set(['GET', 'POST']));
});

describe.each(TOKENS)('%s', (token, may) => {
  it.each(REQUESTS)('asks %s as its scopes permit', async (request) => {
    const status = await statusOf(request, token);
    if (may === 'unknown') {
      expect(status).toBe(401);
    } else if (may.includes(request.startsWith('GET') ? 'read' : 'hold')) {
      // What is asked may be wrong or not there: the request was let in.
      expect([200, 400, 404]).toContain(status);
    } else {
      expect(status).toBe(403);
    }
  });
});
