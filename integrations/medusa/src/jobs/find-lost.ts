/** Every minute: what no event reported, and counters that Medusa wrote wrong. */
import type { MedusaContainer } from '@medusajs/framework/types';
import { storeOf } from '../shop/store.ts';
import { endExpiredHolds, sendWaiting, settleCounters, sweepOrders } from '../shop/sweep.ts';

export default async function findLost(container: MedusaContainer): Promise<void> {
  const store = storeOf(container);
  await sweepOrders(store);
  await endExpiredHolds(store);
  await settleCounters(store);
  await sendWaiting(store);
}

export const config = { name: 'stockline-find-lost', schedule: '0 * * * * *' };
