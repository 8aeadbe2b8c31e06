/** `npm run test:simulation`: runs many seeds of the simulation, or one seed with its story. */
import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

/**
 * `npm run test:simulation -- [--seeds N] [--from S]` runs N seeds; `--seed S` runs one, and `--trace` prints its story. With
 * `--linked` every channel has SKUs of its own, doubles and packs; `--customers N --skus M` says how many come, and for how many SKUs.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    linked: { type: 'boolean', default: false },
    skus: { type: 'string', default: '8' },
    customers: { type: 'string' },
    'keep-going': { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const from = Number(values.seed ?? values.from);
  const seeds = values.seed === undefined ? Number(values.seeds) : 1;
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const totals = new Map<string, number>();
  const startedAt = performance.now();
  let failed = 0;
  for (let seed = from; seed < from + seeds; seed += 1) {
    const { broken, counts } = await simulate(seed, {
      isLinked: values.linked,
      ...(values.customers !== undefined && {
        size: { skus: Number(values.skus), customers: Number(values.customers) },
      }),
      ...(values.trace && { trace: (line: () => string) => say(line()) }),
    });
    for (const [what, count] of counts) {
      totals.set(what, (totals.get(what) ?? 0) + count);
    }
    if (broken.length > 0) {
      failed += 1;
      say(rerun(seed));
      for (const sentence of broken) {
        say(`    ${sentence}`);
      }
      if (!values['keep-going']) {
        break;
      }
    }
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const counted = [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, count]) => `${what} ${count}`);
  say(`${seeds} seeds from ${from} in ${seconds.toFixed(1)} s: ${failed} broken`);
  say(counted.join(' · '));
  return failed === 0 ? 0 : 1;
}

function rerun(seed: number): string {
  return `npm run test:simulation -- --seed ${seed}`;
}
