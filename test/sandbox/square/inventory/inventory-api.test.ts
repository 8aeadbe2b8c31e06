import { describe, expect, it } from '@jest/globals';
import { SQUARE } from '../../../../sandbox/kernel/identities.ts';
import { adjustment, ago, BAG_ID, HAT_ID, openTill, physicalCount } from '../till-under-test.ts';

describe('the Square inventory API', () => {
  it.each(['/locations', '/catalog/list', '/inventory/counts/batch-retrieve'])(
    'answers %s with 401 to a wrong token',
    async (path) => {
      const { api } = await openTill();
      const method = path.startsWith('/inventory') ? 'POST' : 'GET';
      expect(await api(method, path, undefined, 'wrong')).toMatchObject({
        status: 401,
        body: { errors: [{ category: 'AUTHENTICATION_ERROR', code: 'UNAUTHORIZED' }] },
      });
    },
  );

  it('answers an adjustment with the resulting count and the change made', async () => {
    const { change, control } = await openTill();
    const body = adjustment('NONE', 'IN_STOCK', '4', { reference_id: 'entry-7' });
    expect(await change(body)).toMatchObject({
      status: 200,
      body: {
        counts: [{ catalog_object_id: BAG_ID, state: 'IN_STOCK', location_id: SQUARE.locationId, quantity: '14' }],
        changes: [
          {
            type: 'ADJUSTMENT',
            adjustment: {
              reference_id: 'entry-7',
              from_state: 'NONE',
              to_state: 'IN_STOCK',
              from_location_id: SQUARE.locationId,
              to_location_id: SQUARE.locationId,
              quantity: '4',
              source: { product: 'EXTERNAL_API' },
            },
          },
        ],
      },
    });
    expect(await control.shown('BAG')).toBe(14);
  });

  it('lets an adjustment take the count below zero', async () => {
    const { change, control } = await openTill();
    await change(adjustment('IN_STOCK', 'SOLD', '12'));
    expect(await control.shown('BAG')).toBe(-2);
  });

  it('sets the count by a physical count, and applies all changes of a batch', async () => {
    const { change, control } = await openTill();
    const { changes } = adjustment('IN_STOCK', 'WASTE', '1', { catalog_object_id: HAT_ID });
    const body = physicalCount('3');
    const answer = await change({ ...body, changes: [...body.changes, ...changes] });
    expect(answer.body).toMatchObject({ counts: [{ quantity: '3' }, { quantity: '4' }] });
    expect([await control.shown('BAG'), await control.shown('HAT')]).toEqual([3, 4]);
  });

  it('answers the same key and body as the first time, without a second effect', async () => {
    const { change, control } = await openTill();
    const body = adjustment('IN_STOCK', 'SOLD', '2');
    const first = await change(body);
    expect((await change(body)).body).toEqual(first.body);
    expect(await control.shown('BAG')).toBe(8);
    expect(await control.calls('BAG')).toMatchObject([{ answer: 'ok' }, { answer: 'replayed' }]);
  });

  it('refuses a used key with another body', async () => {
    const { change, control } = await openTill();
    const body = adjustment('IN_STOCK', 'SOLD', '2');
    await change(body);
    const other = { ...adjustment('IN_STOCK', 'SOLD', '3'), idempotency_key: body.idempotency_key };
    expect(await change(other)).toMatchObject({ status: 400, body: { errors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] } });
    expect(await control.shown('BAG')).toBe(8);
  });

  it('takes a refused key again: nothing was done under it', async () => {
    const { change } = await openTill();
    const refused = adjustment('IN_STOCK', 'SOLD', '1', { occurred_at: 'yesterday' });
    await change(refused);
    const corrected = { ...adjustment('IN_STOCK', 'SOLD', '1'), idempotency_key: refused.idempotency_key };
    expect(await change(corrected)).toMatchObject({ status: 200 });
  });

  it.each([
    ['a time in the future', { occurred_at: ago(-120) }, 400, 'INVALID_TIME', 'occurred_at'],
    ['a time more than 24 hours ago', { occurred_at: ago(24 * 3_600 + 5) }, 400, 'INVALID_TIME', 'occurred_at'],
    ['a time that is none', { occurred_at: '2026-11-24' }, 400, 'INVALID_TIME', 'occurred_at'],
    ['a variation that is not listed', { catalog_object_id: 'X' }, 404, 'NOT_FOUND', 'catalog_object_id'],
    ['another location', { location_id: 'LOTHER' }, 404, 'NOT_FOUND', 'location_id'],
    ['no location', { location_id: null }, 400, 'MISSING_REQUIRED_PARAMETER', 'location_id'],
    ['a move that the API does not make', { to_state: 'NONE' }, 400, 'INVALID_VALUE', 'from_state'],
    ['a read-only state', { from_state: 'RETURNED_BY_CUSTOMER', to_state: 'IN_STOCK' }, 400, 'INVALID_VALUE', 'state'],
    ['a quantity of nothing', { quantity: '0' }, 400, 'VALUE_TOO_LOW', 'quantity'],
    ['a negative quantity', { quantity: '-1' }, 400, 'INVALID_VALUE', 'quantity'],
    ['a quantity that is a number', { quantity: 1 }, 400, 'INVALID_VALUE', 'quantity'],
  ])('refuses %s and changes nothing of the batch', async (_, fields, status, code, field) => {
    const { change, control } = await openTill();
    const good = adjustment('IN_STOCK', 'SOLD', '1');
    const bad = adjustment('IN_STOCK', 'SOLD', '1', fields);
    const answer = await change({ ...good, changes: [...good.changes, ...bad.changes] });
    expect(answer).toMatchObject({ status, body: { errors: [{ category: 'INVALID_REQUEST_ERROR', code }] } });
    expect(JSON.stringify(answer.body)).toContain(field);
    expect(await control.shown('BAG')).toBe(10);
  });

  it.each([
    ['no key', { idempotency_key: undefined }],
    ['a key above 128 characters', { idempotency_key: 'k'.repeat(129) }],
    ['no changes', { changes: [] }],
    ['more than 100 changes', { changes: Array(101).fill(adjustment('IN_STOCK', 'SOLD', '1').changes[0]) }],
  ])('refuses a batch with %s', async (_, fields) => {
    const { change } = await openTill();
    expect(await change({ ...adjustment('IN_STOCK', 'SOLD', '1'), ...fields })).toMatchObject({ status: 400 });
  });

  it('takes a time up to a minute ahead: clocks differ', async () => {
    const { change } = await openTill();
    expect(await change(adjustment('IN_STOCK', 'SOLD', '1', { occurred_at: ago(-30) }))).toMatchObject({ status: 200 });
  });

  it('is throttled as Square does it, when asked to', async () => {
    const { change, control } = await openTill();
    await control.faults({ api: { throttle: 1 } });
    const answer = await change(adjustment('IN_STOCK', 'SOLD', '1'));
    expect(answer).toMatchObject({
      status: 429,
      body: { errors: [{ category: 'RATE_LIMIT_ERROR', code: 'RATE_LIMITED' }] },
    });
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await control.calls('BAG')).toMatchObject([{ quantity: -1, answer: 'throttled' }]);
  });

  it('accepts without applying, when asked to, and a replay does not make up for it', async () => {
    const { change, control, receiver } = await openTill();
    await control.faults({ api: { ignore: 1 } });
    const body = adjustment('IN_STOCK', 'SOLD', '1');
    expect(await change(body)).toMatchObject({ status: 200, body: { counts: [{ quantity: '10' }] } });
    await control.endFaults();
    expect(await change(body)).toMatchObject({ status: 200 });
    expect(await control.shown('BAG')).toBe(10);
    expect(receiver.deliveries).toEqual([]);
    expect(await control.calls('BAG')).toMatchObject([{ answer: 'ignored' }, { answer: 'replayed' }]);
  });

  it('logs counts with their figure and adjustments with their sign, by SKU, and the key as sent', async () => {
    const { change, control, counts } = await openTill();
    const lowering = adjustment('IN_STOCK', 'SOLD', '2');
    await change(lowering);
    await change(adjustment('NONE', 'IN_STOCK', '3'));
    await change(physicalCount('7'));
    await counts({ catalog_object_ids: [BAG_ID, HAT_ID] });
    expect(await control.calls('BAG')).toMatchObject([
      { operation: 'adjustment', quantity: -2, idempotencyKey: lowering.idempotency_key, answer: 'ok' },
      { operation: 'adjustment', quantity: 3 },
      { operation: 'physical count', quantity: 7 },
      { kind: 'read', operation: 'read inventory counts', quantity: null, idempotencyKey: null },
    ]);
    expect(await control.calls('HAT')).toHaveLength(1);
  });
});

describe('the order of changes at Square', () => {
  it('is that in which they occurred: a sale before a count does not lower the count', async () => {
    const { change, control } = await openTill({ nowMs: () => Date.now() - 3_600_000 });
    const at = (secondsAgo: number) => ({ occurred_at: ago(3_600 - 30 + secondsAgo) });
    await change(physicalCount('8', at(0)));
    await change(adjustment('IN_STOCK', 'SOLD', '3', at(5)));
    expect(await control.shown('BAG')).toBe(8);
    await change(adjustment('IN_STOCK', 'SOLD', '3', at(-5)));
    expect(await control.shown('BAG')).toBe(5);
  });

  it('leaves out a count that changes nothing, unless asked to record it', async () => {
    const { change, changes, received } = await openTill();
    expect((await change(physicalCount('10'))).body).toMatchObject({ changes: [], counts: [{ quantity: '10' }] });
    await change({ ...physicalCount('10'), ignore_unchanged_counts: false });
    const { changes: made } = await changes({ catalog_object_ids: [BAG_ID], types: ['PHYSICAL_COUNT'] });
    expect(made).toHaveLength(2);
    expect(await received(1)).toHaveLength(1);
  });
});

describe('reading from Square', () => {
  it('gives the counts that changed after a time, newest first, page by page', async () => {
    const { change, counts } = await openTill();
    const [newest] = (await counts()).counts;
    await change(adjustment('IN_STOCK', 'SOLD', '1', { catalog_object_id: BAG_ID }));
    await change(adjustment('IN_STOCK', 'SOLD', '1', { catalog_object_id: HAT_ID }));
    const first = await counts({ updated_after: newest?.calculated_at, limit: 1 });
    expect(first.counts).toMatchObject([{ catalog_object_id: HAT_ID, quantity: '4' }]);
    const second = await counts({ updated_after: newest?.calculated_at, limit: 1, cursor: first.cursor });
    expect(second).toEqual({ counts: [expect.objectContaining({ catalog_object_id: BAG_ID, quantity: '9' })] });
    expect((await counts({ updated_after: second.counts[0]?.calculated_at })).counts).toHaveLength(1);
  });

  it('filters counts by variation, location and state', async () => {
    const { counts } = await openTill();
    expect((await counts({ catalog_object_ids: [HAT_ID] })).counts).toMatchObject([{ quantity: '5' }]);
    expect((await counts({ location_ids: ['LOTHER'] })).counts).toEqual([]);
    expect((await counts({ states: ['WASTE'] })).counts).toEqual([]);
  });

  it('gives changes in the order in which they occurred, by type, state and time', async () => {
    const { change, changes, control } = await openTill({ nowMs: () => Date.now() - 60_000 });
    const opened = await changes();
    const order = await control.buy({ sku: 'BAG', quantity: 2 });
    await change(adjustment('NONE', 'IN_STOCK', '1', { occurred_at: ago(3_600) }));
    const all = await changes({ catalog_object_ids: [BAG_ID], types: ['ADJUSTMENT'] });
    expect(all.changes.map(({ adjustment: made }) => made?.['quantity'])).toEqual(['1', '2']);
    const sold = await changes({ types: ['ADJUSTMENT'], states: ['SOLD'] });
    expect(sold.changes).toMatchObject([{ adjustment: { transaction_id: order, quantity: '2' } }]);
    const createdAt = sold.changes[0]?.adjustment?.created_at;
    expect((await changes({ updated_after: createdAt })).changes).toMatchObject([{ adjustment: { quantity: '1' } }]);
    expect((await changes({ updated_before: createdAt })).changes).toEqual(opened.changes);
  });

  it('orders the changes of several variations by time, not by variation', async () => {
    const { changes, control } = await openTill();
    for (const sku of ['BAG', 'HAT', 'BAG']) await control.buy({ sku, quantity: 1 });
    const { changes: sold } = await changes({ states: ['SOLD'] });
    expect(sold.map(({ adjustment: made }) => made?.['catalog_object_id'])).toEqual([BAG_ID, HAT_ID, BAG_ID]);
  });

  it.each([
    [{ cursor: 'x' }, 'INVALID_CURSOR'],
    [{ limit: 1_001 }, 'INVALID_VALUE'],
    [{ updated_after: 'yesterday' }, 'INVALID_TIME'],
    [{ types: ['TRANSFER'] }, 'INVALID_VALUE'],
  ])('refuses the query %j', async (query, code) => {
    const { api } = await openTill();
    for (const what of ['counts', 'changes']) {
      const answer = await api('POST', `/inventory/${what}/batch-retrieve`, query);
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ code }] } });
    }
  });
});
