/** Somebody changed stock or a reservation in the admin: what is shown now is sent, and Stockline compares. */
import type { SubscriberArgs, SubscriberConfig } from '@medusajs/framework';
import { figureOfLevel, figuresOf } from '../database/figures.ts';
import { sendMessage } from '../shop/send.ts';
import { type Store, storeOf } from '../shop/store.ts';

type Changed = { id?: string; order_id?: string; stockline?: boolean };

/** What belongs to an order is reported with it, and a push of Stockline's is known to it. */
export default async function figureChanged({
  event: { name, data },
  container,
}: SubscriberArgs<Changed>): Promise<void> {
  if (data.id === undefined || data.order_id !== undefined || data.stockline === true) {
    return;
  }
  const store = storeOf(container);
  const figure = name.startsWith('inventory-level.')
    ? await figureOfLevel(store.database, data.id)
    : await figureOfReservation(store, data.id);
  if (figure === undefined) {
    return;
  }
  const { listing, location, shows } = figure;
  await sendMessage(store, {
    type: 'listing.changed',
    timestamp: new Date().toISOString(),
    data: { listings: [{ listing, location, shows }] },
  });
}

async function figureOfReservation({ query, database }: Store, id: string) {
  const { data } = await query.graph({
    entity: 'reservation',
    fields: ['inventory_item_id', 'location_id', 'line_item_id'],
    filters: { id },
    withDeleted: true,
  });
  const reservation = data[0];
  if (reservation === undefined || reservation.line_item_id) {
    return undefined;
  }
  const place = { listing: reservation.inventory_item_id, location: reservation.location_id };
  return (await figuresOf(database, [place]))[0];
}

export const config: SubscriberConfig = {
  event: [
    'inventory-level.updated',
    'reservation-item.created',
    'reservation-item.updated',
    'reservation-item.deleted',
  ],
  context: { subscriberId: 'stockline-figure-changed' },
};
