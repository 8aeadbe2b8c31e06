import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { HoldPorts } from '../../../../shared/usecases/holds/hold-ports.ts';
import { register } from '../../../contract/table-steps.ts';
import { baseline, later, MUG, movement, orderLine, SHOPIFY } from '../../../fakes/facts.ts';
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

  it('lists what is parked page by page also where several facts came under one key', async () => {
    const { ask, post } = await stockApi(10);
    const sku = parseSku('NEW');
    await post(...[1, 2, 3].map((hour) => movement('sold', -hour, { id: '18', sku, at: later(hour) })));
    const quantities: unknown[] = [];
    let after: string | undefined;
    do {
      const { body } = await ask('GET /parked', { query: { limit: '1', ...(after !== undefined && { after }) } });
      quantities.push(
        ...JSON.stringify(body)
          .matchAll(/"onHand":(-\d)/g)
          .map(([, onHand]) => onHand),
      );
      after = typeof body['next'] === 'string' ? body['next'] : undefined;
    } while (after !== undefined);
    expect(quantities).toEqual(['-1', '-2', '-3']);
  });

  it.each([{ limit: '0' }, { limit: '1001' }, { after: 'not-a-mark' }, { after: 'e30' }])(
    'refuses the page %j',
    async (query) => {
      const { ask } = await stockApi(10);
      expect(await ask('GET /parked', { query })).toMatchObject({ status: 400 });
    },
  );

  it('reads the entries of a SKU page by page', async () => {
    const { ask, post } = await stockApi(10);
    await post(orderLine({ order: '1' }), orderLine({ order: '2' }));
    const page = async (query: Record<string, string>) => {
      const { status, body } = await ask('GET /stock/{sku+}', { path: { sku: 'MUG/entries' }, query });
      return { status, seqs: JSON.stringify(body).match(/"seq":\d+/g) };
    };
    expect(await page({})).toEqual({ status: 200, seqs: ['"seq":1', '"seq":2', '"seq":3'] });
    expect(await page({ after: '1', limit: '1' })).toEqual({ status: 200, seqs: ['"seq":2'] });
    // After the last one there is nothing, of a SKU that the ledger has.
    expect(await page({ after: '3' })).toEqual({ status: 200, seqs: null });
  });

  it.each([
    { after: '-1' },
    { after: 'x' },
    { after: '1'.repeat(13) },
    { limit: '0' },
    { limit: '1001' },
    { limit: '1e2' },
  ])('refuses the entries %j', async (query) => {
    const { ask } = await stockApi(10);
    const path = { sku: 'MUG/entries' };
    expect(await ask('GET /stock/{sku+}', { path, query })).toMatchObject({ status: 400 });
  });

  it('says of a SKU that the ledger does not have, now or at a time, that it is unknown', async () => {
    const { ask } = await stockApi(10);
    const unknown = { status: 404, body: { error: { code: 'unknown_sku' } } };
    expect(await ask('GET /stock/{sku+}', { path: { sku: 'PEN' } })).toMatchObject(unknown);
    expect(await ask('GET /stock/{sku+}', { path: { sku: 'PEN/entries' } })).toMatchObject(unknown);
    const query = { at: '2026-11-23T12:00:00Z' };
    const before = await ask('GET /stock/{sku+}', { path: { sku: 'MUG' }, query });
    expect(before).toMatchObject(unknown);
    expect(JSON.stringify(before.body)).toContain('at 2026-11-23T12:00:00.000Z');
  });

  it('traces an order, and says of one that nobody reported that it is unknown', async () => {
    const { ask, post } = await stockApi(10);
    await post(orderLine({ order: '7' }));
    const trace = (order: string) => ask('GET /trace/{channel}/{order+}', { path: { channel: 'shopify', order } });
    expect(await trace('7')).toMatchObject({ status: 200 });
    expect(await trace('8')).toMatchObject({ status: 404, body: { error: { code: 'unknown_order' } } });
  });

  it('repeats what it refuses only within bounds', async () => {
    const { ask } = await stockApi(10);
    const path = { channel: 'x'.repeat(5_000), order: 'y' };
    const answer = await ask('GET /trace/{channel}/{order+}', { path });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body).length).toBeLessThan(400);
  });
});

describe('a hold that AWS fails at for a moment', () => {
  const HOLD = { body: { id: 'h1', sku: 'MUG', quantity: 2, ttlSeconds: 60 } };

  /** Each call of the port fails once, before or after it was done. */
  function failingOnce<Args extends readonly unknown[], Answer>(
    call: (...args: Args) => Promise<Answer>,
    isDone: boolean,
  ) {
    const state = { calls: 0 };
    const failing = async (...args: Args): Promise<Answer> => {
      state.calls += 1;
      const isFirst = state.calls === 1;
      const answer = isFirst && !isDone ? undefined : await call(...args);
      if (answer === undefined || isFirst) {
        throw new Error('no answer');
      }
      return answer;
    };
    return { failing, state };
  }

  it.each([
    ['is not written', false],
    ['is written, and its answer lost', true],
  ])('is granted once, where it %s at first', async (_, isDone) => {
    const { ask, free } = await stockApi(10, true, (ports) => {
      const { failing: commit } = failingOnce(ports.ledger.commit, isDone);
      return { ...ports, ledger: { ...ports.ledger, commit } };
    });
    expect((await ask('POST /holds', HOLD)).status).toBeLessThan(300);
    expect(await free()).toBe(8);
  });

  it('is notified, where the bus failed after it was posted: the caller need not ask again', async () => {
    const notified: string[] = [];
    let calls = 0;
    const emit: HoldPorts['events']['emit'] = async (changed) => {
      calls += 1;
      if (calls === 1) {
        throw new Error('no answer');
      }
      notified.push(...changed.map(({ sku }) => sku));
    };
    const { ask, free, table } = await stockApi(10, true, (ports) => ({ ...ports, events: { emit } }));
    await register(table.registry(), MUG, SHOPIFY, 10);
    expect((await ask('POST /holds', HOLD)).status).toBeLessThan(300);
    expect(notified).toEqual(['MUG']);
    expect(await free()).toBe(8);
  });
});
