/** Which of Medusa's orders changed, are open, and were made of which cart: a page of ids at a time. */
import { rows, type Sql, textOf } from './sql.ts';

type Page = { readonly after: string | undefined; readonly size: number };

/** Medusa writes a change of an order's lines as a new version of the order, of its items, or as an order change. */
const CHANGED = `
  select o.id from "order" o where o.updated_at between ? and ?
  union select i.order_id from order_item i where i.updated_at between ? and ?
  union select c.order_id from order_change c where c.updated_at between ? and ?
  union select s.id from stockline_order s where s.version between ? and ?`;

/** Orders that changed from `since` to `until`, both included, in the order of their ids. */
export async function changedOrders(sql: Sql, since: Date, until: Date, page: Page): Promise<readonly string[]> {
  const window = [since, until, since, until, since, until, since, until];
  return ids(sql, `select id from (${CHANGED}) changed where id > ? order by id limit ?`, window, page);
}

/** Orders that have units to ship, in the order of their ids. */
export async function openOrders(sql: Sql, page: Page): Promise<readonly string[]> {
  return ids(
    sql,
    `select o.id from "order" o
      where o.deleted_at is null and not o.is_draft_order and o.status in ('pending', 'requires_action', 'completed')
        and exists (select from order_item i where i.order_id = o.id and i.version = o.version and i.deleted_at is null
                      and i.quantity > i.fulfilled_quantity)
        and o.id > ? order by o.id limit ?`,
    [],
    page,
  );
}

async function ids(sql: Sql, statement: string, values: readonly unknown[], page: Page): Promise<readonly string[]> {
  const found = await rows(sql, statement, [...values, page.after ?? '', page.size]);
  return found.map((row) => textOf(row, 'id'));
}
