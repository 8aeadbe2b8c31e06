/** `npm run test:hostile`: sends messages that no sender should send through every door. */
import { parseArgs } from 'node:util';
import { judge } from './hostile.ts';

/**
 * `npm run test:hostile -- --inputs N --seed S`: sends N inputs, each one to four hostile messages with valid signatures,
 * through every door of the product. Prints what became of them, counted; or the first that broke something, with the
 * command that repeats it, and exits with 1. `--from K` begins with the K-th input.
 */
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '1' },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const [inputs, seed, from] = [Number(values.inputs), Number(values.seed), Number(values.from)];
  if (![inputs, seed, from].every((each) => Number.isSafeInteger(each) && each >= 0)) {
    process.stderr.write('--inputs, --seed and --from are whole numbers.\n');
    return 2;
  }
  const totals = new Map<string, number>();
  const say = (line: string) => process.stdout.write(`${line}\n`);
  for (let index = from; index < from + inputs; index += 1) {
    const { counts, broken } = await judge(seed, index);
    for (const [what, count] of counts) {
      totals.set(what, (totals.get(what) ?? 0) + count);
    }
    if (broken.length > 0) {
      say(`npm run test:hostile -- --inputs 1 --seed ${seed} --from ${index}`);
      for (const sentence of broken) {
        say(`    ${sentence}`);
      }
      return 1;
    }
  }
  for (const [what, count] of [...totals].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    say(`${String(count).padStart(8)}  ${what}`);
  }
  say(`${inputs} inputs from seed ${seed}: none broke anything.`);
  return 0;
}
