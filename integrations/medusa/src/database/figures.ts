/** What the store shows of each inventory item at each location, and the push that changes it. */
import type { Place, Push } from '../protocol/calls.ts';
import { type Database, numberOf, type Row, rows, type Sql, textOf } from './sql.ts';

export type Figure = Place & { readonly sku: string; readonly title: string; readonly shows: number };

export type PushAnswer =
  | { readonly result: 'applied'; readonly shows: number }
  | { readonly result: 'stale' }
  | { readonly result: 'refused'; readonly reason: string };

/**
 * Stocked, less what is reserved, less what open holds have been given for their own reservation (database/holds.ts).
 * The reservation rows are added up, because the counter `reserved_quantity` is written as it was read before and loses
 * reservations made at the same time (Medusa 2.21.2, inventory/dist/services/inventory-module.js). Of a checkout whose
 * order is not linked to its cart yet, nobody can say whether a row is of a hold: then the figure is the higher one.
 */
const SHOWS = `
  l.stocked_quantity - reserved.units - greatest(0, (
    select coalesce(sum(u.units), 0) from stockline_held_units u join stockline_hold h on h.id = u.hold_id
     where h.state = 'open' and u.inventory_item_id = l.inventory_item_id and u.location_id = l.location_id
  ) - (
    select coalesce(sum(r.quantity), 0) from reservation_item r
     where r.deleted_at is null and r.inventory_item_id = l.inventory_item_id and r.location_id = l.location_id
       and exists (
         select from order_item i join "order" o on o.id = i.order_id left join order_cart c on c.order_id = o.id and c.deleted_at is null
          where i.item_id = r.line_item_id and (
            c.cart_id in (select h.cart_id from stockline_hold h where h.state = 'open')
            or (c.cart_id is null and o.created_at > now() - interval '2 minutes')))
  ))`;

const LEVELS = `
  inventory_level l
  join inventory_item n on n.id = l.inventory_item_id and n.deleted_at is null and n.sku is not null
  cross join lateral (
    select coalesce(sum(r.quantity), 0) as units from reservation_item r
     where r.deleted_at is null and r.inventory_item_id = l.inventory_item_id and r.location_id = l.location_id
  ) reserved`;

const FIGURES = `
  select l.id, l.inventory_item_id, l.location_id, n.sku, coalesce(n.title, '') as title, floor(${SHOWS}) as shows
    from ${LEVELS} where l.deleted_at is null`;

/** The figures of these places; a place that the store does not have is left out. */
export async function figuresOf(sql: Sql, places: readonly Place[]): Promise<readonly Figure[]> {
  const asked = JSON.stringify(places);
  const found = await rows(
    sql,
    `${FIGURES} and (l.inventory_item_id, l.location_id) in
       (select p.listing, p.location from jsonb_to_recordset(?::jsonb) as p(listing text, location text))`,
    [asked],
  );
  return found.map(figureOf);
}

/** The figure of an inventory level; undefined where there is none any more. */
export async function figureOfLevel(sql: Sql, level: string): Promise<Figure | undefined> {
  const [found] = await rows(sql, `${FIGURES} and l.id = ?`, [level]);
  return found && figureOf(found);
}

/** One page of all figures at these locations, in the order of their levels' ids. */
export async function pageOfFigures(
  sql: Sql,
  page: { readonly locations: readonly string[]; readonly after: string | undefined; readonly size: number },
): Promise<{ readonly figures: readonly Figure[]; readonly next: string | null }> {
  const found = await rows(
    sql,
    `${FIGURES} and l.id > ? and l.location_id in (select jsonb_array_elements_text(?::jsonb)) order by l.id limit ?`,
    [page.after ?? '', JSON.stringify(page.locations), page.size],
  );
  const last = found.at(-1);
  return {
    figures: found.map(figureOf),
    next: found.length === page.size && last !== undefined ? textOf(last, 'id') : null,
  };
}

/**
 * Applies a push in one transaction: the key, the comparison, the new figure. The row of the level is locked before the
 * reservations are added up, so that each reservation is either in the answer or made after it.
 */
export async function applyPush(database: Database, push: Push): Promise<PushAnswer> {
  try {
    return await database.transaction(async (transaction) => {
      const fresh = await rows(
        transaction,
        'insert into stockline_push (id, shows) values (?, 0) on conflict (id) do nothing returning id',
        [push.key],
      );
      if (fresh.length === 0) {
        const [before] = await rows(transaction, 'select shows from stockline_push where id = ?', [push.key]);
        return { result: 'applied', shows: before === undefined ? 0 : numberOf(before, 'shows') };
      }
      const shows = await lockAndRead(transaction, push);
      if (shows === undefined) {
        throw new NotApplied({ result: 'refused', reason: `There is no listing ${push.listing} at ${push.location}.` });
      }
      if (push.ifShown !== null && push.ifShown !== shows) {
        throw new NotApplied({ result: 'stale' });
      }
      await changeStocked(transaction, push, push.change);
      await rows(transaction, 'update stockline_push set shows = ? where id = ?', [shows + push.change, push.key]);
      return { result: 'applied', shows: shows + push.change };
    });
  } catch (error) {
    if (error instanceof NotApplied) {
      return error.answer;
    }
    throw error;
  }
}

/** Rolls the key of a push back that was not applied: the same push may be applied later. */
class NotApplied extends Error {
  readonly answer: PushAnswer;

  constructor(answer: PushAnswer) {
    super(answer.result);
    this.answer = answer;
  }
}

/** Locks the level until the transaction ends, and reads what it shows; undefined where there is none. */
export async function lockAndRead(transaction: Sql, place: Place): Promise<number | undefined> {
  const locked = await rows(
    transaction,
    'select id from inventory_level where inventory_item_id = ? and location_id = ? and deleted_at is null for update',
    [place.listing, place.location],
  );
  if (locked.length === 0) {
    return undefined;
  }
  const [figure] = await figuresOf(transaction, [place]);
  return figure?.shows;
}

/**
 * Adds to the stocked quantity of a level that is locked, in both forms that Medusa keeps of a number, and sets the
 * counter of what is reserved right by the rows, because Medusa's own checkout compares with the counter.
 */
export async function changeStocked(transaction: Sql, place: Place, change: number): Promise<void> {
  await rows(
    transaction,
    `update inventory_level l
        set stocked_quantity = l.stocked_quantity + ?::numeric,
            raw_stocked_quantity = jsonb_build_object('value', (l.stocked_quantity + ?::numeric)::text, 'precision', 20),
            reserved_quantity = reserved.units,
            raw_reserved_quantity = jsonb_build_object('value', reserved.units::text, 'precision', 20),
            updated_at = now()
       from (select coalesce(sum(r.quantity), 0) as units from reservation_item r
              where r.deleted_at is null and r.inventory_item_id = ? and r.location_id = ?) reserved
      where l.inventory_item_id = ? and l.location_id = ? and l.deleted_at is null`,
    [change, change, place.listing, place.location, place.listing, place.location],
  );
}

/**
 * Places at which Medusa's counter of what is reserved is not what the rows add up to. It stays so until somebody writes it: with
 * it Medusa's own checkout and admin offer too much, or too little.
 */
export async function wrongCounters(sql: Sql, most: number): Promise<readonly Place[]> {
  const found = await rows(
    sql,
    `select l.inventory_item_id, l.location_id from ${LEVELS}
      where l.deleted_at is null and l.reserved_quantity <> reserved.units order by l.id limit ?`,
    [most],
  );
  return found.map((row) => ({ listing: textOf(row, 'inventory_item_id'), location: textOf(row, 'location_id') }));
}

/** Sets the counter at a place right by the rows. */
export async function settleCounter(database: Database, place: Place): Promise<void> {
  await database.transaction(async (transaction) => {
    if ((await lockAndRead(transaction, place)) !== undefined) {
      await changeStocked(transaction, place, 0);
    }
  });
}

/** Forgets the keys of pushes that cannot come again: Stockline repeats none after 30 days. */
export async function forgetOldPushes(sql: Sql): Promise<void> {
  await rows(sql, "delete from stockline_push where created_at < now() - interval '31 days'");
}

function figureOf(row: Row): Figure {
  return {
    listing: textOf(row, 'inventory_item_id'),
    location: textOf(row, 'location_id'),
    sku: textOf(row, 'sku'),
    title: textOf(row, 'title'),
    shows: numberOf(row, 'shows'),
  };
}
