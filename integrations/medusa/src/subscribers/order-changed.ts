/** An order changed: it is read back and sent. Events carry ids only. */
import type { SubscriberArgs, SubscriberConfig } from '@medusajs/framework';
import { readBack } from '../shop/read-back.ts';
import { sendOrder } from '../shop/send.ts';
import { storeOf } from '../shop/store.ts';

export default async function orderChanged({
  event: { name, data },
  container,
}: SubscriberArgs<{ id?: string; order_id?: string }>): Promise<void> {
  const id = data.order_id ?? (name.startsWith('order.') ? data.id : undefined);
  if (id === undefined) {
    return;
  }
  const store = storeOf(container);
  await readBack(store, id, name === 'order.placed');
  await sendOrder(store, id);
}

/** Stock leaves as a fulfilment is created, not as it is shipped. */
export const config: SubscriberConfig = {
  event: [
    'order.placed',
    'order.updated',
    'order.canceled',
    'order.fulfillment_created',
    'order.fulfillment_canceled',
    'order.return_received',
    'order.claim_created',
    'order.exchange_created',
    'order-edit.confirmed',
  ],
  context: { subscriberId: 'stockline-order-changed' },
};
