import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SQUARE } from '../../../../sandbox/kernel/identities.ts';
import { eventually } from '../../kernel/running.ts';
import { adjustment, BAG_ID, HAT_ID, KEY, openTill } from '../till-under-test.ts';

const signatureOf = (url: string, body: string) =>
  createHmac('sha256', KEY)
    .update(url + body)
    .digest('base64');

describe('a sale at the Square till', () => {
  it('counts the variation down and makes an adjustment with an id of its own', async () => {
    const { control, changes } = await openTill();
    const order = await control.buy({ sku: 'BAG', quantity: 3 });
    expect(await control.shown('BAG')).toBe(7);
    const { changes: made } = await changes({ states: ['SOLD'] });
    expect(made).toMatchObject([
      {
        type: 'ADJUSTMENT',
        adjustment: {
          id: expect.stringMatching(/^[A-Z2-7]{24}$/),
          from_state: 'IN_STOCK',
          to_state: 'SOLD',
          catalog_object_id: BAG_ID,
          catalog_object_type: 'ITEM_VARIATION',
          quantity: '3',
          transaction_id: order,
          source: { product: 'SQUARE_POS' },
        },
      },
    ]);
  });

  it('notifies of the new count with the signature over URL and body', async () => {
    const { control, received, receiver } = await openTill();
    await control.buy({ sku: 'BAG', quantity: 3 });
    const [delivery] = await received(1);
    expect(delivery?.event).toMatchObject({
      merchant_id: SQUARE.merchantId,
      type: 'inventory.count.updated',
      data: {
        type: 'inventory_counts',
        object: {
          inventory_counts: [
            { catalog_object_id: BAG_ID, location_id: SQUARE.locationId, state: 'IN_STOCK', quantity: '7' },
          ],
        },
      },
    });
    const signature = delivery?.headers['x-square-hmacsha256-signature'];
    expect(signature).toBe(signatureOf(receiver.url, delivery?.rawBody ?? ''));
    expect(delivery?.headers['square-retry-number']).toBeUndefined();
  });

  it('signs the URL as registered, when a proxy stands between', async () => {
    const receiverOf = async (url: string) =>
      openTill({ webhook: { url, notificationUrl: 'https://a.b/c', signatureKey: KEY } });
    const { receiver } = await openTill();
    const { control } = await receiverOf(receiver.url);
    await control.buy({ sku: 'BAG', quantity: 1 });
    const delivery = await eventually(() => receiver.deliveries[0]);
    const signature = delivery.headers['x-square-hmacsha256-signature'];
    expect(signature).toBe(signatureOf('https://a.b/c', delivery.rawBody));
  });

  it('retries with the same event, signature and reason until it is taken', async () => {
    const { control, received } = await openTill({}, (nth) => (nth < 2 ? 503 : 200));
    await control.buy({ sku: 'BAG', quantity: 1 });
    const deliveries = await received(3);
    expect(new Set(deliveries.map(({ rawBody }) => rawBody)).size).toBe(1);
    expect(deliveries.map(({ headers }) => headers['square-retry-number'])).toEqual([undefined, '1', '2']);
    expect(deliveries[2]?.headers['square-retry-reason']).toBe('http_error');
    expect(deliveries[2]?.headers['x-square-hmacsha256-signature']).toBe(
      deliveries[0]?.headers['x-square-hmacsha256-signature'],
    );
  });

  it('keeps two lines of one SKU apart, and both count', async () => {
    const { control, changes } = await openTill();
    await control.buy({ sku: 'BAG', quantity: 1 }, { sku: 'BAG', quantity: 2 });
    expect(await control.shown('BAG')).toBe(7);
    expect((await changes({ states: ['SOLD'] })).changes).toHaveLength(2);
  });

  it('is refused with 409 when the till shows less, and takes no part of it', async () => {
    const { control } = await openTill();
    const lines = [
      { sku: 'HAT', quantity: 1 },
      { sku: 'BAG', quantity: 6 },
      { sku: 'BAG', quantity: 5 },
    ];
    expect(await control.order(...lines)).toMatchObject({ status: 409, body: { error: { code: 'insufficient' } } });
    expect([await control.shown('BAG'), await control.shown('HAT')]).toEqual([10, 5]);
  });

  it('of an unknown SKU is refused with 404', async () => {
    const { control } = await openTill();
    expect(await control.order({ sku: 'SHOE', quantity: 1 })).toMatchObject({ status: 404 });
    expect(await control.putStock('SHOE', 1)).toMatchObject({ status: 404 });
    expect(await control.act('CAISE1', 'fulfil')).toMatchObject({ status: 404 });
  });

  it('stamps two changes of one millisecond in order', async () => {
    const frozen = Date.now();
    const { control, received } = await openTill({ nowMs: () => frozen });
    await control.buy({ sku: 'BAG', quantity: 1 });
    await control.buy({ sku: 'BAG', quantity: 1 });
    const counts = (await received(2)).flatMap(({ event }) => event.data.object.inventory_counts);
    const byTime = counts.sort((left, right) => left.calculated_at.localeCompare(right.calculated_at));
    expect(byTime.map(({ quantity }) => quantity)).toEqual(['9', '8']);
    expect(byTime[0]?.calculated_at).not.toBe(byTime[1]?.calculated_at);
  });
});

describe('what follows a sale at the Square till', () => {
  it('cancelled with restock, puts the goods back as a return of that sale', async () => {
    const { control, changes, received } = await openTill();
    const order = await control.buy({ sku: 'BAG', quantity: 3 });
    expect(await control.act(order, 'cancel', { restock: true })).toMatchObject({ status: 200 });
    expect(await control.shown('BAG')).toBe(10);
    const { changes: returned } = await changes({ states: ['RETURNED_BY_CUSTOMER'] });
    expect(returned).toMatchObject([
      { adjustment: { to_state: 'IN_STOCK', quantity: '3', transaction_id: order, refund_id: expect.any(String) } },
    ]);
    expect(await received(2)).toHaveLength(2);
  });

  it.each([
    ['cancelled without restock', 'cancel', { restock: false }],
    ['refunded without restock', 'refund', { lines: [{ sku: 'BAG', quantity: 3 }], restock: false }],
    ['fulfilled', 'fulfil', undefined],
  ])('%s, changes no inventory and notifies nobody', async (_, verb, body) => {
    const { control, changes, received } = await openTill();
    const order = await control.buy({ sku: 'BAG', quantity: 3 });
    await received(1);
    const before = await changes();
    expect(await control.act(order, verb, body)).toMatchObject({ status: 200 });
    expect(await control.shown('BAG')).toBe(7);
    expect(await changes()).toEqual(before);
    expect((await control.notifications())['sent']).toBe(1);
  });

  it('refunded in part with restock, puts that part back, and a cancellation later only the rest', async () => {
    const { control } = await openTill();
    const order = await control.buy({ sku: 'BAG', quantity: 3 });
    const refund = { lines: [{ sku: 'BAG', quantity: 1 }], restock: true };
    expect(await control.act(order, 'refund', refund)).toMatchObject({ status: 200 });
    expect(await control.shown('BAG')).toBe(8);
    await control.act(order, 'cancel', { restock: true });
    expect(await control.shown('BAG')).toBe(10);
  });

  it('edited, sells the difference or puts it back', async () => {
    const { control } = await openTill();
    const order = await control.buy({ sku: 'BAG', quantity: 3 }, { sku: 'HAT', quantity: 1 });
    expect(await control.act(order, 'edit', { lines: [{ sku: 'BAG', quantity: 5 }] })).toMatchObject({ status: 200 });
    expect([await control.shown('BAG'), await control.shown('HAT')]).toEqual([5, 4]);
    await control.act(order, 'edit', {
      lines: [
        { sku: 'BAG', quantity: 2 },
        { sku: 'HAT', quantity: 0 },
      ],
    });
    expect([await control.shown('BAG'), await control.shown('HAT')]).toEqual([8, 5]);
  });

  it.each([
    ['raised above what the till shows', [{ sku: 'BAG', quantity: 11 }], 409],
    ['given a SKU that is not listed', [{ sku: 'SHOE', quantity: 1 }], 404],
    ['lowered below what is refunded', [{ sku: 'BAG', quantity: 0 }], 409],
  ])('cannot be %s', async (_, lines, status) => {
    const { control } = await openTill();
    const order = await control.buy({ sku: 'BAG', quantity: 3 });
    await control.act(order, 'refund', { lines: [{ sku: 'BAG', quantity: 1 }], restock: false });
    expect(await control.act(order, 'edit', { lines })).toMatchObject({ status });
    expect(await control.shown('BAG')).toBe(7);
  });

  it.each([
    ['fulfilled twice', ['fulfil', 'fulfil']],
    ['cancelled when fulfilled', ['fulfil', 'cancel']],
    ['cancelled twice', ['cancel', 'cancel']],
    ['refunded when cancelled', ['cancel', 'refund']],
    ['refunded beyond what was sold', ['refund', 'refund']],
    ['edited when cancelled', ['cancel', 'edit']],
  ])('cannot be %s', async (_, [first = '', second = '']) => {
    const { control } = await openTill();
    const order = await control.buy({ sku: 'BAG', quantity: 3 });
    const lines = [{ sku: 'BAG', quantity: 2 }];
    const body: Record<string, object> = {
      cancel: { restock: true },
      refund: { lines, restock: true },
      edit: { lines },
    };
    expect(await control.act(order, first, body[first])).toMatchObject({ status: 200 });
    const shown = await control.shown('BAG');
    const answer = await control.act(order, second, body[second]);
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'impossible', message: expect.any(String) } } });
    expect(await control.shown('BAG')).toBe(shown);
  });
});

describe('other changes at Square', () => {
  it('made in the dashboard are a physical count, and notified', async () => {
    const { control, changes, received } = await openTill();
    expect(await control.putStock('BAG', 4)).toMatchObject({ status: 200 });
    const { changes: made } = await changes({ types: ['PHYSICAL_COUNT'], catalog_object_ids: [BAG_ID] });
    expect(made[1]).toMatchObject({ physical_count: { quantity: '4', source: { product: 'DASHBOARD' } } });
    const [delivery] = await received(1);
    expect(delivery?.event.data.object.inventory_counts).toMatchObject([{ quantity: '4' }]);
    expect(await control.putStock('BAG', -1)).toMatchObject({ status: 400 });
  });

  it('made through the API are notified like any other', async () => {
    const { change, received } = await openTill();
    await change(adjustment('NONE', 'IN_STOCK', '1', { catalog_object_id: HAT_ID }));
    const [delivery] = await received(1);
    expect(delivery?.event.data.object.inventory_counts).toMatchObject([{ catalog_object_id: HAT_ID, quantity: '6' }]);
  });

  it('of one batch are stamped one after the other', async () => {
    const { change, received } = await openTill();
    const [first, second] = [adjustment('IN_STOCK', 'SOLD', '1'), adjustment('IN_STOCK', 'SOLD', '2')];
    await change({ ...first, changes: [...first.changes, ...second.changes] });
    const counts = (await received(2)).flatMap(({ event }) => event.data.object.inventory_counts);
    const newest = counts.sort((left, right) => right.calculated_at.localeCompare(left.calculated_at));
    expect(newest.map(({ quantity }) => quantity)).toEqual(['7', '9']);
    expect(newest[0]?.calculated_at).not.toBe(newest[1]?.calculated_at);
  });

  it('are not notified when the webhooks get lost', async () => {
    const { control, receiver } = await openTill();
    await control.faults({ webhook: { loss: 1 } });
    await control.buy({ sku: 'BAG', quantity: 1 });
    expect(await control.notifications()).toMatchObject({ sent: 1, lost: 1, waiting: 0 });
    expect(receiver.deliveries).toEqual([]);
  });

  it('are notified twice with one event id when the webhooks are duplicated', async () => {
    const { control, received } = await openTill();
    await control.faults({ webhook: { duplicate: 1 } });
    await control.buy({ sku: 'BAG', quantity: 1 });
    const ids = (await received(2)).map(({ event }) => event.event_id);
    expect(ids).toEqual([ids[0], ids[0]]);
  });
});
