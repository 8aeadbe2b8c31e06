import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { baseline, orderLine } from '../../../fakes/facts.ts';
import { stockApi } from './stock-api-under-test.ts';

describe('the stock API', () => {
  it.each(['GET /stock/{sku+}', 'GET /parked', 'POST /holds', 'GET /holds/{id}', 'POST /holds/{id}/void'])(
    '%s is refused without the token',
    async (route) => {
      const { ask } = await stockApi(10, false);
      expect(await ask(route, { path: { sku: 'MUG', id: 'h1' } })).toMatchObject({ status: 401 });
    },
  );

  it('reads a SKU with a percent sign, which API Gateway leaves escaped', async () => {
    const { ask, post } = await stockApi(10);
    await post(baseline(7, parseSku('50% OFF')));
    expect(await ask('GET /stock/{sku+}', { path: { sku: '50%25 OFF' } })).toMatchObject({
      status: 200,
      body: { sku: '50% OFF', onHand: 7 },
    });
  });

  it.each(['2026-02-30T00:00:00.000Z', '10000-01-01T00:00:00.000Z', 'yesterday', '2026-11-24'])(
    'refuses %s as a time',
    async (at) => {
      const { ask } = await stockApi(10);
      expect(await ask('GET /stock/{sku+}', { path: { sku: 'MUG' }, query: { at } })).toMatchObject({ status: 400 });
    },
  );

  it('lists what is parked page by page, and says where the next page begins', async () => {
    const { ask, post } = await stockApi(10);
    const skus = ['A', 'B', 'C'].map(parseSku);
    await post(...skus.map((sku) => orderLine({ sku })));
    const first = await ask('GET /parked', { query: { limit: '2' } });
    expect(first.body['parked']).toMatchObject([{ observation: { sku: 'A' } }, { observation: { sku: 'B' } }]);
    const second = await ask('GET /parked', { query: { limit: '2', after: String(first.body['next']) } });
    expect(second.body['parked']).toMatchObject([{ observation: { sku: 'C' } }]);
    expect(second.body).not.toHaveProperty('next');
  });

  it.each([{ limit: '0' }, { limit: '1001' }, { after: 'not-a-mark' }, { after: 'e30' }])(
    'refuses the page %j',
    async (query) => {
      const { ask } = await stockApi(10);
      expect(await ask('GET /parked', { query })).toMatchObject({ status: 400 });
    },
  );

  it('repeats what it refuses only within bounds', async () => {
    const { ask } = await stockApi(10);
    const path = { channel: 'x'.repeat(5_000), order: 'y' };
    const answer = await ask('GET /trace/{channel}/{order+}', { path });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body).length).toBeLessThan(400);
  });
});
