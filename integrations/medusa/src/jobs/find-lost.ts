/** Every minute: what no event reported. */
import type { MedusaContainer } from '@medusajs/framework/types';
import { storeOf } from '../shop/store.ts';
import { endExpiredHolds, sendWaiting, sweepOrders } from '../shop/sweep.ts';

export default async function findLost(container: MedusaContainer): Promise<void> {
  const store = storeOf(container);
  await sweepOrders(store);
  await endExpiredHolds(store);
  await sendWaiting(store);
}

export const config = { name: 'stockline-find-lost', schedule: '0 * * * * *' };
