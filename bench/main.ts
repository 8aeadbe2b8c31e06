/** `npm run bench`: counts what the product takes of AWS, while its own functions run. */
import { measureOrderLife } from './scenarios/order-life.ts';
import { measureBundledSale } from './scenarios/bundled-sale.ts';
import { measureFoldedSales } from './scenarios/folded-sales.ts';
import { measureFold } from './scenarios/fold.ts';
import { measureAmazonBudget, measureHotSquare } from './scenarios/hot-channels.ts';
import { measureHotSku, measureSpread } from './scenarios/posting-rates.ts';
import { measureIdleDay, measureSweep } from './scenarios/sweeps.ts';
import { factsOf } from './stack/stack-facts.ts';
import { synthesise } from './stack/synthesise.ts';

const facts = factsOf(synthesise());
let t = performance.now();
const say = (name: string, value: unknown) => {
  process.stdout.write(`${name} ${Math.round(performance.now() - t)} ms ${JSON.stringify(value)}\n`);
  t = performance.now();
};
const only = process.argv[2];
const run = async (name: string, f: () => unknown) => {
  if (only === undefined || only === name) {
    try {
      say(name, await f());
    } catch (e) {
      say(name, String((e as Error).stack));
    }
  }
};
await run('fold', () => [measureFold(3), measureFold(99)]);
await run('folded', () => measureFoldedSales(facts));
await run('hot', () => measureHotSku(facts, 300));
await run('spread', () => measureSpread(facts, 50));
await run('square', () => measureHotSquare(facts, 20));
await run('sweepS', () => measureSweep(facts, 'shopify', 50));
await run('sweepA', () => measureSweep(facts, 'amazon', 50));
await run('budget', () => measureAmazonBudget(facts, 60));
await run('bundles', () => measureBundledSale(facts, 20));
await run('idle', () => measureIdleDay(facts, 3));
await run('escrow', () =>
  measureOrderLife({
    facts,
    orders: 1,
    settings: { EXPOSURE: facts.functions[0]!.environment['EXPOSURE']!.replace('"shared"', '"escrow"') },
  }),
);
