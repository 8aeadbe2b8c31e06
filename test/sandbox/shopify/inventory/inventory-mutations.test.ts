import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ADJUST,
  ANNEX,
  ANNEX_ID,
  adjustment,
  BAG_ID,
  change,
  HAT_ID,
  MAIN_ID,
  openShopUnderTest,
  quantities,
  SET,
  type ShopUnderTest,
} from '../shop-under-test.ts';

let shop: ShopUnderTest;

beforeEach(async () => {
  shop = await openShopUnderTest({ furtherLocations: [ANNEX] });
});

afterEach(() => shop.close());

const setting = (key: string, row: object, input: object = {}) => ({
  key,
  input: { name: 'available', reason: 'correction', quantities: [row], ...input },
});

const row = (quantity: number, changeFromQuantity: number | null, more: object = {}) => ({
  quantity,
  changeFromQuantity,
  inventoryItemId: BAG_ID,
  locationId: MAIN_ID,
  ...more,
});

const errorsOf = (answer: Awaited<ReturnType<ShopUnderTest['admin']>>, field: string) =>
  (answer.data?.[field] as { userErrors: { code: string; field: string[] | null }[] } | undefined)?.userErrors;

describe('the schema', () => {
  it('refuses a field that Shopify does not have', async () => {
    const answer = await shop.admin('{ shop { stockline } }');
    expect(answer.errors?.[0]?.message).toContain('Cannot query field "stockline" on type "Shop"');
    expect(answer.data).toBeUndefined();
  });

  it('refuses an input that leaves out a required field', async () => {
    const { delta: _, ...withoutDelta } = change(1, 10);
    const answer = await shop.admin(ADJUST, adjustment('k', withoutDelta));
    expect(answer.errors?.[0]?.message).toContain('delta');
    expect(answer.errors?.[0]?.extensions?.code).toBe('INVALID_VARIABLE');
  });

  it('refuses compareQuantity, which 2026-04 removed', async () => {
    const answer = await shop.admin(SET, setting('k', row(7, null, { compareQuantity: 10 })));
    expect(answer.errors?.[0]?.message).toContain('compareQuantity');
  });
});

describe('a change of available', () => {
  it('moves on hand with it and answers both', async () => {
    const answer = await shop.admin(ADJUST, adjustment('k', change(-3, 10)));
    expect(answer.data?.['inventoryAdjustQuantities']).toMatchObject({
      inventoryAdjustmentGroup: {
        reason: 'correction',
        changes: [
          { name: 'available', delta: -3, quantityAfterChange: null },
          { name: 'on_hand', delta: -3, quantityAfterChange: null },
        ],
      },
      userErrors: [],
    });
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 7, committed: 0, on_hand: 7 });
  });

  it('applies nothing of a batch when one comparison is stale', async () => {
    const answer = await shop.admin(ADJUST, adjustment('k', change(-1, 5, HAT_ID), change(-3, 9)));
    expect(errorsOf(answer, 'inventoryAdjustQuantities')).toEqual([
      expect.objectContaining({ code: 'CHANGE_FROM_QUANTITY_STALE', field: null }),
    ]);
    expect(await quantities(shop, BAG_ID)).toMatchObject({ available: 10 });
    expect(await quantities(shop, HAT_ID)).toMatchObject({ available: 5 });
  });

  it('compares nothing when changeFromQuantity is null', async () => {
    const answer = await shop.admin(SET, setting('k', row(4, null)));
    expect(errorsOf(answer, 'inventorySetQuantities')).toEqual([]);
    expect(await quantities(shop, BAG_ID)).toMatchObject({ available: 4, on_hand: 4 });
  });

  it('is refused as a whole when changeFromQuantity is left out', async () => {
    const { changeFromQuantity: _, ...open } = change(-3, null);
    const answer = await shop.admin(ADJUST, adjustment('k', open));
    expect(answer.data).toEqual({ inventoryAdjustQuantities: null });
    expect(answer.errors).toEqual([
      expect.objectContaining({
        message: 'InventoryChangeInput must include the following argument: changeFromQuantity.',
        path: ['inventoryAdjustQuantities'],
        extensions: { code: 'INVALID_FIELD_ARGUMENTS' },
      }),
    ]);
    expect(await quantities(shop, BAG_ID)).toMatchObject({ available: 10 });
  });

  it('answers no group when it changes nothing', async () => {
    const answer = await shop.admin(SET, setting('k', row(10, 10)));
    expect(answer.data?.['inventorySetQuantities']).toEqual({ inventoryAdjustmentGroup: null, userErrors: [] });
  });

  it('stocks an item at a place that had none of it, as since 2026-10', async () => {
    expect(await quantities(shop, BAG_ID, ANNEX_ID)).toBeUndefined();
    await shop.admin(ADJUST, adjustment('k', { ...change(2, 0), locationId: ANNEX_ID }));
    expect(await quantities(shop, BAG_ID, ANNEX_ID)).toMatchObject({ available: 2 });
  });
});

describe('what a mutation refuses', () => {
  it.each([
    ['a name that cannot be set', row(1, 10), { name: 'committed' }, 'INVALID_NAME', ['input', 'name']],
    ['an unknown reason', row(1, 10), { reason: 'because' }, 'INVALID_REASON', ['input', 'reason']],
    [
      'a reference that is no URI',
      row(1, 10),
      { referenceDocumentUri: 'entry 7' },
      'INVALID_REFERENCE_DOCUMENT',
      ['input', 'referenceDocumentUri'],
    ],
    [
      'a GID without an id',
      row(1, 10),
      { referenceDocumentUri: 'gid://stockline/Entry' },
      'INVALID_REFERENCE_DOCUMENT',
      ['input', 'referenceDocumentUri'],
    ],
    [
      'an unknown item',
      row(1, 10, { inventoryItemId: 'gid://shopify/InventoryItem/42' }),
      {},
      'INVALID_INVENTORY_ITEM',
      ['input', 'quantities', '0', 'inventoryItemId'],
    ],
    [
      'an unknown location',
      row(1, 10, { locationId: 'gid://shopify/Location/42' }),
      {},
      'INVALID_LOCATION',
      ['input', 'quantities', '0', 'locationId'],
    ],
    [
      'less than nothing on hand',
      row(-1, 10),
      { name: 'on_hand' },
      'INVALID_QUANTITY_NEGATIVE',
      ['input', 'quantities', '0', 'quantity'],
    ],
    [
      'more than a thousand million',
      row(1_000_000_001, 10),
      {},
      'INVALID_QUANTITY_TOO_HIGH',
      ['input', 'quantities', '0', 'quantity'],
    ],
  ])('is %s', async (_, refusedRow, input, code, field) => {
    const answer = await shop.admin(SET, setting('k', refusedRow, input));
    expect(errorsOf(answer, 'inventorySetQuantities')).toEqual([expect.objectContaining({ code, field })]);
    expect(await quantities(shop, BAG_ID)).toMatchObject({ available: 10, on_hand: 10 });
  });

  it('is an adjustment of committed, under the code of its own enum', async () => {
    const { key, input } = adjustment('k', { ...change(1, 0), ledgerDocumentUri: 'ledger://1' });
    const answer = await shop.admin(ADJUST, { key, input: { ...input, name: 'committed' } });
    expect(errorsOf(answer, 'inventoryAdjustQuantities')).toEqual([
      expect.objectContaining({ code: 'INVALID_QUANTITY_NAME' }),
    ]);
  });

  it('is a batch of more than 250 rows', async () => {
    const rows = Array.from({ length: 251 }, () => change(1, null));
    const answer = await shop.admin(ADJUST, adjustment('k', ...rows));
    expect(answer.errors?.[0]?.extensions?.code).toBe('MAX_INPUT_SIZE_EXCEEDED');
    expect(await quantities(shop, BAG_ID)).toMatchObject({ available: 10 });
  });

  it('is a call without a token', async () => {
    const response = await fetch(`${shop.url}/admin/api/2026-10/graphql.json`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
  });
});

describe('the idempotency key', () => {
  it('is required although the schema does not say so', async () => {
    const answer = await shop.admin(
      ADJUST.replace('@idempotent(key: $key)', '').replace(', $key: String!', ''),
      adjustment('unused', change(-1, 10)),
    );
    expect(answer.data).toEqual({ inventoryAdjustQuantities: null });
    expect(answer.errors?.[0]?.extensions?.code).toBe('BAD_REQUEST');
    expect(await quantities(shop, BAG_ID)).toMatchObject({ available: 10 });
  });

  it('replays the first answer and applies once', async () => {
    const first = await shop.admin(ADJUST, adjustment('k', change(-3, 10)));
    const second = await shop.admin(ADJUST, adjustment('k', change(-3, 10)));
    expect(second.data).toEqual(first.data);
    expect(await quantities(shop, BAG_ID)).toMatchObject({ available: 7 });
  });

  it('is refused with other parameters', async () => {
    await shop.admin(ADJUST, adjustment('k', change(-3, 10)));
    const answer = await shop.admin(ADJUST, adjustment('k', change(-3, 7)));
    expect(errorsOf(answer, 'inventoryAdjustQuantities')).toEqual([
      expect.objectContaining({ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' }),
    ]);
    expect(await quantities(shop, BAG_ID)).toMatchObject({ available: 7 });
  });

  it('is spent by a refusal', async () => {
    await shop.admin(ADJUST, adjustment('k', change(-3, 9)));
    const answer = await shop.admin(ADJUST, adjustment('k', change(-3, 9)));
    expect(errorsOf(answer, 'inventoryAdjustQuantities')).toEqual([
      expect.objectContaining({ code: 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED' }),
    ]);
  });
});

describe('inventoryActivate', () => {
  const ACTIVATE = `mutation ($item: ID!, $location: ID!, $available: Int, $key: String!) {
    inventoryActivate(inventoryItemId: $item, locationId: $location, available: $available) @idempotent(key: $key) {
      inventoryLevel { isActive quantities(names: ["available"]) { quantity } }
      userErrors { field message }
    }
  }`;

  it('stocks an item at a further place, once', async () => {
    const variables = { item: BAG_ID, location: ANNEX_ID, available: 4 };
    const first = await shop.admin(ACTIVATE, { ...variables, key: 'a' });
    expect(first.data?.['inventoryActivate']).toEqual({
      inventoryLevel: { isActive: true, quantities: [{ quantity: 4 }] },
      userErrors: [],
    });
    const again = await shop.admin(ACTIVATE, { ...variables, key: 'b' });
    expect(again.data?.['inventoryActivate']).toMatchObject({ userErrors: [{ field: ['available'] }] });
    expect(await quantities(shop, BAG_ID, ANNEX_ID)).toMatchObject({ available: 4 });
  });
});
