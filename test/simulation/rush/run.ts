/** `npm run test:rush`: holds many rushes for the last units on the product's own use cases, and prints what became of them. */
import { parseArgs } from 'node:util';
import { holdRush, type Rush, type RushTally } from './rush.ts';

/**
 * `npm run test:rush -- [--seeds N] [--from S] [--weights 1,1,1]… [--believed 1,8,1] [--units N --wanted N --seconds N --report SECONDS
 * --apply SECONDS --settle SECONDS --cancels CHANCE] [--faults] [--trace]`: `--trace` prints the story of each seed. Weights are those of Shopify, Amazon and Square. Exit code 1 where
 * anything was oversold, or the channels together showed more than was left.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    weights: { type: 'string', multiple: true, default: ['1,1,1', '7,2,1', '1,1,8'] },
    believed: { type: 'string' },
    units: { type: 'string', default: '200' },
    wanted: { type: 'string', default: '600' },
    seconds: { type: 'string', default: '60' },
    report: { type: 'string', default: '3' },
    apply: { type: 'string', default: '20' },
    settle: { type: 'string', default: '30' },
    cancels: { type: 'string', default: '0' },
    faults: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
  },
});
const from = Number(values.from);
const seeds = Number(values.seeds);

process.exitCode = (await main()) ? 0 : 1;

async function main(): Promise<boolean> {
  let isSound = true;
  for (const weights of values.weights) {
    const rush = rushOf(weights);
    const tallies: RushTally[] = [];
    for (let seed = from; seed < from + seeds; seed += 1) {
      const tally = await holdRush(rush, seed, values.trace ? (line) => say(line()) : undefined);
      tallies.push(tally);
      if (tally.oversold > 0 || tally.broken.length > 0) {
        isSound = false;
        say(`  seed ${seed}: ${tally.oversold} oversold; ${tally.broken.slice(0, 2).join('; ')}`);
      }
    }
    say(lineOf(weights, rush, tallies));
  }
  return isSound;
}

function rushOf(weights: string): Rush {
  const [shopify = 0, amazon = 0, square = 0] = weights.split(',').map(Number);
  return {
    units: Number(values.units),
    wanted: Number(values.wanted),
    seconds: Number(values.seconds),
    weights: [shopify, amazon, square],
    believed: values.believed?.split(',').map(Number),
    reportSeconds: Number(values.report),
    applySeconds: Number(values.apply),
    settleSeconds: Number(values.settle),
    cancels: Number(values.cancels),
    hasFaults: values.faults,
  };
}

function lineOf(weights: string, { units, wanted, seconds }: Rush, tallies: readonly RushTally[]): string {
  const count = (is: (tally: RushTally) => boolean) => tallies.filter(is).length;
  const mean = (of: (tally: RushTally) => number) =>
    (tallies.reduce((sum, tally) => sum + of(tally), 0) / tallies.length).toFixed(1);
  return [
    `${weights}: ${units} units, ${wanted} wanted in ${seconds} s, ${tallies.length} seeds from ${from}:`,
    `all sold in ${count(({ sold }) => sold >= units)}, ${mean(({ sold }) => sold)} sold in the mean`,
    `(${Math.min(...tallies.map(({ sold }) => sold))} at least),`,
    `oversold in ${count(({ oversold }) => oversold > 0)}, shown too much in ${count(({ broken }) => broken.length > 0)},`,
    `${mean(({ pushes }) => pushes)} pushes, all left on sale ${mean(({ onSaleAfterSeconds }) => onSaleAfterSeconds)} s after the last customer`,
    `(${Math.max(...tallies.map(({ onSaleAfterSeconds }) => onSaleAfterSeconds)).toFixed(0)} s at most)`,
  ].join(' ');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
