/** An order that a seller ships to Amazon's customers in parts, in each form in which Amazon may report it. */
import { afterEach, expect, it } from '@jest/globals';
import { parseSku } from '../../../shared/domain/identifiers.ts';
import { MAIN, MUG } from '../../fakes/facts.ts';
import { control } from '../../shared/channels/sandbox-control.ts';
import { amazonBench } from '../benches/amazon-bench.ts';
import type { OpenChannel } from '../benches/bench.ts';
import { RunningClock } from '../clock.ts';
import { Deployment } from '../deployment.ts';

const CUP = parseSku('CUP');
const SKUS = [MUG, CUP];
let seller: OpenChannel;

afterEach(() => seller.close());

/** A seller with ten of each, and what the ledger has on hand and committed of them once all is taken in. */
async function openSeller(orderChange: object) {
  const clock = new RunningClock();
  const articles = SKUS.map((sku) => ({ sku, shows: 10 }));
  seller = await amazonBench.open({ id: 'amazon', articles, nowMs: clock.nowMs });
  const customers = control(seller.sandbox);
  await customers.send('PUT', 'payloads', { orderChange });
  const deployment = new Deployment([seller], clock);
  await deployment.open(Object.fromEntries(SKUS.map((sku) => [sku, 10])));
  const order = await customers.sell([
    { sku: MUG, quantity: 3 },
    { sku: CUP, quantity: 2 },
  ]);
  return {
    on: (verb: string, body: object) => customers.send('POST', `orders/${order}/${verb}`, body),
    async figures() {
      await deployment.runUntilIdle();
      const states = await Promise.all(SKUS.map((sku) => deployment.office.table.reader().skuState(sku)));
      expect(await deployment.parked()).toEqual([]);
      return states.map((state) => [state?.stock[MAIN]?.onHand, state?.stock[MAIN]?.committed]);
    },
  };
}

it.each([
  ['as the schema says', {}],
  ['without how many of an item were shipped', { omit: ['QuantityShipped'] }],
  ['one notification an item', { level: 'OrderItemLevel' }],
  [
    'one notification an item, without how many of it were shipped',
    { level: 'OrderItemLevel', omit: ['QuantityShipped'] },
  ],
])('leaves the location part by part: %s', async (_, orderChange) => {
  const { on, figures } = await openSeller(orderChange);
  expect(await figures()).toEqual([
    [10, 3],
    [10, 2],
  ]);
  await on('ship-lines', {
    lines: [
      { sku: MUG, quantity: 1 },
      { sku: CUP, quantity: 2 },
    ],
  });
  expect(await figures()).toEqual([
    [9, 2],
    [8, 0],
  ]);
  await on('cancel-item', { sku: MUG, quantity: 1, by: 'MERCHANT' });
  expect(await figures()).toEqual([
    [9, 1],
    [8, 0],
  ]);
  await on('ship-lines', { lines: [{ sku: MUG, quantity: 1 }] });
  expect(await figures()).toEqual([
    [8, 0],
    [8, 0],
  ]);
});
