/** Runs every scenario of the bench, one after the other. */
import { cpus } from 'node:os';
import { type Usage, usagePer } from '../aws/usage.ts';
import { measureNaive } from '../other-designs/naive.ts';
import { measureStraightforward } from '../other-designs/straightforward.ts';
import { type Cost, costOf, totalOf } from '../prices/cost.ts';
import { fixedMonth, idleCounts, secretReadsMonth } from '../prices/month.ts';
import { PRICES } from '../prices/prices.ts';
import { type Report, RUSH_SECONDS } from '../report.ts';
import { factsOf, type StackFacts } from '../stack/stack-facts.ts';
import { synthesise } from '../stack/synthesise.ts';
import { measureLoads } from './bundle-sizes.ts';
import { measureBundledSale } from './bundled-sale.ts';
import { measureFold } from './fold.ts';
import { measureHeldRows } from './held-rows.ts';
import { measureAmazonBudget, measureHotSquare } from './hot-channels.ts';
import { measureHotSku, measurePackedSku, measureSpread } from './posting-rates.ts';
import { figuresOf, type Progress, type Row, rounded } from './row.ts';
import { type PostingCosts, type Rush, simulateRush } from './rush.ts';
import { ORDERS_A_DAY, type SweepDay, searchModels, simulateSweepDay } from './sweep-days.ts';
import { measureIdleDay, measureSweep, SWEPT_CHANNELS } from './sweeps.ts';

const MILLION = 1_000_000;
const MONTHLY_ORDERS = [1_000, 100_000, 10_000_000] as const;
/** Observations of the hot SKU, the same as whole batches of packs, and SKUs of the spread. */
const [HOT, PACKED_HOT, SPREAD] = [1_000, 1_200, 100];
const RUSHES = [100, 200, 300, 1_000, 2_000] as const;
/** Bundles of one component, and those of them of which nothing else is scarcer. */
const [BUNDLES, TOUCHED] = [100, 3];
const HOT_SKUS_ON_AMAZON = 300;
const SALES_ON_SQUARE = 20;
const SWEPT_ORDERS = 100;
const IDLE_SKUS = 3;
/** As a new deployment sweeps. */
const SWEEP_MINUTES = 15;

/** The rows alone, for whose calls somebody asks. */
export async function measureRows(progress: Progress): Promise<readonly Row[]> {
  progress('the stack');
  const facts = factsOf(synthesise());
  const held = await measureHeldRows(facts, progress);
  const further = await measureFurtherRows(facts, progress);
  return [...held.rows, ...further.rows];
}

export async function measureAll(progress: Progress): Promise<Report> {
  progress('the stack');
  const facts = factsOf(synthesise());
  const memoryMb = memoryOf(facts);
  const held = await measureHeldRows(facts, progress);
  const further = await measureFurtherRows(facts, progress);
  progress('posting');
  const hotSku = await measureHotSku(facts, HOT);
  const packedSku = await measurePackedSku(facts, PACKED_HOT);
  const spread = await measureSpread(facts, SPREAD);
  progress('rushes on one SKU');
  const rushes = await simulateRushes({ single: hotSku, packed: packedSku });
  progress('days of sweeps');
  const sweepDays = await simulateSweepDays(further.searched);
  progress('a day without a sale');
  const day = await measureIdleDay(facts, IDLE_SKUS);
  const counts = idleCounts(facts, day.metrics.size);
  const month = fixedMonth(counts, day.usage, memoryMb);
  const perMillion = {
    shared: millionOf(held.shared.life, memoryMb),
    escrow: millionOf(held.escrow.life, memoryMb),
  };
  progress('the fold');
  const fold = { observationsPerSecond: measureFold(3), with99Listings: measureFold(99) };
  const naive = await measureNaive();
  const designs = [
    { title: 'naive: read, write and push in the webhook', usage: naive },
    { title: 'straightforward: queue, transaction, event, push', usage: await measureStraightforward() },
    { title: 'Stockline, shared', usage: held.shared.sale },
    { title: 'Stockline, escrow', usage: held.escrow.sale },
  ].map((design) => ({ ...design, dollarsPerMillion: totalOf(millionOf(design.usage, memoryMb)) }));
  const inUse = held.shared.metrics.size * PRICES.metricMonth + secretReadsMonth(facts.functions.length);
  return {
    machine: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores`,
    node: process.version,
    rows: [...held.rows, ...further.rows],
    ...{ designs, fold, hotSku, packedSku, rushes, spread, sweepDays, perMillion },
    naiveCalls: HOT * naive.databaseCalls,
    idle: { counts, month },
    months: MONTHLY_ORDERS.map((orders) => ({
      orders,
      shared: totalOf(month) + inUse + (orders / MILLION) * totalOf(perMillion.shared),
      escrow: totalOf(month) + inUse + (orders / MILLION) * totalOf(perMillion.escrow),
    })),
    bundles: measureLoads(facts, progress),
  };
}

async function simulateRushes(costs: PostingCosts): Promise<readonly Rush[]> {
  const rushes: Rush[] = [];
  for (const webhooksASecond of RUSHES) {
    for (const door of ['one by one', 'by rate'] as const) {
      rushes.push(await simulateRush({ door, webhooksASecond, seconds: RUSH_SECONDS, costs }));
    }
  }
  return rushes;
}

/** Those that take longer than a check may. */
async function measureFurtherRows(facts: StackFacts, progress: Progress): Promise<FurtherRows> {
  progress(`a component of ${BUNDLES} bundles`);
  const bundled = await measureBundledSale(facts, { bundles: BUNDLES, touched: BUNDLES });
  const enough = await measureBundledSale(facts, { bundles: BUNDLES, touched: TOUCHED });
  progress('a hot SKU on Square');
  const square = await measureHotSquare(facts, SALES_ON_SQUARE);
  progress(`${HOT_SKUS_ON_AMAZON} SKUs that wait for Amazon`);
  const amazon = await measureAmazonBudget(facts, HOT_SKUS_ON_AMAZON);
  const sweeps: Row[] = [];
  const searched: Record<string, number> = {};
  for (const channel of SWEPT_CHANNELS) {
    progress(`a sweep of ${channel}`);
    const { usage, ordersADay } = await measureSweep(facts, channel, SWEPT_ORDERS);
    searched[channel] = usage.milliseconds / SWEPT_ORDERS;
    sweeps.push({
      id: `sweep-${channel}`,
      title: `sweep of ${channel}, a changed order`,
      figures: figuresOf(usagePer(SWEPT_ORDERS, usage)),
      usage: usagePer(SWEPT_ORDERS, usage),
      ordersADay: Math.round(ordersADay),
    });
  }
  const rows: readonly Row[] = [
    {
      ...{ id: 'bundled', title: `one sale of a component in ${BUNDLES} bundles, each shows less` },
      figures: figuresOf(bundled),
      usage: bundled,
    },
    {
      ...{ id: 'bundledEnough', title: `the same where ${TOUCHED} of them show less` },
      figures: figuresOf(enough),
      usage: enough,
    },
    { id: 'hotSquare', title: 'one hot SKU on Square, a sale', figures: figuresOf(square), usage: square },
    {
      ...{ id: 'amazonBudget', title: `${HOT_SKUS_ON_AMAZON} hot SKUs, a push to Amazon` },
      figures: { ...figuresOf(usagePer(amazon.skus, amazon.usage)), ...rounded({ receipts: amazon.receiptsAPush }) },
      usage: usagePer(amazon.skus, amazon.usage),
    },
    ...sweeps,
  ];
  return { rows, searched };
}

type FurtherRows = {
  readonly rows: readonly Row[];
  /** Milliseconds that a sweep took an order, by channel. */
  readonly searched: Readonly<Record<string, number>>;
};

async function simulateSweepDays({ shopify = 0, amazon = 0 }: FurtherRows['searched']): Promise<readonly SweepDay[]> {
  const days: SweepDay[] = [];
  for (const model of searchModels({ shopify: 50 * shopify, amazon: 100 * amazon })) {
    for (const orders of ORDERS_A_DAY) {
      days.push(await simulateSweepDay(model, orders, SWEEP_MINUTES));
    }
  }
  return days;
}

/** All functions of the product have the same memory. Throws where they have not: their durations are added up. */
function memoryOf({ functions }: StackFacts): number {
  const [memoryMb, ...others] = new Set(functions.map((each) => each.memoryMb));
  if (memoryMb === undefined || others.length > 0) {
    throw new Error('The functions differ in memory: their durations have no price in common.');
  }
  return memoryMb;
}

/** Secrets are read by time and not by order: see `secretReadsMonth`. */
function millionOf(usage: Usage, memoryMb: number): Cost {
  return costOf(usagePer(1 / MILLION, { ...usage, secretReads: 0 }), memoryMb);
}
