import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { openApiDocument, SCHEMAS, type SchemaName } from '../../../../../functions/wiring/api/openapi/document.ts';
import { EXAMPLES } from '../../../../../functions/wiring/api/openapi/examples.ts';
import { parseSku } from '../../../../../shared/domain/identifiers.ts';
import { register } from '../../../../contract/table-steps.ts';
import { AMAZON, MUG, orderLine, SHOPIFY } from '../../../../fakes/facts.ts';
import { listApi } from '../list-routes-under-test.ts';
import { stockApi } from '../stock-api-under-test.ts';

const DOCUMENT = JSON.parse(JSON.stringify(openApiDocument('1.2.3')));
const NAMES = Object.keys(SCHEMAS) as SchemaName[];

/** What the schema finds wrong; nothing where the answer is as described, without a field that is not. */
function wrongIn(name: SchemaName, answer: unknown): readonly string[] {
  const read = v.safeParse<v.GenericSchema>(SCHEMAS[name], answer);
  return read.success ? [] : read.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
}

describe('the description of the API', () => {
  it('is OpenAPI 3.1 and refers to schemas that it has', () => {
    expect(DOCUMENT).toMatchObject({ openapi: '3.1.0', info: { title: 'Stockline', version: '1.2.3' } });
    const references = [...JSON.stringify(DOCUMENT).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name,
    );
    expect([...new Set(references)].sort()).toEqual([...NAMES].sort());
  });

  it('says the limits that handlers hold requests to', () => {
    expect(DOCUMENT.components.schemas.HoldRequest).toMatchObject({
      required: ['id', 'ttlSeconds', 'sku', 'quantity'],
      additionalProperties: false,
      properties: { quantity: { type: 'integer', minimum: 1 }, ttlSeconds: { minimum: 1, maximum: 86_400 } },
    });
    const parameters: { name: string; schema: object }[] = DOCUMENT.paths['/stock'].get.parameters;
    expect(parameters.find(({ name }) => name === 'filter')?.schema).toMatchObject({
      enum: expect.arrayContaining(['oversold', 'atRisk', 'differing']),
    });
  });

  it.each(NAMES)('has an example of %s that is as described', (name) => {
    expect(wrongIn(name, EXAMPLES[name])).toEqual([]);
  });
});

describe('each answer is as described:', () => {
  const shop = async () => {
    const api = await stockApi(10);
    await register(api.table.registry(), MUG, SHOPIFY, 10);
    await register(api.table.registry(), MUG, AMAZON, 10, 'absolute');
    await api.post(orderLine({ order: '7', ordered: 2 }), orderLine({ sku: parseSku('NEVER-SEEN'), order: '7' }));
    return api;
  };

  it('stock, now and as it was', async () => {
    const { ask } = await shop();
    expect(wrongIn('Stock', (await ask('GET /stock/{sku+}', { path: { sku: 'MUG' } })).body)).toEqual([]);
    const query = { at: '2027-01-01T00:00:00Z' };
    expect(wrongIn('StockAt', (await ask('GET /stock/{sku+}', { path: { sku: 'MUG' }, query })).body)).toEqual([]);
  });

  it('why, now and as it was, also of what is oversold', async () => {
    const { ask, post } = await shop();
    await post(orderLine({ channel: AMAZON, order: '8', ordered: 9 }));
    const now = await ask('GET /stock/{sku+}', { path: { sku: 'MUG/why' } });
    expect(now.body['oversales']).toHaveLength(1);
    expect([now.status, wrongIn('Why', now.body)]).toEqual([200, []]);
    const query = { at: '2027-01-01T00:00:00Z' };
    const then = await ask('GET /stock/{sku+}', { path: { sku: 'MUG/why' }, query });
    expect([then.status, wrongIn('Why', then.body)]).toEqual([200, []]);
    const unknown = await ask('GET /stock/{sku+}', { path: { sku: 'NOBODY/why' } });
    expect([unknown.status, wrongIn('Error', unknown.body)]).toEqual([404, []]);
    expect((await ask('GET /stock/{sku+}', { path: { sku: 'MUG/why' }, query: { at: 'x' } })).status).toBe(400);
  });

  it('entries, pushes, trace and what is parked', async () => {
    const { ask } = await shop();
    const entries = (await ask('GET /stock/{sku+}', { path: { sku: 'MUG/entries' } })).body;
    expect(entries['entries']).toHaveLength(2);
    expect(wrongIn('Entries', entries)).toEqual([]);
    expect(wrongIn('Pushes', (await ask('GET /stock/{sku+}', { path: { sku: 'MUG/pushes' } })).body)).toEqual([]);
    const trace = (await ask('GET /trace/{channel}/{order+}', { path: { channel: 'shopify', order: '7' } })).body;
    expect(trace['observations']).toHaveLength(2);
    expect(wrongIn('Trace', trace)).toEqual([]);
    expect(wrongIn('Parked', (await ask('GET /parked')).body)).toEqual([]);
  });

  it('a hold through its life, and what is refused', async () => {
    const { ask } = await shop();
    const { HoldRequest: body } = EXAMPLES;
    const one = { ...body, sku: 'MUG' };
    const placed = await ask('POST /holds', { body: one });
    expect([placed.status, wrongIn('Placed', placed.body)]).toEqual([201, []]);
    const cart = await ask('POST /holds', { body: { id: 'c', ttlSeconds: 9, lines: [{ sku: 'MUG', quantity: 1 }] } });
    expect([cart.status, wrongIn('Placed', cart.body)]).toEqual([201, []]);
    expect(wrongIn('Hold', (await ask('GET /holds/{id}', { path: { id: one.id } })).body)).toEqual([]);
    const ended = await ask('POST /holds/{id}/capture', { path: { id: one.id }, body: EXAMPLES.CaptureRequest });
    expect([ended.status, wrongIn('Ended', ended.body)]).toEqual([200, []]);
    for (const refused of [
      await ask('POST /holds', { body: { ...one, quantity: 0 } }),
      await ask('POST /holds', { body: { ...one, id: 'more', quantity: 99 } }),
      await ask('POST /holds', { body: { ...one, quantity: 1 } }),
      await ask('GET /holds/{id}', { path: { id: 'none' } }),
    ]) {
      expect(refused.status).toBeGreaterThanOrEqual(400);
      expect(wrongIn('Error', refused.body)).toEqual([]);
    }
  });

  it('lists of stock, channels and problems', async () => {
    const { ask, post, table } = await listApi(10);
    await register(table.registry(), MUG, SHOPIFY, 10);
    await post(orderLine({ ordered: 12 }), orderLine({ sku: parseSku('NEVER-SEEN') }));
    expect(wrongIn('StockList', (await ask('/stock', { limit: '1' })).body)).toEqual([]);
    expect(wrongIn('Channels', (await ask('/channels')).body)).toEqual([]);
    const problems = (await ask('/problems')).body;
    expect(problems['problems']).toHaveLength(2);
    expect(wrongIn('Problems', problems)).toEqual([]);
    expect(wrongIn('Proposals', (await ask('/proposals')).body)).toEqual([]);
    expect(wrongIn('Error', (await ask('/stock', { limit: 'x' })).body)).toEqual([]);
  });
});
