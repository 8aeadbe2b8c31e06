import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { differences } from './differences.ts';
import { beginEscrow, escrowSale } from './escrow-sale.ts';
import { examplesOfTheApi } from './operating/documented-api.ts';
import { commandsOfTheDocs } from './operating/documented-commands.ts';
import { tokensOfTheApi } from './operating/tokens.ts';
import { typedClient } from './operating/typed-client.ts';
import { randomHistory } from './random-history.ts';
import { eventually, type RunningStack, type Selling, startStack } from './running-stack.ts';
import { stockFiles } from './stock-files.ts';

let stack: RunningStack;

beforeAll(async () => {
  stack = await startStack('shared', 'one', { STOCKLINE_OWN_SHOP: 'true' });
}, 300_000);

afterAll(async () => {
  const { code, outputsLeft } = await stack.stop();
  expect({ code, outputsLeft }).toEqual({ code: 0, outputsLeft: false });
}, 30_000);

const MINUTES = 120_000;
const CHANNELS: readonly Selling[] = ['shopify', 'amazon', 'square', 'own-shop'];

const available = async (sku: string) => (await stack.api(`/stock/${sku}`)).body['available'];
const entries = async (sku: string) =>
  (await stack.api(`/stock/${sku}/entries`)).body['entries'] as Record<string, unknown>[];

/** Every channel shows it, and the ledger believes so. */
async function allShow(sku: string, quantity: number): Promise<boolean> {
  const shown = await Promise.all(CHANNELS.map((channel) => stack.shows(channel, sku)));
  const listings = (await stack.api(`/stock/${sku}`)).body['listings'] as Record<string, number>[];
  return (
    shown.every((each) => each === quantity) &&
    listings.every((each) => each['shown'] === quantity && each['sellable'] === quantity && each['pending'] === 0)
  );
}

/** On an untouched stack, as the page says. */
commandsOfTheDocs(() => stack);

it('escrow begins for the flash sale at the end', () => beginEscrow(stack), MINUTES);

describe('one sale', () => {
  it.each([
    ['shopify', 'DEMO-001'],
    ['amazon', 'DEMO-002'],
    ['square', 'DEMO-003'],
    ['own-shop', 'DEMO-006'],
  ] as const)(
    'on %s reaches the ledger and every other channel, and brings no call to the one that sold',
    async (channel, sku) => {
      const before = await entries(sku);
      expect((await stack.buy(channel, sku, 2)).status).toBe(201);
      await eventually(() => allShow(sku, 98));
      expect(await available(sku)).toBe(98);
      const after = await entries(sku);
      expect(after).toHaveLength(before.length + 1);
      const time = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
      expect(after.at(-1)).toMatchObject({
        source: { channel, key: expect.any(String) },
        occurredAt: time,
        receivedAt: time,
        postedAt: time,
      });
      expect(await stack.changes(channel, sku)).toEqual([]);
      for (const other of CHANNELS.filter((each) => each !== channel)) {
        expect(await stack.changes(other, sku)).toHaveLength(1);
      }
    },
    MINUTES,
  );

  it(
    'at a till is pushed to all of them',
    async () => {
      const sale = { id: 'till-1', lines: [{ id: '1', sku: 'DEMO-004', quantity: 3 }] };
      expect((await stack.pos('sale.completed', sale)).status).toBe(200);
      await eventually(() => allShow('DEMO-004', 97));
      for (const channel of CHANNELS) {
        expect(await stack.changes(channel, 'DEMO-004')).toHaveLength(1);
      }
    },
    MINUTES,
  );

  it(
    'reported five times is one entry',
    async () => {
      const receipt = { id: 'receipt-1', lines: [{ id: '1', sku: 'DEMO-005', quantity: 10 }] };
      for (let delivery = 0; delivery < 5; delivery += 1) {
        expect((await stack.pos('stock.received', receipt)).status).toBe(200);
      }
      await eventually(() => allShow('DEMO-005', 110));
      expect((await entries('DEMO-005')).filter((entry) => entry['kind'] === 'received')).toHaveLength(1);
    },
    MINUTES,
  );

  it(
    'of 120 over 12 SKUs on all channels at once leaves no SKU different',
    async () => {
      const skus = Array.from({ length: 12 }, (_, index) => `DEMO-0${index + 10}`);
      const orders = Array.from({ length: 120 }, (_, index) => index);
      await Promise.all(
        orders.map((index) =>
          stack.buy(CHANNELS[index % CHANNELS.length] ?? 'shopify', skus[index % skus.length] ?? '', 1),
        ),
      );
      await eventually(async () => (await Promise.all(skus.map((sku) => allShow(sku, 90)))).every(Boolean), 120);
    },
    2 * MINUTES,
  );
});

describe('what is not right', () => {
  // The sample's variants are not tracked, which moves no stock; a shop's own are.
  const sample = readFileSync(join(import.meta.dirname, '../shared/channels/shopify/orders-create.json'), 'utf8');
  const payload = Buffer.from(
    sample.replaceAll('"variant_inventory_management": null', '"variant_inventory_management": "shopify"'),
  );
  const shopify = (body: Buffer, facts: { secret?: string; shop?: string; signature?: string | null } = {}) => {
    const { secret = stack.outputs.secrets.shopify, shop = stack.outputs.shopifyShop } = facts;
    const signature = facts.signature ?? createHmac('sha256', secret).update(body).digest('base64');
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      'x-shopify-topic': 'orders/create',
      'x-shopify-shop-domain': shop,
      'x-shopify-api-version': '2026-10',
      'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
      ...(facts.signature !== null && { 'x-shopify-hmac-sha256': signature }),
    };
    return fetch(stack.outputs.webhooks.shopify, { method: 'POST', headers, body: new Uint8Array(body) });
  };

  it(
    'is answered 401 when the signature does not prove it, and leaves no trace',
    async () => {
      const order = Buffer.from(JSON.stringify(lineOf('DEMO-040')));
      const changed = Buffer.concat([order, Buffer.from(' ')]);
      const proof = createHmac('sha256', stack.outputs.secrets.shopify).update(order).digest('base64');
      expect((await shopify(changed, { signature: proof })).status).toBe(401);
      expect((await shopify(order, { signature: null })).status).toBe(401);
      expect((await shopify(order, { secret: 'another secret' })).status).toBe(401);
      expect((await shopify(order, { shop: 'other.myshopify.com' })).status).toBe(401);
      expect(
        (await stack.pos('stock.received', {}, `whsec_${Buffer.from('x'.repeat(32)).toString('base64')}`)).status,
      ).toBe(401);
      expect(await entries('DEMO-040')).toHaveLength(1);
      expect((await stack.api('/trace/shopify/77')).status).toBe(404);
    },
    MINUTES,
  );

  it(
    'is answered 400 with the field that is wrong, 413 when it is too large',
    async () => {
      expect((await shopify(Buffer.from('{"id": 1'))).status).toBe(400);
      const noLines = await shopify(Buffer.from('{"id": 1, "updated_at": "2026-11-24T12:00:00Z"}'));
      expect(noLines.status).toBe(400);
      expect(await noLines.json()).toMatchObject({ error: { path: 'line_items' } });
      const bad = await stack.pos('stock.received', { id: 'r', lines: [{ id: '1', sku: 'DEMO-001', quantity: -1 }] });
      expect(bad).toMatchObject({ status: 400, body: { error: { path: 'data.lines[0].quantity' } } });
      expect((await shopify(Buffer.alloc(4_100_000, ' '))).status).toBe(413);
    },
    MINUTES,
  );

  it(
    'an unknown SKU is parked and visible, the order’s other lines are posted',
    async () => {
      const lines = [
        { id: '1', sku: 'NEVER-SEEN', quantity: 1 },
        { id: '2', sku: 'DEMO-041', quantity: 1 },
      ];
      await stack.pos('sale.completed', { id: 'till-2', lines });
      await eventually(() => allShow('DEMO-041', 99));
      const { body } = await stack.api('/parked');
      expect(JSON.stringify(body)).toContain('NEVER-SEEN');
    },
    MINUTES,
  );

  it(
    'keeps an 18-digit id byte for byte, and takes a real Shopify payload as it is',
    async () => {
      expect((await shopify(payload)).status).toBe(200);
      await eventually(async () => (await stack.api('/trace/shopify/820982911946154508')).status === 200);
      const { body } = await stack.api('/trace/shopify/820982911946154508');
      expect(JSON.stringify(body)).toContain('order:shopify:820982911946154508:line:487817672276298554');
    },
    MINUTES,
  );
});

describe('the stock API', () => {
  it('answers nobody without the token', async () => {
    expect((await fetch(`${stack.outputs.api.url}/stock/DEMO-001`)).status).toBe(401);
  });

  it('says 404 for a SKU the ledger does not have', async () => {
    expect(await stack.api('/stock/NO%2FSUCH')).toMatchObject({
      status: 404,
      body: { error: { code: 'unknown_sku' } },
    });
  });

  it(
    'grants exactly as many of 50 parallel holds as there are units, and frees them when their time is over',
    async () => {
      await stack.pos('stock.adjusted', {
        id: 'a1',
        lines: [{ id: '1', sku: 'DEMO-042', change: -90, reason: 'test' }],
      });
      await eventually(async () => (await available('DEMO-042')) === 10);
      const asked = Array.from({ length: 50 }, (_, index) =>
        stack.api('/holds', {
          method: 'POST',
          body: JSON.stringify({ id: `race-${index}`, sku: 'DEMO-042', quantity: 1, ttlSeconds: 20 }),
        }),
      );
      const answers = (await Promise.all(asked)).map((answer) => answer.status);
      expect(answers.filter((status) => status === 201)).toHaveLength(10);
      expect(answers.filter((status) => status === 409)).toHaveLength(40);
      expect(await available('DEMO-042')).toBe(0);
      await eventually(async () => (await available('DEMO-042')) === 10);
      await eventually(() => allShow('DEMO-042', 10));
    },
    MINUTES,
  );
});

describe('the page', () => {
  it(
    'is served with its script, lets in the bearer of the token, and lists the stock, the channels and no problem of them',
    async () => {
      const { api, page } = stack.outputs;
      const html = await (await fetch(page.url)).text();
      const [, script = ''] = /src="(assets\/[^"]+\.js)"/.exec(html) ?? [];
      const loaded = await fetch(new URL(script, page.url));
      expect([loaded.status, loaded.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
      expect((await fetch(`${api.url}/stock`)).status).toBe(401);
      const signIn = await fetch(new URL('sign-in', page.url), {
        method: 'POST',
        body: JSON.stringify({ token: api.token }),
      });
      const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
      const ask = (path: string, headers = {}) => fetch(new URL(path, page.url), { headers: { cookie, ...headers } });
      const list = await ask('stock?query=demo-00*&limit=3');
      expect(await list.json()).toMatchObject({
        stock: [{ sku: 'DEMO-001' }, { sku: 'DEMO-002' }, {}],
        next: 'DEMO-003',
      });
      const one = await ask('stock/DEMO-001');
      const again = await ask('stock/DEMO-001', { 'if-none-match': one.headers.get('etag') ?? '' });
      expect([one.status, again.status]).toEqual([200, 304]);
      expect(await (await ask('channels')).json()).toMatchObject({
        channels: [{ pushing: 'live' }, {}, {}, {}, { channel: 'pos' }],
      });
      expect((await ask('problems')).status).toBe(200);
      const held = { id: 'page-1', sku: 'DEMO-001', quantity: 1, ttlSeconds: 10 };
      const write = await fetch(`${api.url}/holds`, {
        method: 'POST',
        headers: { cookie },
        body: JSON.stringify(held),
      });
      expect(write.status).toBe(401);
    },
    MINUTES,
  );
});

describe('the whole stack under doubled and delayed webhooks', () => {
  randomHistory(() => stack, 20_261_124, ['DEMO-045', 'DEMO-046', 'DEMO-047', 'DEMO-048'], 80);
});

differences(() => stack);
stockFiles(() => stack);
typedClient(() => stack);
tokensOfTheApi(() => stack);
examplesOfTheApi(() => stack);

/** Another sale: `STOCKLINE_TEST_FROM=7 STOCKLINE_TEST_WEIGHTS=7,2,1,1 npm test -- test/emulator/one-sale`. */
describe('a flash sale under escrow', () => {
  const weights = (process.env['STOCKLINE_TEST_WEIGHTS'] ?? '5,3,2,2').split(',').map(Number);
  escrowSale(() => stack, Number(process.env['STOCKLINE_TEST_FROM'] ?? 20_261_124), weights);
});

function lineOf(sku: string) {
  const line = { id: 1, sku, quantity: 1, current_quantity: 1, fulfillable_quantity: 1 };
  return { id: 77, updated_at: '2026-11-24T12:00:00Z', line_items: [line], fulfillments: [], refunds: [] };
}
