/** A shop whose mugs and cups are brought in, counted and taken back by files. */
import { type LocationId, parseLocationId, parseSku, type Sku } from '../../../shared/domain/identifiers.ts';
import type { Observation } from '../../../shared/domain/stock/observation.ts';
import type { StockFile, StockFileKind, StockRow } from '../../../shared/domain/stock/stock-file.ts';
import { postNow } from '../../../shared/usecases/posting/post-observations.ts';
import { planStockFile, rowsToPost } from '../../../shared/usecases/stock-files/plan-stock-file.ts';
import { planUndo } from '../../../shared/usecases/stock-files/plan-undo.ts';
import { postRows } from '../../../shared/usecases/stock-files/post-stock-file.ts';
import { baseline, later, MAIN, MUG, NOON, SHOPIFY } from '../facts.ts';
import { MemoryTable } from '../memory/memory-table.ts';
import { postingPorts } from '../ports/posting-ports.ts';

export const CUP = parseSku('CUP');
export const SHOP = parseLocationId('shop');

/** A row of a file, at main unless said otherwise. */
export function row(sku: Sku, units: number, place: LocationId = MAIN): StockRow {
  return { sku, units, place: { at: place }, lines: [2] };
}

/** A shop with 30 mugs, listed on Shopify, and 10 cups. */
export async function countedMugs() {
  const table = new MemoryTable();
  let now = later(60);
  const ports = { ...postingPorts(table, { clock: () => new Date(now) }), reader: table.reader(), channels: [SHOPIFY] };
  const post = (sku: Sku, observations: readonly Observation[]) => postNow(ports, sku, observations);
  await post(MUG, [baseline(30)]);
  await post(CUP, [baseline(10, CUP)]);
  const place = {
    sku: MUG,
    channelLocation: '-',
    externalId: 'shopify-mug',
    drawsOn: [MAIN],
    managed: true,
    shows: 30,
  };
  await table.registry().register(place, SHOPIFY, 'difference', new Date(NOON));
  const file = (kind: StockFileKind, rows: readonly StockRow[], facts: Partial<StockFile> = {}): StockFile => ({
    kind,
    ref: 'PO-77',
    at: now,
    rows,
    ...facts,
  });
  const bring = async (stockFile: StockFile) => {
    const plans = await planStockFile(ports, stockFile);
    const work = plans.map((plan) => ({
      sku: plan.sku,
      observations: rowsToPost(plan).map(({ observation }) => observation),
    }));
    return { plans, posted: await postRows(ports, work) };
  };
  const undo = async (batchId: string) => {
    const plans = await planUndo(ports, batchId);
    const work = plans.map(({ sku, entries }) => ({
      sku,
      observations: entries.flatMap(({ plan }) => (plan.kind === 'new' ? [plan.observation] : [])),
    }));
    return { plans, posted: await postRows(ports, work) };
  };
  return {
    table,
    ports,
    post,
    file,
    bring,
    undo,
    at: (seconds: number) => {
      now = later(seconds);
    },
    onHand: async (sku: Sku = MUG, place: LocationId = MAIN) =>
      (await ports.reader.skuState(sku))?.stock[place]?.onHand ?? 0,
    entries: (sku: Sku = MUG) => ports.reader.entries(sku, 0, 100),
  };
}
