/** Bundles that a running Shopify shop makes of its own variants. */
import { afterEach, expect, it, jest } from '@jest/globals';
import { parseChannelId, parseSku } from '../../shared/domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from '../../shared/domain/listing/deduction.ts';
import { applyImport } from '../../shared/usecases/importing/apply-import.ts';
import { enterBundles } from '../../shared/usecases/importing/enter-bundles.ts';
import { planImport } from '../../shared/usecases/importing/plan-import.ts';
import { readChannels } from '../../shared/usecases/importing/read-channels.ts';
import { stockFromChannel } from '../../shared/usecases/importing/stock-source.ts';
import { keptJournal, MAIN, SHARED_RULES } from '../fakes/facts.ts';
import { importPorts } from '../fakes/ports/import-ports.ts';
import { control } from '../shared/channels/sandbox-control.ts';
import type { OpenChannel } from './benches/bench.ts';
import { shopifyBench } from './benches/shopify-bench.ts';
import { RunningClock } from './clock.ts';
import { Deployment } from './deployment.ts';

jest.setTimeout(60_000);

const [CUP, PLATE] = ['CUP', 'PLATE'].map(parseSku);
const closing: OpenChannel[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((each) => each.close()));
});

it('are imported as bundles, and each unit counts once, whether an order names the bundle or its components', async () => {
  const clock = new RunningClock();
  const articles = [CUP, PLATE].map((sku) => ({ sku: `${sku}`, shows: 20 }));
  const shop = await shopifyBench.open({ id: 'shopify', articles, nowMs: clock.nowMs });
  closing.push(shop);
  const { send, stock } = control(shop.sandbox);
  const components = [
    { sku: 'CUP', quantity: 1 },
    { sku: 'PLATE', quantity: 2 },
  ];
  await send('POST', 'items', { sku: 'SET', components });
  const deployment = new Deployment([shop], clock);
  await deployment.untaken(shop);
  const { table } = deployment.office;
  const ports = importPorts(table, { ms: clock.nowMs() }, clock.now);
  const shares = {
    store: table.exposureStore(),
    events: { emit: async () => undefined },
    rules: SHARED_RULES,
    settleMs: SETTLE_MS_DEFAULT,
    journal: keptJournal(),
    clock: clock.now,
    pause: async () => undefined,
  };
  const read = await readChannels(ports, [shop]);
  const plan = await planImport(ports, read, stockFromChannel(parseChannelId('shopify')));
  expect(plan.bundles).toMatchObject([{ sku: 'SET', becomes: 'define', madeOf: components }]);
  expect(await enterBundles({ ...ports, shares }, plan, await applyImport(ports, plan))).toEqual([]);
  expect((await table.reader().skuState(parseSku('SET')))?.stock[MAIN]?.onHand).toBe(10);

  await send('POST', 'orders', { lines: [{ sku: 'SET', quantity: 2 }] });
  await send('POST', 'orders', { lines: [{ sku: 'SET', quantity: 1 }], source: 'api' });
  await send('POST', 'orders', { lines: [{ sku: 'CUP', quantity: 1 }] });
  clock.pass(60_000);
  await deployment.runUntilIdle();

  expect([await deployment.available('CUP'), await deployment.available('PLATE')]).toEqual([16, 14]);
  expect([await stock('CUP'), await stock('PLATE'), await stock('SET')]).toEqual([16, 14, 7]);
  expect(await deployment.parked()).toEqual([]);
  const listings = (await table.reader().skuState(parseSku('SET')))?.listings ?? [];
  expect(listings.map(({ managed, problem }) => [managed, problem])).toEqual([[false, undefined]]);
});
