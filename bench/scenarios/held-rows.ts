/** The rows that `npm run check` holds to the budget: counts and bytes, the same in each run, within seconds. */
import { addUsage, usagePer } from '../aws/usage.ts';
import { idleCounts } from '../prices/month.ts';
import type { StackFacts } from '../stack/stack-facts.ts';
import { measureBundles } from './bundle-sizes.ts';
import { measureFoldedSales } from './folded-sales.ts';
import { type ImportCosts, measureImports } from './imports.ts';
import { measureOrderLife, type OrderLife } from './order-life.ts';
import { measureHotSku } from './posting-rates.ts';
import { figuresOf, type Progress, type Row, rounded } from './row.ts';

export type HeldRows = { readonly rows: readonly Row[]; readonly shared: OrderLife; readonly escrow: OrderLife };

const HOT_OBSERVATIONS = 100;
/** What an import takes grows with its SKUs, and with nothing else (test/bench/scenarios/imports.test.ts). */
const IMPORTED_SKUS = 40;

/** A stack with this policy for every SKU. */
export function settingsOf(facts: StackFacts, policy: 'shared' | 'escrow'): Readonly<Record<string, string>> {
  const exposure = facts.functions.find(({ entry }) => entry === 'post-observations')?.environment['EXPOSURE'];
  if (exposure === undefined) {
    throw new Error('post-observations has no setting EXPOSURE.');
  }
  return { EXPOSURE: JSON.stringify({ ...JSON.parse(exposure), policy }) };
}

export async function measureHeldRows(facts: StackFacts, progress: Progress): Promise<HeldRows> {
  progress('orders under the policy shared');
  const shared = await measureOrderLife({ facts, orders: 1 });
  progress('orders under the policy escrow');
  const escrow = await measureOrderLife({ facts, orders: 1, settings: settingsOf(facts, 'escrow') });
  progress('ten sales together');
  const folded = await measureFoldedSales(facts);
  progress('one hot SKU');
  const hot = await measureHotSku(facts, HOT_OBSERVATIONS);
  progress('imports');
  const imports = await measureImports(facts, IMPORTED_SKUS);
  progress('bundles');
  const bundles = measureBundles();
  const { alarmMetrics, pollers, secrets } = idleCounts(facts, 0);
  const rows: readonly Row[] = [
    { id: 'saleShared', title: 'shared, one sale at a time', figures: figuresOf(shared.sale), usage: shared.sale },
    { id: 'saleFolded', title: 'shared, ten sales together, a sale', figures: figuresOf(folded), usage: folded },
    { id: 'lifeShared', title: 'shared, a whole order', figures: figuresOf(shared.life), usage: shared.life },
    { id: 'saleEscrow', title: 'escrow, one sale at a time', figures: figuresOf(escrow.sale), usage: escrow.sale },
    { id: 'lifeEscrow', title: 'escrow, a whole order', figures: figuresOf(escrow.life), usage: escrow.life },
    {
      ...{ id: 'hotSku', title: 'one hot SKU, an observation posted' },
      figures: figuresOf(usagePer(HOT_OBSERVATIONS, hot.usage)),
      usage: usagePer(HOT_OBSERVATIONS, hot.usage),
    },
    importRow({ id: 'importNew', title: 'an import, a new SKU on three channels' }, imports.first),
    importRow({ id: 'importAgain', title: 'the same import again, a SKU' }, imports.again),
    {
      ...{ id: 'idle', title: 'nothing sold, a month' },
      figures: rounded({ alarmMetrics, pollers, secrets }),
    },
    {
      ...{ id: 'bundles', title: 'bundles, bytes' },
      figures: Object.fromEntries(bundles.map(({ function: name, bytes }) => [name, bytes])),
    },
  ];
  return { rows, shared, escrow };
}

/** A SKU's part of what the command and the functions take that post what it queued. */
function importRow(named: Pick<Row, 'id' | 'title'>, { command, functions }: ImportCosts): Row {
  const usage = usagePer(IMPORTED_SKUS, addUsage(command, functions));
  const { databaseCalls, messages } = usage;
  return { ...named, figures: { ...figuresOf(usage), ...rounded({ databaseCalls, messages }) }, usage };
}
