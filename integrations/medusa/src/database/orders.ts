/** What was last read of each order, under which version, and whether Stockline has it. */
import type { OrderData, RecordedLine } from '../protocol/order-state.ts';
import { type Row, rows, type Sql, textOf, timeOf } from './sql.ts';

export type KnownOrder = {
  readonly id: string;
  /** Undefined until the order counts as one. */
  readonly version: Date | undefined;
  /** Medusa said that it was placed: an order that no cart stands behind counts only then, or once it was changed. */
  readonly isPlaced: boolean;
  readonly recorded: readonly RecordedLine[];
  readonly states: readonly OrderData[];
};

/** Reads what is known of an order, and begins it where nothing is. `isPlaced` true is kept. */
export async function knownOrder(sql: Sql, id: string, isPlaced: boolean): Promise<KnownOrder> {
  const [found] = await rows(
    sql,
    `insert into stockline_order (id, is_placed, recorded, states) values (?, ?, '[]', '[]')
     on conflict (id) do update set is_placed = stockline_order.is_placed or excluded.is_placed
     returning id, version, is_placed, recorded, states`,
    [id, isPlaced],
  );
  if (found === undefined) {
    throw new Error(`Order ${id} could not be kept.`);
  }
  return orderOf(found);
}

/** Keeps a new state, if nobody kept another since `before` was read; false: somebody did. */
export async function keepState(
  sql: Sql,
  before: KnownOrder,
  now: { readonly version: Date; readonly recorded: readonly RecordedLine[]; readonly states: readonly OrderData[] },
): Promise<boolean> {
  const kept = await rows(
    sql,
    `update stockline_order
        set version = ?, recorded = ?::jsonb, states = ?::jsonb, attempt_after = null, attempts = 0, updated_at = now()
      where id = ? and version is not distinct from ?::timestamptz returning id`,
    [now.version, JSON.stringify(now.recorded), JSON.stringify(now.states), before.id, before.version ?? null],
  );
  return kept.length > 0;
}

/** Orders that Stockline has not acknowledged in their present version, and whose next attempt is due. */
export async function ordersToSend(sql: Sql, most: number): Promise<readonly string[]> {
  const due = await rows(
    sql,
    `select id from stockline_order
      where version is not null and (sent_version is null or sent_version < version)
        and (attempt_after is null or attempt_after < now()) order by version limit ?`,
    [most],
  );
  return due.map((row) => textOf(row, 'id'));
}

const LEASE_SECONDS = 30;

/** Takes an order for one attempt to send it; undefined where there is nothing to send, or somebody else sends it. */
export async function claimOrder(sql: Sql, id: string): Promise<KnownOrder | undefined> {
  const [claimed] = await rows(
    sql,
    `update stockline_order set attempts = attempts + 1, attempt_after = now() + make_interval(secs => ?)
      where id = ? and version is not null and (sent_version is null or sent_version < version)
        and (attempt_after is null or attempt_after < now())
      returning id, version, is_placed, recorded, states`,
    [LEASE_SECONDS, id],
  );
  return claimed && orderOf(claimed);
}

export async function markSent(sql: Sql, { id, version }: KnownOrder): Promise<void> {
  await rows(sql, 'update stockline_order set sent_version = greatest(sent_version, ?::timestamptz) where id = ?', [
    version ?? null,
    id,
  ]);
}

/** The next attempt comes later with each that failed, after five minutes at the most. */
export async function postpone(sql: Sql, { id, version }: KnownOrder, leastSeconds: number): Promise<void> {
  await rows(
    sql,
    `update stockline_order
        set attempt_after = now() + make_interval(secs => greatest(?, least(300, 3 * power(2, least(attempts, 10)))))
      where id = ? and version is not distinct from ?::timestamptz`,
    [leastSeconds, id, version ?? null],
  );
}

function orderOf(row: Row): KnownOrder {
  return {
    id: textOf(row, 'id'),
    version: row['version'] === null ? undefined : timeOf(row, 'version'),
    isPlaced: row['is_placed'] === true,
    recorded: listOf<RecordedLine>(row['recorded']),
    states: listOf<OrderData>(row['states']),
  };
}

/** JSON that this plugin wrote. */
function listOf<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? value : [];
}
