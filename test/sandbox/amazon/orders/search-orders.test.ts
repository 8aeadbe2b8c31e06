import { expect, it } from '@jest/globals';
import type { Order } from '../../../../sandbox/amazon/orders/order.ts';
import { searchOrders } from '../../../../sandbox/amazon/orders/search-orders.ts';

const BEGIN_MS = Date.parse('2026-11-24T10:00:00.000Z');
const DAY_MS = 86_400_000;

const ORDERS: Order[] = ['1', '2'].map((orderId) => ({
  orderId,
  status: 'Unshipped',
  fulfilledBy: 'MERCHANT',
  marketplaceId: 'ATVPDKIKX0DER',
  createdMs: BEGIN_MS,
  lastUpdatedMs: BEGIN_MS,
  items: [],
}));

function search(nowMs: number, paginationToken?: string) {
  const query = new URLSearchParams({ createdAfter: new Date(BEGIN_MS).toISOString(), maxResultsPerPage: '1' });
  if (paginationToken !== undefined) query.set('paginationToken', paginationToken);
  return searchOrders(query, ORDERS, {
    nowMs,
    row: undefined,
    statusOf: () => 'UNSHIPPED',
    onWire: ({ orderId }) => ({ orderId }),
  });
}

it('takes the token of a page for less than a day', () => {
  const { nextToken } = Object(search(BEGIN_MS).body).pagination;
  expect(search(BEGIN_MS + DAY_MS - 1, nextToken)).toMatchObject({ status: 200, body: { orders: [{ orderId: '2' }] } });
  expect(search(BEGIN_MS + DAY_MS, nextToken)).toMatchObject({ status: 400 });
});
