/** The rule that a test stands where its source stands. */
import { type HouseRule, isTest } from './tree.ts';

const MIRRORED = /^test\/(?:bench|clients|shared|functions|infra|integrations|cli|local|page|sandbox|simulator)\//;

/** Tests of more than one source, by path, each with what it holds together. */
const CROSS_CUTTING: ReadonlyMap<string, string> = new Map([
  ['test/functions/wiring/api/token-scopes.test.ts', 'All requests of the API: which token may make them.'],
  ['test/infra/functions.test.ts', 'All functions of the synthesised stack: how each is run, fed and logged.'],
  ['test/infra/limits-of-names.test.ts', 'All names of the synthesised stack: none is longer than AWS takes.'],
  ['test/infra/many-accounts.test.ts', 'The stack of a merchant with several accounts on one platform.'],
  ['test/infra/permissions.test.ts', 'All roles of the synthesised stack: what each function may do, and no more.'],
  ['test/infra/queues.test.ts', 'All queues of the synthesised stack: time-outs, dead letters, who sends.'],
  ['test/infra/recursion.test.ts', 'All message paths of the synthesised stack: which lead back to their function.'],
  ['test/shared/aws/ledger/consistent-reads.test.ts', 'All reads of the table: each sees every write before it.'],
  [
    'test/shared/aws/ledger/older-places.test.ts',
    'Entries and facts: those that version 0.2 stored with the head are read.',
  ],
  ['test/shared/aws/messaging/passing-faults.test.ts', 'Everything that is sent to a queue or the bus: none is lost.'],
  ['test/shared/aws/shapes/version-0.1.test.ts', 'All stored forms: what version 0.1 wrote is read as what it said.'],
  [
    'test/shared/usecases/importing/large-catalogue.test.ts',
    'Reading and planning of 50,000 SKUs: what is asked, and memory.',
  ],
  ['test/simulator/bound.test.ts', 'What the product computes of a sale-out, held against simulated ones.'],
  ['test/simulator/escrow.test.ts', 'What the policies escrow and endgame come to in simulated sales.'],
  ['test/simulator/use-cases.test.ts', 'The strategy of the simulator, held against the use cases of the product.'],
  ['test/simulator/laws.test.ts', 'The closed forms, held against simulated sales.'],
]);

export const TESTS_MIRROR_SOURCES: HouseRule = {
  name: 'tests mirror sources',
  why: 'Who changes shared/x/y.ts finds its test at test/shared/x/y.test.ts, and who moves one moves both.',
  remedy:
    'Move or rename the test after its source; a test of several sources is listed in local/checks/test-mirror.ts with what it holds together, or stands in a room of its own under test/.',
  find: (tree) => [
    ...[...tree.keys()]
      .filter((path) => MIRRORED.test(path) && path.endsWith('.test.ts') && !CROSS_CUTTING.has(path))
      .filter((path) => sourcesOf(path).every((source) => !tree.has(source)))
      .map((file) => ({ file, what: `there is no ${sourcesOf(file)[0]}` })),
    ...[...CROSS_CUTTING.keys()]
      .filter((path) => !tree.has(path))
      .map((file) => ({ file, what: 'listed as a test of several sources, and does not exist' })),
  ],
};

function sourcesOf(test: string): readonly string[] {
  const path = test.replace(/^test\//, '').replace(/\.test\.ts$/, '');
  return [`${path}.ts`, `${path}.tsx`, `${path}.js`].filter((source) => !isTest(source));
}
