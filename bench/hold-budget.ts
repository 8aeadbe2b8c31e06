/** Holds today's counts to the budget, as `npm run check` does: exit code 1 names each row that takes more. */
import { excesses, explainedExcess, readBudget } from './budget/budget.ts';
import { measureHeldRows } from './scenarios/held-rows.ts';
import { factsOf } from './stack/stack-facts.ts';
import { synthesise } from './stack/synthesise.ts';

const { rows } = await measureHeldRows(factsOf(synthesise()), () => undefined);
const found = excesses(rows, readBudget());
for (const each of found) {
  process.stderr.write(`  ${explainedExcess(each)}\n`);
}
if (found.length > 0) {
  process.stderr.write(
    '  Take less, or say why more is right and run: npm run bench -- --accept (it writes bench/budget/budget.json).\n',
  );
}
process.exitCode = found.length === 0 ? 0 : 1;
