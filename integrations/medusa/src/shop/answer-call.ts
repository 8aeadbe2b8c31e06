/** Answers a call of Stockline. */
import type { MedusaContainer } from '@medusajs/framework/types';
import { Modules } from '@medusajs/framework/utils';
import { applyPush, figuresOf, type PushAnswer, pageOfFigures } from '../database/figures.ts';
import { changedOrders, openOrders } from '../database/medusa-orders.ts';
import type { KnownOrder } from '../database/orders.ts';
import { readSetting, writeSetting } from '../database/settings.ts';
import type { Call, Push } from '../protocol/calls.ts';
import { readBack } from './read-back.ts';
import { messagesOf, sendMessage } from './send.ts';
import { locationsOf, type Store } from './store.ts';

const LISTINGS_PAGE = 200;
const ORDERS_PAGE = 25;

export async function answerCall(store: Store, container: MedusaContainer, call: Call): Promise<object> {
  const { database, settings } = store;
  switch (call.operation) {
    case 'describe': {
      const sendsTo = (await readSetting(database, 'sendsTo')) ?? null;
      const locations = await locationsOf(store);
      return { protocol: 1, name: settings.name, takes: 'differences', locations, sendsTo };
    }
    case 'connect':
      await writeSetting(database, 'sendsTo', call.webhookUrl);
      return {};
    case 'test': {
      const message = { type: 'stockline.test', timestamp: new Date().toISOString(), data: {} };
      return { status: await sendMessage(store, message) };
    }
    case 'push':
      return push(store, container, call.push);
    case 'figures': {
      const figures = await figuresOf(database, call.places);
      return { figures: figures.map(({ listing, location, shows }) => ({ listing, location, shows })) };
    }
    case 'listings': {
      const page = { locations: await locationsOf(store), after: call.after, size: LISTINGS_PAGE };
      const { figures, next } = await pageOfFigures(database, page);
      return { listings: figures, next };
    }
    case 'open-orders': {
      const ids = await openOrders(database, { after: call.after, size: ORDERS_PAGE });
      const orders = await readAll(store, ids);
      const open = orders.map((order) => ({ ...order, states: order.states.filter(hasUnitsToShip) }));
      return { messages: open.flatMap(messagesOf), next: nextOf(ids) };
    }
    case 'changes': {
      const ids = await changedOrders(database, call.since, call.until, { after: call.after, size: ORDERS_PAGE });
      return { messages: (await readAll(store, ids)).flatMap(messagesOf), next: nextOf(ids) };
    }
    default:
      return call satisfies never;
  }
}

/** Under the lock that Medusa's own steps take while they reserve or move the item. Others learn of it as of an edit. */
async function push(store: Store, container: MedusaContainer, wanted: Push): Promise<PushAnswer> {
  const answer = await store.locking.execute([wanted.listing], () => applyPush(store.database, wanted));
  if (answer.result === 'applied') {
    const [level] = (
      await store.query.graph({
        entity: 'inventory_level',
        fields: ['id'],
        filters: { inventory_item_id: wanted.listing, location_id: wanted.location },
      })
    ).data;
    await container.resolve(Modules.EVENT_BUS).emit({
      name: 'inventory-level.updated',
      data: { id: level?.id, stockline: true },
    });
  }
  return answer;
}

async function readAll(store: Store, ids: readonly string[]): Promise<readonly KnownOrder[]> {
  const orders: KnownOrder[] = [];
  for (const id of ids) {
    orders.push(await readBack(store, id));
  }
  return orders;
}

function nextOf(ids: readonly string[]): string | null {
  return ids.length === ORDERS_PAGE ? (ids.at(-1) ?? null) : null;
}

function hasUnitsToShip({ lines }: KnownOrder['states'][number]): boolean {
  return lines.some(({ ordered, shipped }) => ordered > shipped);
}
