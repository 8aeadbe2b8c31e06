/** A ledger of mugs and cups whose units are held through the stock API. */
import { parseChannelId, parseQuantity, parseSku, type Sku } from '../../../shared/domain/identifiers.ts';
import type { Observation } from '../../../shared/domain/stock/observation.ts';
import { available, totalStock } from '../../../shared/domain/stock/stock.ts';
import type { StockChanged } from '../../../shared/ports/posting/posting.ts';
import type { HoldPorts } from '../../../shared/usecases/holds/hold-ports.ts';
import { placeHold } from '../../../shared/usecases/holds/place-hold.ts';
import { postObservations } from '../../../shared/usecases/posting/post-observations.ts';
import { baseline, MUG, NOON } from '../facts.ts';
import { MemoryTable } from '../memory/memory-table.ts';
import { postingPorts } from '../ports/posting-ports.ts';

export const CUP = parseSku('CUP');
/** A cart of four mugs and two cups. */
export const CART: ReadonlyMap<Sku, number> = new Map([
  [MUG, 4],
  [CUP, 2],
]);

/** A ledger with so many mugs and cups, a clock that the test moves, and the timers that were scheduled. */
export async function heldMugs(onHand: number) {
  const table = new MemoryTable();
  const scheduled: { id: string; afterSeconds: number }[] = [];
  const emitted: StockChanged[] = [];
  let now = Date.parse(NOON);
  const ports: HoldPorts = {
    ...postingPorts(table, {
      events: { emit: async (changed) => void emitted.push(...changed) },
      clock: () => new Date(now),
      commitAttempts: 60,
    }),
    holds: table.holdRegistry(),
    expiry: { schedule: async ({ id }, afterSeconds) => void scheduled.push({ id, afterSeconds }) },
    channel: parseChannelId('api'),
  };
  let messages = 0;
  const post = (...observations: Observation[]) =>
    postObservations(
      ports,
      [...Map.groupBy(observations, ({ sku }) => sku)].map(([sku, group]) => {
        messages += 1;
        return { id: `${messages}`, sku, observations: group };
      }),
    );
  await post(baseline(onHand), baseline(onHand, CUP));
  const place = (id: string, quantity: number, facts: { ttlSeconds?: number; sku?: Sku } = {}) =>
    placeHold(ports, {
      id,
      lines: [{ sku: facts.sku ?? MUG, quantity: parseQuantity(quantity) }],
      ttlSeconds: facts.ttlSeconds ?? 60,
    });
  const placeCart = (id: string, units: ReadonlyMap<Sku, number>) =>
    placeHold(ports, {
      id,
      lines: [...units].map(([sku, quantity]) => ({ sku, quantity: parseQuantity(quantity) })),
      ttlSeconds: 60,
    });
  const stock = async (sku: Sku = MUG) => totalStock((await table.reader().skuState(sku))?.stock ?? {});
  const free = async (sku: Sku = MUG) => available(await stock(sku));
  const pass = (seconds: number) => {
    now += seconds * 1000;
  };
  return { ports, table, scheduled, emitted, post, place, placeCart, stock, free, pass };
}
