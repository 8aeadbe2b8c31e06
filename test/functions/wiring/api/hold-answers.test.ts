import { describe, expect, it } from '@jest/globals';
import { answerPlace } from '../../../../functions/wiring/api/hold-answers.ts';
import { parseLocationId, parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import { emptyLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { SHARED_RULES } from '../../../fakes/facts.ts';
import { heldMugs } from '../../../fakes/shops/held-mugs.ts';
import { stockApi } from './stock-api-under-test.ts';

const ONE = { id: 'h1', sku: 'MUG', quantity: 4, ttlSeconds: 60 };
const CART = {
  id: 'c1',
  ttlSeconds: 60,
  lines: [
    { sku: 'MUG', quantity: 4 },
    { sku: 'CUP', quantity: 2 },
  ],
};

describe('POST /holds', () => {
  it('answers 201, and the same again 200 with its status', async () => {
    const { ask } = await stockApi(10);
    const expiresAt = '2026-11-24T12:01:00.000Z';
    expect(await ask('POST /holds', { body: ONE })).toEqual({
      status: 201,
      body: { id: 'h1', status: 'open', expiresAt },
    });
    expect(await ask('POST /holds', { body: ONE })).toEqual({
      status: 200,
      body: { id: 'h1', status: 'open', expiresAt },
    });
    expect(await ask('POST /holds', { body: { ...ONE, quantity: 5 } })).toMatchObject({
      status: 409,
      body: { error: { code: 'conflicting' } },
    });
  });

  it.each([
    ['capture', 'captured'],
    ['void', 'voided'],
    ['cancel', 'cancelled'],
  ])('after %s, the same again is answered 409 with its status', async (end, status) => {
    const { ask } = await stockApi(10);
    await ask('POST /holds', { body: ONE });
    await ask(`POST /holds/{id}/${end}`, { path: { id: 'h1' } });
    expect(await ask('POST /holds', { body: ONE })).toMatchObject({
      status: 409,
      body: { error: { code: status, status } },
    });
  });

  it.each([
    ['no units', { ...ONE, quantity: 0 }, 'quantity'],
    ['half a unit', { ...ONE, quantity: 1.5 }, 'quantity'],
    ['half a second', { ...ONE, ttlSeconds: 1.5 }, 'ttlSeconds'],
    ['a location that is none of ours', { ...ONE, location: 'annex' }, 'location'],
  ])('refuses %s with its path', async (_, body, path) => {
    const { ask } = await stockApi(10);
    const answer = await ask('POST /holds', { body });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(path);
  });

  it('names every field that is wrong at once, in words', async () => {
    const { ask } = await stockApi(10);
    const answer = await ask('POST /holds', { body: { quantity: 'four', ttlSeconds: 0, place: 'main' } });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'invalid',
          message:
            'id: it is missing; ttlSeconds: use a whole number from 1 to 86400; sku: it is missing; quantity: use a number; place: there is no such field here.',
          path: 'id',
          fields: [
            { path: 'id', reason: 'it is missing' },
            { path: 'ttlSeconds', reason: 'use a whole number from 1 to 86400' },
            { path: 'sku', reason: 'it is missing' },
            { path: 'quantity', reason: 'use a number' },
            { path: 'place', reason: 'there is no such field here' },
          ],
        },
      },
    });
  });

  it('names every wrong line of a cart, and every location', async () => {
    const { ask } = await stockApi(10);
    const lines = [{ sku: '', quantity: 1 }, { sku: 'MUG', quantity: 1.5 }, 'MUG'];
    expect(await ask('POST /holds', { body: { ...CART, lines } })).toMatchObject({
      status: 400,
      body: { error: { fields: [{ path: 'lines[0].sku' }, { path: 'lines[1].quantity' }, { path: 'lines[2]' }] } },
    });
    const elsewhere = [
      { sku: 'MUG', quantity: 1, location: 'annex' },
      { sku: 'CUP', quantity: 1, location: 'attic' },
    ];
    expect(await ask('POST /holds', { body: { ...CART, lines: elsewhere } })).toMatchObject({
      status: 400,
      body: { error: { fields: [{ path: 'lines[0].location' }, { path: 'lines[1].location' }] } },
    });
  });

  it('says of a body that is no JSON what to send', async () => {
    const { ask } = await stockApi(10);
    const error = { code: 'invalid', message: 'body: use a JSON object.' };
    expect(await ask('POST /holds', { body: '{"id":' })).toMatchObject({ status: 400, body: { error } });
  });

  it('holds at the location that is named', async () => {
    const { ask, table } = await stockApi(10);
    expect(await ask('POST /holds', { body: { ...ONE, location: 'main' } })).toMatchObject({ status: 201 });
    expect((await table.reader().skuState(parseSku('MUG')))?.stock).toMatchObject({ main: { held: 4 } });
  });

  it('refuses a cart that names one SKU at two locations', async () => {
    const { ask } = await stockApi(10);
    const lines = [
      { sku: 'MUG', quantity: 1, location: 'main' },
      { sku: 'MUG', quantity: 1 },
    ];
    const answer = await ask('POST /holds', { body: { ...CART, lines } });
    expect(answer).toMatchObject({ status: 400 });
    expect(JSON.stringify(answer.body)).toContain('lines[1].location');
  });

  it('takes a cart in which one SKU names its location and another does not', async () => {
    const { ask } = await stockApi(10);
    const [mug, cup] = CART.lines;
    const lines = [{ ...mug, location: 'main' }, cup];
    expect(await ask('POST /holds', { body: { ...CART, lines } })).toMatchObject({ status: 201 });
  });

  it('answers 409 with what is available, and with every short line of a cart', async () => {
    const { ask } = await stockApi(1);
    expect(await ask('POST /holds', { body: ONE })).toMatchObject({
      status: 409,
      body: { error: { code: 'insufficient', available: 1 } },
    });
    expect(await ask('POST /holds', { body: CART })).toMatchObject({
      status: 409,
      body: {
        error: {
          lines: [
            { sku: 'MUG', asked: 4, available: 1 },
            { sku: 'CUP', asked: 2, available: 1 },
          ],
        },
      },
    });
  });

  it('grants a cart with its lines, and adds up lines of one SKU', async () => {
    const { ask, stock } = await stockApi(10);
    const lines = [...CART.lines, { sku: 'MUG', quantity: 1 }];
    expect(await ask('POST /holds', { body: { ...CART, lines } })).toMatchObject({
      status: 201,
      body: {
        status: 'open',
        lines: [
          { sku: 'MUG', quantity: 5, location: 'main' },
          { sku: 'CUP', quantity: 2 },
        ],
      },
    });
    expect(await stock()).toMatchObject({ held: 5 });
  });

  it.each([
    ['no JSON', '{', 'body'],
    ['an id that no hold has', { ...ONE, id: 'constructor' }, 'id'],
    ['an id with a control character', { ...ONE, id: 'a\u001b[2J' }, 'id'],
    ['more units than there can be', { ...ONE, quantity: 1e12 }, 'quantity'],
    ['a location that cannot be', { ...ONE, location: 'm'.repeat(65) }, 'location'],
    ['a SKU that cannot be', { ...ONE, sku: 'a\uffff' }, 'sku'],
    ['a list', [], 'id'],
    ['more than a day', { ...ONE, ttlSeconds: 86_401 }, 'ttlSeconds'],
    ['no time', { ...ONE, ttlSeconds: 0 }, 'ttlSeconds'],
    ['a field that is none', { ...ONE, colour: 'red' }, 'colour'],
    ['half a unit', { ...ONE, quantity: 0.5 }, 'quantity'],
    ['a location that is none', { ...ONE, location: 'moon' }, 'location'],
    [
      'a location that is none, in a cart',
      { ...CART, lines: [{ ...CART.lines[0], location: 'moon' }] },
      'lines[0].location',
    ],
    ['no lines', { ...CART, lines: [] }, 'lines'],
    [
      'too many lines',
      { ...CART, lines: Array.from({ length: 26 }, (_, at) => ({ sku: `S${at}`, quantity: 1 })) },
      'lines',
    ],
    ['a bad line', { ...CART, lines: [...CART.lines, { sku: '', quantity: 1 }] }, 'lines[2].sku'],
    ['a line without a quantity', { ...CART, lines: [{ sku: 'MUG' }] }, 'lines[0].quantity'],
  ])('refuses %s with its path', async (_case, body, path) => {
    const { ask, stock } = await stockApi(100);
    const answer = await ask('POST /holds', { body });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid', path } },
    });
    expect(await stock()).toMatchObject({ held: 0 });
  });

  it('names a SKU that the ledger does not have', async () => {
    const { ask } = await stockApi(10);
    expect(await ask('POST /holds', { body: { ...ONE, sku: 'NOBODYS' } })).toMatchObject({
      status: 404,
      body: { error: { code: 'unknown_sku', skus: ['NOBODYS'] } },
    });
  });

  it.each([
    ['sku', { ...ONE, sku: 'SET' }],
    ['lines', { ...CART, lines: [{ sku: 'SET', quantity: 1 }] }],
  ])('refuses a bundle of too many SKUs at the path %s', async (path, body) => {
    const { ports } = await heldMugs(10);
    const madeOf = Array.from({ length: 34 }, (_, index) => ({ sku: parseSku(`PART-${index}`), quantity: 1 }));
    const exposure = { rules: SHARED_RULES, revision: 1, madeOf };
    const ledger = { ...ports.ledger, load: async (sku: Sku) => ({ ...emptyLedger(sku), exposure }) };
    const answer = await answerPlace({ ...ports, ledger }, JSON.stringify(body), []);
    expect([answer.statusCode, JSON.parse(answer.body ?? '')]).toMatchObject([400, { error: { path } }]);
  });

  it('refuses a cart that wants one SKU at two locations by way of a bundle', async () => {
    const { ports } = await heldMugs(10);
    const madeOf = ['MUG', 'CUP'].map((sku) => ({ sku: parseSku(sku), quantity: 1 }));
    const exposure = { rules: SHARED_RULES, revision: 1, madeOf };
    const load = async (sku: Sku) => ({ ...emptyLedger(sku), ...(sku === 'SET' && { exposure }) });
    const lines = [
      { sku: 'SET', quantity: 1, location: 'main' },
      { sku: 'MUG', quantity: 1, location: 'shop' },
    ];
    const locations = ['main', 'shop'].map(parseLocationId);
    const body = JSON.stringify({ ...CART, lines });
    const answer = await answerPlace({ ...ports, ledger: { ...ports.ledger, load } }, body, locations);
    expect([answer.statusCode, JSON.parse(answer.body ?? '')]).toMatchObject([
      400,
      { error: { path: 'lines', message: expect.stringContaining('MUG would be held at two locations') } },
    ]);
  });

  it('repeats a refused location only within bounds', async () => {
    const { ask } = await stockApi(10);
    const answer = await ask('POST /holds', { body: { ...ONE, location: 'm'.repeat(100_000) } });
    expect(JSON.stringify(answer.body).length).toBeLessThan(600);
  });
});

describe('the end of a hold over HTTP', () => {
  const end = async (ends: readonly string[], body?: unknown) => {
    const shop = await stockApi(10);
    await shop.ask('POST /holds', { body: ONE });
    const request = { path: { id: 'h1' }, ...(body !== undefined && { body }) };
    const answers = [];
    for (const each of ends) {
      answers.push(await shop.ask(`POST /holds/{id}/${each}`, request));
    }
    return { ...shop, answer: answers.at(-1) };
  };

  it.each([
    [['capture'], undefined, { committed: 4, onHand: 10 }],
    [['capture'], { as: 'sold' }, { committed: 0, onHand: 6 }],
    [['capture', 'ship'], undefined, { committed: 0, onHand: 6 }],
    [['capture', 'ship', 'return'], undefined, { committed: 0, onHand: 10 }],
    [['capture', 'cancel'], undefined, { committed: 0, onHand: 10 }],
    [['void'], undefined, { committed: 0, onHand: 10 }],
  ])('%p %j', async (ends, body, figures) => {
    const { answer, stock } = await end(ends, body);
    expect(answer).toMatchObject({ status: 200, body: { id: 'h1' } });
    expect(await stock()).toMatchObject({ ...figures, held: 0 });
  });

  it.each([
    ['capture', { as: 'given' }, 'as: use "committed" or "sold".'],
    [
      'capture',
      { order: '', channel: 'No Channel' },
      'order: Expected an id: text without control characters, or a whole number; channel: “No Channel” is not a channel id: use 1 to 40 lower-case letters, digits and dashes, beginning with a letter or digit.',
    ],
    ['void', { as: 'sold' }, 'as: there is no such field here.'],
  ])('%s with the body %j is refused, and says what to send', async (one, body, message) => {
    const { answer, stock } = await end([one], body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid', message } } });
    expect(await stock()).toMatchObject({ held: 4, committed: 0 });
  });

  it('names the order that a capture is for', async () => {
    const { answer, ask } = await end(['capture'], { order: 'wc-10', channel: 'pos' });
    expect(answer).toMatchObject({ status: 200, body: { status: 'captured', order: 'wc-10' } });
    expect(await ask('GET /holds/{id}', { path: { id: 'h1' } })).toMatchObject({
      status: 200,
      body: { id: 'h1', status: 'captured', order: 'wc-10', lines: [{ sku: 'MUG', quantity: 4, status: 'captured' }] },
    });
  });

  it('refuses a capture for a channel that there is not: no order would ever take the hold over', async () => {
    const { answer, stock } = await end(['capture'], { order: 'wc-10', channel: 'shopfy' });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { path: 'channel', message: expect.stringContaining('channels (shopify, pos)') } },
    });
    expect(await stock()).toMatchObject({ held: 4, committed: 0 });
  });

  it.each([
    [['void'], 'nothing', 404],
    [['ship'], 'h1', 409],
    [['void', 'capture'], 'h1', 409],
    [['sell'], 'h1', 404],
  ])('%p of %s: %d', async (ends, id, status) => {
    const { ask } = await stockApi(10);
    await ask('POST /holds', { body: ONE });
    const answers = [];
    for (const each of ends) {
      answers.push(await ask(`POST /holds/{id}/${each}`, { path: { id } }));
    }
    expect(answers.at(-1)?.status).toBe(status);
  });

  it.each([{ as: 'gift' }, { order: 'x', more: 1 }, { order: '' }, { order: 'a\nb' }, { channel: 'NO' }, '{'])(
    'refuses a capture with %j',
    async (body) => {
      const { answer } = await end(['capture'], body);
      expect(answer).toMatchObject({ status: 400 });
    },
  );

  it('of a hold that is none is 404 also when it is read', async () => {
    const { ask } = await stockApi(10);
    expect(await ask('GET /holds/{id}', { path: { id: 'nothing' } })).toMatchObject({ status: 404 });
  });
});
