import { describe, expect, it } from '@jest/globals';
import { SQUARE } from '../../../../sandbox/kernel/identities.ts';
import { ago, BAG_ID, HAT_ID, openTill } from '../till-under-test.ts';

describe('a recount in the Square Dashboard', () => {
  it('counts several SKUs, as physical counts of the Dashboard', async () => {
    const { steer, changes, control } = await openTill();
    const counts = [
      { sku: 'BAG', quantity: 7 },
      { sku: 'HAT', quantity: 6 },
    ];
    expect(await steer('POST', '/recounts', { counts })).toMatchObject({ status: 200 });
    expect([await control.shown('BAG'), await control.shown('HAT')]).toEqual([7, 6]);
    const made = (await changes({ types: ['PHYSICAL_COUNT'], updated_after: ago(60) })).changes;
    expect(made).toMatchObject([
      { physical_count: { catalog_object_id: BAG_ID, quantity: '7', source: { product: 'DASHBOARD' } } },
      { physical_count: { catalog_object_id: HAT_ID, quantity: '6' } },
    ]);
    expect(await steer('POST', '/recounts', { counts: [{ sku: 'SHOE', quantity: 1 }] })).toMatchObject({ status: 404 });
  });

  it('entered later than it was made keeps what was sold since', async () => {
    const { steer, control } = await openTill();
    await control.buy({ sku: 'BAG', quantity: 3 });
    await steer('POST', '/recounts', { counts: [{ sku: 'BAG', quantity: 12 }], occurredAt: ago(600) });
    expect(await control.shown('BAG')).toBe(9);
  });

  it('comes with the adjustment that Square makes of it, where the rule asks for it', async () => {
    const { steer, changes } = await openTill();
    await steer('PUT', '/history', { inferredAdjustments: true });
    await steer('POST', '/recounts', { counts: [{ sku: 'BAG', quantity: 7 }] });
    const [count] = (await changes({ types: ['PHYSICAL_COUNT'], updated_after: ago(60) })).changes;
    const inferred = await changes({ types: ['ADJUSTMENT'], updated_after: ago(60) });
    expect(inferred.changes).toMatchObject([
      {
        adjustment: {
          from_state: 'IN_STOCK',
          quantity: '3',
          physical_count_id: count?.physical_count?.['id'],
          reason_id: { type: 'RECOUNT' },
        },
      },
    ]);
  });
});

describe('an adjustment changed after the fact', () => {
  it('keeps its id and times, says another quantity, and is found again', async () => {
    const { steer, api, changes, control, received } = await openTill();
    const { body } = await steer('POST', '/adjustments', { sku: 'BAG', quantity: 5 });
    const { id } = body as { id: string };
    const since = (await received(1))[0]?.event.created_at;
    const before = (await changes({ types: ['ADJUSTMENT'] })).changes[0]?.adjustment;
    expect(await steer('PUT', `/adjustments/${id}`, { quantity: 2 })).toMatchObject({ status: 200 });
    expect(await control.shown('BAG')).toBe(12);
    const after = (await changes({ types: ['ADJUSTMENT'], updated_after: since })).changes;
    expect(after).toEqual([{ type: 'ADJUSTMENT', adjustment: { ...before, quantity: '2' } }]);
    const update = { idempotency_key: 'k', adjustment: { id, quantity: '1' } };
    expect(await api('PUT', '/inventory/adjustments/update', update)).toMatchObject({
      status: 200,
      body: { adjustment: { id, quantity: '1' } },
    });
    expect(await control.shown('BAG')).toBe(11);
  });

  it('is none of a sale, none that is not there, and none without its quantity', async () => {
    const { steer, api, changes, control } = await openTill();
    await control.buy({ sku: 'BAG', quantity: 3 });
    const id = (await changes({ states: ['SOLD'] })).changes[0]?.adjustment?.id ?? '';
    expect(await steer('PUT', `/adjustments/${id}`, { quantity: 2 })).toMatchObject({ status: 409 });
    const update = (adjustment: object) =>
      api('PUT', '/inventory/adjustments/update', { idempotency_key: 'k', adjustment });
    expect(await update({ id, quantity: '2' })).toMatchObject({ status: 400 });
    expect(await update({ id: 'NONE', quantity: '2' })).toMatchObject({ status: 404 });
    expect(await update({ id })).toMatchObject({
      status: 400,
      body: { errors: [{ code: 'MISSING_REQUIRED_PARAMETER', field: 'adjustment.quantity' }] },
    });
    expect(await control.shown('BAG')).toBe(7);
  });
});

describe('an item deleted at Square', () => {
  it('is reported by an event without an object, and has no count any more', async () => {
    const { steer, received, counts, api } = await openTill();
    expect(await steer('DELETE', '/items/BAG')).toMatchObject({ status: 200 });
    const [delivery] = await received(1);
    expect(delivery?.event).toEqual({
      merchant_id: SQUARE.merchantId,
      type: 'inventory.count.updated',
      event_id: expect.any(String),
      created_at: expect.any(String),
      data: { type: 'inventory_counts', id: expect.any(String) },
    });
    expect((await counts()).counts).toMatchObject([{ catalog_object_id: HAT_ID }]);
    expect(JSON.stringify((await api('GET', '/catalog/list')).body)).not.toContain(BAG_ID);
    expect(await steer('DELETE', '/items/BAG')).toMatchObject({ status: 404 });
    const again = await steer('POST', '/items', { sku: 'BAG', quantity: 2 });
    expect(again.status).toBe(201);
    expect((again.body as { variationId: string }).variationId).not.toBe(BAG_ID);
  });
});
