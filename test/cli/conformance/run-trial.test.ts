import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, jest } from '@jest/globals';
import { conformanceLines, rowLines } from '../../../cli/reports/conformance-report.ts';
import { signedHeaders } from '../../../shared/channels/own-format/sign.ts';
import { answering, CALLING, listening, proxy, type Shop } from './broken-shops.ts';
import { tried } from './tried.ts';

jest.setTimeout(60_000);

const EMPTY_OF_SALES = ['sale', 'sale again', 'open again', 'cancellation'];

describe('the conformance table', () => {
  it.each([
    ['a web shop', {}, []],
    ['a till', { reports: 'sales' as const }, ['open again']],
  ])(
    'holds for %s, but for what only shops of the other kind do, and leaves its figures as they were',
    async (_, options, unlike) => {
      const { failing, untried, shows, rows } = await tried({ options, sells: true, skus: ['MUG', 'PEN'] });
      expect(failing).toEqual([]);
      expect(untried).toEqual(['figure', ...unlike, 'connect again']);
      expect(rows.length).toBeGreaterThan(20);
      expect(await shows()).toBe(10);
    },
  );

  it('holds for a shop that takes figures only', async () => {
    const options = { takes: 'figures' as const };
    const { failing, untried, shows } = await tried({ options, sells: true, skus: ['MUG', 'PEN'] });
    expect(failing).toEqual([]);
    expect(untried).toEqual(['lower, raise', 'comparison', 'at once', 'below zero', 'connect again']);
    expect(await shows()).toBe(10);
  });

  it('holds for a shop that is too busy now and then, and says so', async () => {
    let calls = 0;
    const busy = async (shop: Shop) => {
      const server = createServer(async (request, response) => {
        const body = await buffer(request);
        calls += 1;
        if (calls % 3 === 0 && request.headers['webhook-signature'] !== undefined) {
          response.writeHead(429, { 'retry-after': '0.01' }).end('{"error":{"code":"busy","message":"Not now."}}');
          return;
        }
        const { host: _host, ...headers } = request.headers;
        const passed = await fetch(`${shop.url}${request.url}`, {
          method: 'POST',
          headers: Object.fromEntries(
            Object.entries(headers).filter(([name]) => !/^(conn|content-len)/.test(name)),
          ) as Record<string, string>,
          body,
        });
        response.writeHead(passed.status, { 'content-type': 'application/json' }).end(await passed.text());
      });
      return listening(server);
    };
    // Who is not let in may hear so or be put off: only calls that are signed well are repeated.
    const { failing } = await tried({ behind: busy });
    expect(failing.filter((name) => !['other secret', 'altered', 'other time', 'two secrets'].includes(name))).toEqual(
      [],
    );
  });

  it('says what it does not try without a command that sells', async () => {
    const { untried, rows } = await tried({});
    expect(untried).toEqual(['all SKUs', 'figure', ...EMPTY_OF_SALES, 'connect again']);
    expect(conformanceLines(rows).join('')).toMatch(/^\d+ of \d+ hold, 0 do not, 7 not tried\.$/);
  });

  it('lets the shop send its messages to where it sent them before', async () => {
    const sendsTo = 'http://127.0.0.1:1/webhooks/web';
    const { shop, untried } = await tried({ options: { sendsTo } });
    expect(untried).not.toContain('connect again');
    const body = '{}';
    const answer = await fetch(`${shop.url}/describe`, {
      method: 'POST',
      headers: signedHeaders(body, [CALLING]),
      body,
    });
    expect(await answer.json()).toMatchObject({ sendsTo });
  });

  it('finds a shop that lets everybody in, with the call that shows it', async () => {
    const { failing, rows } = await tried({ behind: (shop) => proxy(shop.url, () => ({})) });
    expect(failing).toEqual(['unsigned', 'other secret', 'altered', 'other time']);
    const lines = rows.flatMap(rowLines).join('\n');
    expect(lines).toMatch(
      /!! {2}unsigned .*\n +It answers 200 where 401 was expected\.\n +POST http:\S+\/describe {}\n +→ 200 /,
    );
  });

  it('finds a shop that verifies the signature of some calls only', async () => {
    const behind = (shop: Shop) => proxy(shop.url, (path) => ({ asIs: path !== '/push' }));
    expect((await tried({ behind })).failing).toEqual(['unsigned', 'other secret']);
  });

  it('finds a shop that answers and does nothing, and one that says no such thing as was agreed', async () => {
    const { failing } = await tried({ faults: { api: { ignore: 1 } } });
    // What it says of a push below zero is what it shows then: nothing moved.
    expect(failing).toEqual(['lower, raise', 'same key', 'at once', 'below zero']);
    const broken = answering('push', () => ({ error: 'Oops.' }));
    const deaf = await tried({ behind: broken });
    expect(deaf.failing).toEqual([
      'lower, raise',
      'nothing else',
      'same key',
      'comparison',
      'at once',
      'below zero',
      'unknown',
    ]);
  });

  it('finds a shop that does not compare, and puts back what it took', async () => {
    const blind = (body: string) => body.replace(/"ifShown":\d+/, '"ifShown":null');
    const behind = (shop: Shop) =>
      proxy(shop.url, (path, body) => (path === '/push' ? { body: blind(body) } : { asIs: true }));
    const { failing, shows } = await tried({ behind });
    expect(failing).toContain('comparison');
    expect(await shows()).toBe(10);
  });

  it('finds a shop that forgets its keys, and puts back what it took twice', async () => {
    let calls = 0;
    const behind = (shop: Shop) =>
      proxy(shop.url, (path, body) => {
        calls += 1;
        return path === '/push' ? { body: body.replace(/"key":"/, `"key":"${calls}`) } : { asIs: true };
      });
    const { failing, shows } = await tried({ behind });
    expect(failing).toContain('same key');
    expect(await shows()).toBe(10);
  });

  it('finds a shop that takes figures and forgets its keys', async () => {
    let calls = 0;
    const behind = (shop: Shop) =>
      proxy(shop.url, (path, body) => {
        calls += 1;
        return path === '/push' ? { body: body.replace(/"key":"/, `"key":"${calls}`) } : { asIs: true };
      });
    expect((await tried({ options: { takes: 'figures' }, behind })).failing).toContain('same key');
  });

  it('finds a shop that answers a key again with what it shows now', async () => {
    const keys = new Set<string>();
    let shows = 10;
    const behind = (shop: Shop) =>
      proxy(shop.url, (path, body) => {
        const { key, change } = JSON.parse(body);
        const isAgain = keys.has(key);
        keys.add(key);
        const answer = (text: string) => {
          const said = JSON.parse(text);
          shows = said.result === 'applied' && !isAgain ? said.shows : shows;
          return said.result === 'applied' ? JSON.stringify({ ...said, shows }) : text;
        };
        return path === '/push' && change !== undefined ? { asIs: true, answer } : { asIs: true };
      });
    expect((await tried({ behind })).failing).toEqual(['same key']);
  });

  it('finds a shop that moves another listing, too', async () => {
    const behind = (shop: Shop) =>
      proxy(shop.url, async (path, body) => {
        if (path === '/push' && body.includes('"L-2"')) {
          const also = body.replace('"L-2"', '"L-1"').replace('"key":"', '"key":"also ');
          await fetch(`${shop.url}/push`, { method: 'POST', headers: signedHeaders(also, [CALLING]), body: also });
        }
        return { asIs: true };
      });
    expect((await tried({ behind })).failing).toEqual(['nothing else']);
  });

  it.each<[string, (shop: Shop) => Promise<string>, string[]]>([
    [
      'whose pages skip',
      answering('listings', (said) => ({ ...said, listings: said.listings.slice(1) })),
      ['all SKUs'],
    ],
    [
      'whose pages repeat',
      answering('listings', (said) => ({ ...said, listings: [...said.listings, ...said.listings] })),
      ['listings'],
    ],
    ['whose pages say no next', answering('listings', ({ listings }) => ({ listings })), ['listings']],
    [
      'whose pages lead to themselves',
      answering('listings', (said) => ({ ...said, listings: [], next: 'here' })),
      ['listings'],
    ],
    [
      'that shows some figures only',
      answering('figures', (said) => ({ figures: said.figures.slice(0, 1) })),
      ['figures'],
    ],
    ['that says no status', answering('test', () => ({ status: null })), ['test message']],
    ['that says 200 whatever comes', answering('test', () => ({ status: 200 })), ['test message']],
    ['that names no open order', answering('open-orders', (said) => ({ ...said, messages: [] })), ['open again']],
    [
      'that changed nothing',
      answering('changes', (said) => ({ ...said, messages: [] })),
      ['sale again', 'cancellation'],
    ],
    [
      'that says an order twice',
      answering('changes', (said) => ({ ...said, messages: [...said.messages, ...said.messages] })),
      ['sale again', 'cancellation'],
    ],
  ])('finds a shop %s', async (_, behind, wanted) => {
    const { failing } = await tried({ behind, sells: true, skus: ['PEN', 'MUG'] });
    expect(failing).toEqual(wanted);
  });

  it('ends with a shop whose empty pages go on and on', async () => {
    let page = 0;
    const behind = answering('listings', () => {
      page += 1;
      return { listings: [], next: `${page}` };
    });
    expect((await tried({ behind })).failing).toEqual(['listings']);
  });
});
