import { describe, expect, it } from '@jest/globals';
import { catalogueItem } from '../../../sandbox/kernel/catalogue.ts';
import { SQUARE } from '../../../sandbox/kernel/identities.ts';
import { adjustment, ago, BAG_ID, HAT_ID, openTill } from './till-under-test.ts';

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

  it('lists the location and the catalogue with SKUs, 100 objects a page', async () => {
    const catalogue = Array.from({ length: 60 }, (_, index) => catalogueItem(`S${index}`, 'Thing', 1));
    const { api } = await openTill({ catalogue });
    expect((await api('GET', '/locations')).body).toMatchObject({
      locations: [{ id: SQUARE.locationId, status: 'ACTIVE', merchant_id: SQUARE.merchantId }],
    });
    type Listed = { objects: { type: string; id: string; item_variation_data?: { sku: string } }[]; cursor?: string };
    const first = (await api('GET', '/catalog/list?types=ITEM,ITEM_VARIATION')).body as Listed;
    expect(first.objects).toHaveLength(100);
    const next = await api('GET', `/catalog/list?types=ITEM,ITEM_VARIATION&cursor=${first.cursor}`);
    const second = next.body as Listed;
    expect(second.cursor).toBeUndefined();
    const skus = [...first.objects, ...second.objects].flatMap((object) => object.item_variation_data?.sku ?? []);
    expect(skus).toEqual(catalogue.map(({ sku }) => sku));
  });
});
