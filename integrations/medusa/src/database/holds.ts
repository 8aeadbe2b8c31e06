/**
 * The holds that checkouts of this store have at Stockline. A hold makes Stockline push the store's figure down, and the
 * reservation of the same checkout would take the units off a second time, or find none left. So the units of a hold are added
 * to what is stocked as it is granted, for its own reservation, and do not count in the figure that Stockline is answered.
 */
import type { HeldUnits } from '../protocol/order-state.ts';
import { changeStocked, lockAndRead } from './figures.ts';
import { type Database, numberOf, type Row, rows, type Sql, textOf } from './sql.ts';

/**
 * `asked`: kept before Stockline is asked, so that a process that dies meanwhile is followed by one that asks for the same
 * hold. `open`: granted; its cart is no order yet. `used`: an order was made of it. `over`: voided or expired, its units taken back.
 */
export type HoldState = 'asked' | 'open' | 'used' | 'over';

export type Hold = {
  readonly id: string;
  readonly cart: string;
  readonly state: HoldState;
  readonly lines: string;
  readonly isExpired: boolean;
  readonly isCaptured: boolean;
};

const HOLD = 'select id, cart_id, state, lines, expires_at < now() as is_expired, is_captured from stockline_hold';

/** All holds of a cart, the newest first. */
export async function holdsOfCart(sql: Sql, cart: string): Promise<readonly Hold[]> {
  return (await rows(sql, `${HOLD} where cart_id = ? order by created_at desc, id desc`, [cart])).map(holdOf);
}

/** Holds of which no order was made, and whose time is over for a minute, so that no checkout is on its way with them. */
export async function expiredHolds(sql: Sql): Promise<readonly Hold[]> {
  const late = `${HOLD} where state in ('asked', 'open') and expires_at < now() - interval '1 minute' limit 100`;
  return (await rows(sql, late)).map(holdOf);
}

/** Keeps a hold that Stockline is about to be asked for. */
export async function askHold(
  sql: Sql,
  hold: { readonly id: string; readonly cart: string; readonly lines: string; readonly ttlSeconds: number },
): Promise<void> {
  await rows(
    sql,
    `insert into stockline_hold (id, cart_id, state, lines, expires_at)
     values (?, ?, 'asked', ?, now() + make_interval(secs => ?)) on conflict (id) do nothing`,
    [hold.id, hold.cart, hold.lines, hold.ttlSeconds],
  );
}

/** Opens a hold that Stockline granted, and gives its units to the store for the checkout's own reservation. */
export async function openHold(
  database: Database,
  hold: { readonly id: string; readonly units: readonly HeldUnits[] },
): Promise<void> {
  await database.transaction(async (transaction) => {
    if (!(await leave(transaction, hold.id, ['asked'], 'open'))) {
      return;
    }
    for (const { item, location, units } of inOrder(hold.units)) {
      const place = { listing: item, location };
      if ((await lockAndRead(transaction, place)) === undefined) {
        continue;
      }
      await rows(
        transaction,
        'insert into stockline_held_units (id, hold_id, inventory_item_id, location_id, units) values (?, ?, ?, ?, ?)',
        [`${hold.id}~${item}~${location}`, hold.id, item, location, units],
      );
      await changeStocked(transaction, place, units);
    }
  });
}

/** Ends a hold of which no order was made, and takes its units back. */
export async function endHold(database: Database, id: string): Promise<void> {
  await database.transaction(async (transaction) => {
    if (!(await leave(transaction, id, ['asked', 'open'], 'over'))) {
      return;
    }
    for (const { item, location, units } of inOrder(await unitsOfHold(transaction, id))) {
      const place = { listing: item, location };
      if ((await lockAndRead(transaction, place)) !== undefined) {
        await changeStocked(transaction, place, -units);
      }
    }
  });
}

/**
 * Marks an open hold as used by the order that was made of its cart. Units that the order did not reserve where they were
 * given (Medusa chose another location, or an item is not counted any more) are taken back.
 */
export async function useHold(database: Database, id: string, reserved: readonly HeldUnits[]): Promise<void> {
  await database.transaction(async (transaction) => {
    if (!(await leave(transaction, id, ['open'], 'used'))) {
      return;
    }
    for (const { item, location, units } of inOrder(await unitsOfHold(transaction, id))) {
      const here = reserved.filter((each) => each.item === item && each.location === location);
      const surplus = units - here.reduce((total, each) => total + each.units, 0);
      const place = { listing: item, location };
      if (surplus > 0 && (await lockAndRead(transaction, place)) !== undefined) {
        await changeStocked(transaction, place, -surplus);
        await rows(
          transaction,
          `update stockline_held_units set units = units - ?
            where hold_id = ? and inventory_item_id = ? and location_id = ?`,
          [surplus, id, item, location],
        );
      }
    }
  });
}

export async function markCaptured(sql: Sql, id: string): Promise<void> {
  await rows(sql, 'update stockline_hold set is_captured = true, updated_at = now() where id = ?', [id]);
}

export async function unitsOfHold(sql: Sql, id: string): Promise<readonly HeldUnits[]> {
  const found = await rows(
    sql,
    'select inventory_item_id, location_id, units from stockline_held_units where hold_id = ?',
    [id],
  );
  return found.map((row) => ({
    item: textOf(row, 'inventory_item_id'),
    location: textOf(row, 'location_id'),
    units: numberOf(row, 'units'),
  }));
}

async function leave(transaction: Sql, id: string, from: readonly HoldState[], to: HoldState): Promise<boolean> {
  const left = await rows(
    transaction,
    `update stockline_hold set state = ?, updated_at = now()
      where id = ? and state in (select jsonb_array_elements_text(?::jsonb)) returning id`,
    [to, id, JSON.stringify(from)],
  );
  return left.length > 0;
}

/** Levels are locked in one order, so that two holds of the same items do not wait for each other. */
function inOrder(units: readonly HeldUnits[]): readonly HeldUnits[] {
  const key = ({ item, location }: HeldUnits) => `${item}~${location}`;
  return units.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
}

function holdOf(row: Row): Hold {
  const state = row['state'];
  return {
    id: textOf(row, 'id'),
    cart: textOf(row, 'cart_id'),
    state: state === 'asked' || state === 'open' || state === 'used' ? state : 'over',
    lines: textOf(row, 'lines'),
    isExpired: row['is_expired'] === true,
    isCaptured: row['is_captured'] === true,
  };
}
