/** Holds the units of a cart at Stockline while it becomes an order. */
import { randomUUID } from 'node:crypto';
import { MedusaError } from '@medusajs/framework/utils';
import { figuresOf } from '../database/figures.ts';
import { askHold, endHold, type Hold, holdsOfCart, openHold } from '../database/holds.ts';
import type { HoldSettings } from '../modules/stockline/store-settings.ts';
import type { HeldUnits } from '../protocol/order-state.ts';
import { type HoldLine, placeHold, voidHold } from './stockline-holds.ts';
import { locationsOf, type Store } from './store.ts';

/** What a cart wants of one inventory item. */
export type Wanted = { readonly item: string; readonly sku: string; readonly units: number };

const LINES_MOST = 25;

/**
 * Holds what the cart wants. Resolves with the id of a hold that this call placed, for its compensation; undefined where it
 * placed none: the cart is an order already, nothing of it is counted, its hold stands, or Stockline did not answer and the
 * store sells on. Throws a MedusaError for the customer where units are short.
 */
export async function holdCart(store: Store, cart: string, wanted: readonly Wanted[]): Promise<string | undefined> {
  const { holds } = store.settings;
  if (holds === undefined || wanted.length === 0 || wanted.length > LINES_MOST || (await isOrder(store, cart))) {
    return undefined;
  }
  const lines = wanted.map(({ sku, units }) => ({ sku, quantity: units }));
  const standing = await standingHold(store, cart, lines);
  return place(store, holds, { cart, wanted, lines, id: standing?.id ?? newId(cart) });
}

/** Gives the units of a cart's hold back, here and at Stockline, where no order was made of it. */
export async function releaseCart(store: Store, cart: string, hold: string): Promise<void> {
  if (await isOrder(store, cart)) {
    return;
  }
  await endHold(store.database, hold);
  if (store.settings.holds !== undefined) {
    await voidHold(store.settings.holds, hold);
  }
}

/** Whether the cart is an order already: the workflow runs its hook again on such a cart, and must not hold twice. */
export async function isOrder({ query }: Store, cart: string): Promise<boolean> {
  const { data } = await query.graph({ entity: 'order_cart', fields: ['order_id'], filters: { cart_id: cart } });
  return data.length > 0;
}

/** A hold that is over cannot be placed again: each attempt has another id. */
function newId(cart: string): string {
  return `${cart}.${randomUUID().slice(0, 8)}`;
}

type Attempt = {
  readonly id: string;
  readonly cart: string;
  readonly wanted: readonly Wanted[];
  readonly lines: readonly HoldLine[];
};

async function place(store: Store, holds: HoldSettings, attempt: Attempt): Promise<string | undefined> {
  const { id, cart, wanted, lines } = attempt;
  if (lines.length === 0) {
    return undefined;
  }
  const { ttlSeconds } = holds;
  await askHold(store.database, { id, cart, lines: JSON.stringify(lines), ttlSeconds });
  const answer = await placeHold(holds, { id, lines });
  switch (answer.kind) {
    case 'held': {
      const units = await placesOf(store, wanted, lines);
      await underLock(store, wanted, () => openHold(store.database, { id, units }));
      return id;
    }
    case 'over':
      await underLock(store, wanted, () => endHold(store.database, id));
      return place(store, holds, { ...attempt, id: newId(cart) });
    case 'unknownSkus': {
      await endHold(store.database, id);
      const known = lines.filter(({ sku }) => !answer.skus.includes(sku));
      return known.length === lines.length
        ? undefined
        : place(store, holds, { ...attempt, lines: known, id: newId(cart) });
    }
    case 'short':
      await endHold(store.database, id);
      throw new MedusaError(
        MedusaError.Types.NOT_ALLOWED,
        `Not enough in stock: ${answer.lines.map(({ sku, available }) => `${sku} (${available} left)`).join(', ')}.`,
      );
    case 'unreachable':
      store.logger.warn(`Cart ${cart} holds nothing: ${answer.reason}`);
      await endHold(store.database, id);
      // It may have been placed all the same.
      void voidHold(holds, id);
      if (holds.whenUnreachable === 'refuse') {
        throw new MedusaError(MedusaError.Types.UNEXPECTED_STATE, 'Stock cannot be checked now. Please try again.');
      }
      return undefined;
    default:
      return answer satisfies never;
  }
}

/** A hold of the same units that was asked for or granted, if there is one; those of a cart that was changed are given back. */
async function standingHold(store: Store, cart: string, lines: readonly HoldLine[]): Promise<Hold | undefined> {
  const open = (await holdsOfCart(store.database, cart)).filter(({ state }) => state === 'asked' || state === 'open');
  const standing = open.find((hold) => !hold.isExpired && hold.lines === JSON.stringify(lines));
  for (const hold of open.filter((each) => each !== standing)) {
    await releaseCart(store, cart, hold.id);
  }
  return standing;
}

/** Where the units of each item are given: at the location that shows most of it, as Medusa reserves where there are enough. */
async function placesOf(
  store: Store,
  wanted: readonly Wanted[],
  lines: readonly HoldLine[],
): Promise<readonly HeldUnits[]> {
  const locations = await locationsOf(store);
  const held = wanted.filter(({ sku }) => lines.some((line) => line.sku === sku));
  const places = held.flatMap(({ item }) => locations.map((location) => ({ listing: item, location })));
  const figures = await figuresOf(store.database, places);
  return held.flatMap(({ item, units }) => {
    const [best] = figures.filter((each) => each.listing === item).toSorted((one, other) => other.shows - one.shows);
    return best === undefined ? [] : [{ item, location: best.location, units }];
  });
}

/** Medusa's own steps lock an item while they reserve or move it. */
async function underLock(store: Store, wanted: readonly Wanted[], run: () => Promise<void>): Promise<void> {
  await store.locking.execute(
    wanted.map(({ item }) => item),
    run,
    { timeout: 30 },
  );
}
