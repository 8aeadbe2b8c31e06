/** Finds what no event reported: orders that changed, messages that were not taken, holds of checkouts that died. */
import { forgetOldPushes, settleCounter, wrongCounters } from '../database/figures.ts';
import { expiredHolds } from '../database/holds.ts';
import { changedOrders } from '../database/medusa-orders.ts';
import { ordersToSend } from '../database/orders.ts';
import { readSetting, writeSetting } from '../database/settings.ts';
import { isOrder, releaseCart } from './checkout-hold.ts';
import { readBack } from './read-back.ts';
import { sendOrder } from './send.ts';
import type { Store } from './store.ts';

const PAGE_SIZE = 100;
/** A change that was being written while the sweep before read is found by this one. */
const OVERLAP_MS = 120_000;

/** Reads every order back that changed since the last sweep. */
export async function sweepOrders(store: Store): Promise<void> {
  const { database } = store;
  const began = new Date();
  const mark = await readSetting(database, 'sweptTo');
  const since = new Date((mark === undefined ? began : new Date(mark)).getTime() - OVERLAP_MS);
  for (let after: string | undefined; ; ) {
    const ids = await changedOrders(database, since, began, { after, size: PAGE_SIZE });
    for (const id of ids) {
      await readBack(store, id);
    }
    after = ids.at(-1);
    if (ids.length < PAGE_SIZE) {
      break;
    }
  }
  await writeSetting(database, 'sweptTo', began.toISOString());
  await forgetOldPushes(database);
}

/** Sends what Stockline has not acknowledged. */
export async function sendWaiting(store: Store): Promise<void> {
  for (const id of await ordersToSend(store.database, PAGE_SIZE)) {
    await sendOrder(store, id);
  }
}

/** Takes the units of expired holds back, unless an order was made of their cart: then it takes them over. */
export async function endExpiredHolds(store: Store): Promise<void> {
  for (const { id, cart } of await expiredHolds(store.database)) {
    if (await isOrder(store, cart)) {
      const { query } = store;
      const { data } = await query.graph({ entity: 'order_cart', fields: ['order_id'], filters: { cart_id: cart } });
      await readBack(store, data[0]?.order_id ?? '', true);
    } else {
      await releaseCart(store, cart, id);
    }
  }
}

/** Sets Medusa's counters of what is reserved right, under the lock that its own steps take (database/figures.ts). */
export async function settleCounters({ database, locking }: Store): Promise<void> {
  for (const place of await wrongCounters(database, PAGE_SIZE)) {
    await locking.execute([place.listing], () => settleCounter(database, place), { timeout: 30 });
  }
}
