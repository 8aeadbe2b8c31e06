/** Reads an order back, and keeps its state under a new version where it changed. */
import { holdsOfCart, unitsOfHold, useHold } from '../database/holds.ts';
import { type KnownOrder, keepState, knownOrder } from '../database/orders.ts';
import { type OrderFacts, orderStates } from '../protocol/order-state.ts';
import { type ReadOrder, readOrder } from './order-facts.ts';
import type { Store } from './store.ts';

const TRIES_MOST = 10;

/**
 * Resolves with the order as it is kept now; its version is undefined where it does not count as an order. Nothing is locked
 * while Medusa is read: a state is kept on the condition that nobody kept another meanwhile, else it is read anew, so that
 * versions grow with what they say.
 */
export async function readBack(store: Store, id: string, isPlaced = false): Promise<KnownOrder> {
  for (let tries = 0; tries < TRIES_MOST; tries += 1) {
    const known = await knownOrder(store.database, id, isPlaced);
    const read = await readOrder(store, known);
    if (read === undefined) {
      return known;
    }
    const states = orderStates({ id, ...read, held: await heldBy(store, read) });
    if (known.version !== undefined && JSON.stringify(known.states) === JSON.stringify(states)) {
      return known;
    }
    const version = new Date(Math.max(read.changedAt.getTime(), (known.version?.getTime() ?? 0) + 1));
    const now = { version, recorded: read.recorded, states };
    if (await keepState(store.database, known, now)) {
      return { ...known, ...now };
    }
  }
  throw new Error(`Order ${id} changed each time it was read.`);
}

/** The hold that the order was made from, and its units; an open hold of its cart becomes used. */
async function heldBy({ database }: Store, { cart, reservations }: ReadOrder): Promise<OrderFacts['held']> {
  if (cart === undefined) {
    return undefined;
  }
  const [newest] = await holdsOfCart(database, cart);
  if (newest === undefined || newest.state === 'over' || newest.state === 'asked') {
    return undefined;
  }
  if (newest.state === 'open') {
    await useHold(database, newest.id, reservations);
  }
  return { hold: newest.id, units: await unitsOfHold(database, newest.id) };
}
