import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { KeptProposal } from '../../../../shared/ports/reading/proposals.ts';
import { AMAZON, baseline, later, MUG, NOON, orderLine, POS } from '../../../fakes/facts.ts';
import { listApi } from './list-routes-under-test.ts';

describe('GET /stock', () => {
  it.each(['/stock', '/channels', '/problems', '/proposals'])('%s is refused without the token', async (path) => {
    const { ask } = await listApi(10, { isAuthorised: false });
    expect(await ask(path)).toMatchObject({ status: 401, body: { error: { code: 'unauthorised' } } });
  });

  it('lists SKUs page by page, with all that GET /stock/{sku} says of them', async () => {
    const { ask } = await listApi(10);
    const first = await ask('/stock', { limit: '1' });
    expect(first).toMatchObject({
      status: 200,
      body: {
        stock: [{ sku: 'CUP', seq: 1, available: 10, locations: { main: { onHand: 10 } }, listings: [] }],
        next: 'CUP',
      },
    });
    const second = await ask('/stock', { limit: '1', after: 'CUP' });
    expect(second.body).toMatchObject({ stock: [{ sku: 'MUG' }] });
    expect(second.body).not.toHaveProperty('next');
  });

  it.each([
    ['part of a name', 'ug', ['MUG']],
    ['a beginning', 'm*', ['MUG']],
    ['a beginning that is none', 'ug*', []],
    ['nothing', '', ['CUP', 'MUG']],
  ])('finds %s in any case of letters', async (_, query, skus) => {
    const { ask } = await listApi(10);
    const { body } = await ask('/stock', { query });
    expect(body['stock']).toMatchObject(skus.map((sku) => ({ sku })));
  });

  it('lists what passes a filter, and says which others a SKU passes', async () => {
    const { ask, post } = await listApi(10);
    await post(orderLine({ ordered: 12 }));
    const { body } = await ask('/stock', { filter: 'oversold' });
    expect(body['stock']).toMatchObject([{ sku: 'MUG', available: -2, on: ['oversold', 'unmatched'] }]);
  });

  it.each(['😀'.repeat(200), 'a\u0000b', ''])('refuses a page behind %j, which is no SKU', async (after) => {
    const { ask } = await listApi(10);
    expect(await ask('/stock', { after })).toMatchObject({ status: 400, body: { error: { path: 'after' } } });
  });

  it('names every parameter that is wrong at once', async () => {
    const { ask } = await listApi(10);
    expect(await ask('/stock', { limit: '0', filter: 'cheap', query: 'x'.repeat(101) })).toMatchObject({
      status: 400,
      body: { error: { fields: [{ path: 'query' }, { path: 'filter' }, { path: 'limit' }] } },
    });
  });
});

describe('GET /stock?at=', () => {
  it('lists each SKU as posted by then, with the number and hash of its entry, page by page', async () => {
    const { ask, post } = await listApi(10);
    const { body } = await ask('/stock', { at: NOON, limit: '1' });
    expect(body).toMatchObject({
      at: NOON,
      stock: [{ sku: 'CUP', seq: 1, available: 10, hash: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      next: 'CUP',
    });
    await post(orderLine({ ordered: 3 }));
    const later = await ask('/stock', { at: '2099-01-01T00:00:00Z', query: 'mug' });
    expect(later.body).toMatchObject({ stock: [{ sku: 'MUG', seq: 2, available: 7 }] });
  });

  it('leaves out what was not there yet', async () => {
    const { ask } = await listApi(10);
    expect((await ask('/stock', { at: '2020-01-01T00:00:00Z' })).body).toMatchObject({ stock: [] });
  });

  it('has what each listing showed where that is asked for, and of the present not by this', async () => {
    const { ask } = await listApi(10);
    const at = '2099-01-01T00:00:00Z';
    const { body } = await ask('/stock', { at, listings: 'true', query: 'mug' });
    expect(body['stock']).toMatchObject([{ sku: 'MUG', listings: expect.any(Array) }]);
    for (const query of [{ listings: 'true' }, { at, listings: 'yes' }]) {
      expect(await ask('/stock', query)).toMatchObject({ status: 400, body: { error: { path: 'listings' } } });
    }
  });

  it('goes without a filter, which is about the present', async () => {
    const { ask } = await listApi(10);
    expect(await ask('/stock', { at: NOON, filter: 'oversold' })).toMatchObject({
      status: 400,
      body: { error: { path: 'filter' } },
    });
  });
});

describe('GET /channels', () => {
  it('says what is pushed, how far behind it is, how late it reports its own sales, and when it was last read', async () => {
    const lag = { p50Ms: 1_200, p95Ms: 2_100, since: NOON };
    const reportDelay = { p50Ms: 3_400, p95Ms: 9_800, since: NOON };
    const measured = { lag, reportDelay, soldPerMinute: 3, receivedPerMinute: 4, lastReceivedAt: NOON };
    const { ask } = await listApi(10, {
      figures: {
        figures: async () => new Map([[AMAZON, measured]]),
        marks: async () => ({ sweptTo: later(-60), comparedAt: later(-3_600) }),
      },
    });
    expect(await ask('/channels')).toMatchObject({
      status: 200,
      body: {
        channels: [
          {
            ...{ channel: AMAZON, platform: 'Amazon', pushing: 'live', findings: [], lag },
            ...{ ...measured, sweptTo: later(-60), comparedAt: later(-3_600) },
          },
          {
            ...{ channel: POS, pushing: 'none', lag: null, reportDelay: null, lastReceivedAt: null },
            ...{ soldPerMinute: 0, receivedPerMinute: 0 },
          },
        ],
      },
    });
  });

  it.each([
    ['paused', { paused: { by: 'ann', at: NOON, why: 'prices' } }],
    ['cutOff', { circuit: { failures: 5, opened: 1, openUntil: later(60) } }],
    ['heldBack', { breakers: { zeros: { trippedAt: NOON }, raises: {}, adoptions: {} } }],
    ['shadow', { mode: 'shadow' as const }],
  ])('says of a channel that it is %s, and how that ends', async (pushing, state) => {
    const { ask } = await listApi(10, { state });
    const { body } = await ask('/channels');
    expect(body['channels']).toMatchObject([
      { pushing, findings: [{ says: expect.any(String) }] },
      { pushing: 'none' },
    ]);
  });

  it('says the states also while nothing is measured', async () => {
    const { ask } = await listApi(10, { figures: { figures: () => Promise.reject(new Error('throttled')) } });
    expect(await ask('/channels')).toMatchObject({
      status: 200,
      body: { channels: [{ pushing: 'live', lag: null }, {}] },
    });
  });
});

describe('GET /problems', () => {
  it('is empty while nothing is wrong', async () => {
    const { ask } = await listApi(10);
    expect(await ask('/problems')).toEqual({ status: 200, body: { problems: [], isMore: false, moreOf: [] } });
  });

  it('lists what is wrong with what to do, the most pressing first', async () => {
    const { ask, post } = await listApi(10, { state: { paused: { by: 'ann', at: NOON, why: 'prices' } } });
    await post(orderLine({ ordered: 12 }), orderLine({ sku: parseSku('NEVER-SEEN') }));
    const { body } = await ask('/problems');
    expect(body['problems']).toMatchObject([
      { kind: 'oversold', sku: MUG, says: 'MUG is oversold: 2 units are promised that nobody has.' },
      { kind: 'pushing', channel: AMAZON, repair: 'npx stockline resume amazon' },
      { kind: 'parked', sku: 'NEVER-SEEN', repair: 'npx stockline parked NEVER-SEEN' },
    ]);
  });

  it('lists messages that failed at every try, by what each is', async () => {
    const setAside = async () => [
      { of: { queue: 'ChannelamazonPushes', what: 'a SKU to reconcile' }, messages: 3 },
      { messages: 1 },
    ];
    const { ask } = await listApi(10, { setAside });
    expect((await ask('/problems')).body['problems']).toEqual([
      {
        kind: 'failed',
        messages: 3,
        says: '3 messages of ChannelamazonPushes (each a SKU to reconcile) failed at every try. They are kept, and wait for you.',
        repair: 'npx stockline failed',
      },
      {
        kind: 'failed',
        messages: 1,
        says: '1 message failed at every try. They are kept, and wait for you.',
        repair: 'npx stockline failed',
      },
    ]);
  });

  it('does not say that all is well where failed messages cannot be counted', async () => {
    const { ask } = await listApi(10, { setAside: () => Promise.reject(new Error('throttled')) });
    expect((await ask('/problems')).body['problems']).toMatchObject([
      { kind: 'failed', says: expect.stringContaining('cannot be read now') },
    ]);
  });

  it('says that there are more than it lists', async () => {
    const { ask, post } = await listApi(1);
    const skus = Array.from({ length: 51 }, (_, index) => parseSku(`PEN-${index}`));
    await post(...skus.map((sku) => baseline(1, sku)));
    await post(...skus.map((sku) => orderLine({ sku, ordered: 2 })));
    const { body } = await ask('/problems');
    expect(body).toMatchObject({ isMore: true, moreOf: ['oversold'] });
    expect(body['problems']).toHaveLength(50);
  });
});

describe('GET /proposals', () => {
  const kept = (name: string): KeptProposal => ({
    ...{ channel: AMAZON, listing: name, name: parseSku(name), kind: 'proposed' },
    candidates: [{ sku: MUG, because: ['gtin'] }],
  });

  it('says that nothing was compared yet', async () => {
    const { ask } = await listApi(10);
    expect(await ask('/proposals')).toEqual({
      status: 200,
      body: { asOf: null, counts: { proposed: 0, ambiguous: 0, unmatched: 0 }, listings: [] },
    });
  });

  it('lists what was found page by page, as of when', async () => {
    const { ask, proposals } = await listApi(10);
    await proposals.keep({ asOf: NOON, listings: ['1A', '2B', '3C'].map(kept) });
    const first = (await ask('/proposals', { limit: '2' })).body;
    expect(first).toMatchObject({
      asOf: NOON,
      counts: { proposed: 3 },
      listings: [{ name: '1A' }, { name: '2B' }],
      next: '2',
    });
    const second = (await ask('/proposals', { limit: '2', after: '2' })).body;
    expect(second['listings']).toEqual([kept('3C')]);
    expect(second).not.toHaveProperty('next');
  });

  it.each([{ after: '-1' }, { limit: '0' }])('refuses %j', async (query) => {
    const { ask } = await listApi(10);
    expect(await ask('/proposals', query)).toMatchObject({ status: 400, body: { error: { code: 'invalid' } } });
  });
});
