/**
 * `npm test [-- jest options]`: every test, those against the emulators too, which read their addresses from
 * STOCKLINE_TEST_EMULATOR_URL and STOCKLINE_TEST_SECOND_EMULATOR_URL; those of the page in the machine's Chromium; and cfn-lint. Starts them for the time of the run, or uses as the
 * first the one that STOCKLINE_EMULATOR_URL names.
 */
import { join } from 'node:path';
import { findChromium, NO_CHROMIUM } from './chromium.ts';
import { emulatorForRun, linterForRun, secondEmulatorForRun } from './emulator/for-run.ts';
import { CannotStart } from './processes/cannot-start.ts';
import { startGroup } from './processes/process-group.ts';
import { openRun } from './processes/run.ts';
import { print, printProblem } from './processes/terminal.ts';
import { freePort } from './stack/ports.ts';

const PROJECT = join(import.meta.dirname, '..');
const LOCAL = join(PROJECT, '.local');

const HELP = `npm test [-- PATTERN … | jest options]

Every test: those against two AWS emulators, which it fetches and starts for the run; those of the page in this machine's
Chromium; and cfn-lint. Takes some minutes. A pattern runs the files whose path has it: npm test -- test/emulator/holds
npm run test:unit runs those that need no emulator.

  STOCKLINE_EMULATOR_URL=URL   an emulator that runs already
  STOCKLINE_CHROMIUM=PATH      the browser

The options are those of jest: npx jest --help`;

const options = process.argv.slice(2);
if (options.includes('--help') || options.includes('-h')) {
  print(HELP);
  process.exit(0);
}
const run = openRun();
process.exit(await main(options));

async function main(jestOptions: readonly string[]): Promise<number> {
  try {
    const logFolder = join(LOCAL, 'logs', 'test');
    const folders = { localFolder: LOCAL, logFolder };
    const first = await emulatorForRun(run, { port: await freePort(), ...folders });
    const second = await secondEmulatorForRun(run, { port: await freePort(), ...folders });
    const chromium = findChromium(process.env);
    const code = await jest(
      chromium === undefined ? [...jestOptions, '--selectProjects', 'unit', 'emulator'] : jestOptions,
      {
        STOCKLINE_TEST_CHROMIUM: chromium ?? '',
        STOCKLINE_TEST_EMULATOR_URL: first,
        STOCKLINE_TEST_SECOND_EMULATOR_URL: second,
        STOCKLINE_TEST_CFN_LINT: await linterForRun(run, folders),
      },
    );
    if (chromium === undefined) {
      process.stderr.write(NO_CHROMIUM);
    }
    return code;
  } catch (error) {
    const problem = run.reason() ?? error;
    printProblem(problem);
    if (problem instanceof CannotStart) {
      process.stderr.write('npm run test:unit runs the tests that need no emulator.\n');
    }
    return 1;
  } finally {
    await run.close();
  }
}

async function jest(options: readonly string[], tools: Readonly<Record<string, string>>): Promise<number> {
  const group = startGroup(
    process.execPath,
    [
      // Jest runs ES modules only with this flag of Node (https://jestjs.io/docs/ecmascript-modules, jest 30).
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(PROJECT, 'node_modules', 'jest', 'bin', 'jest.js'),
      ...options,
    ],
    {
      cwd: PROJECT,
      env: { ...process.env, ...tools },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  run.onStop('jest', () => group.stop());
  const { code } = await Promise.race([group.exited, run.stopped()]);
  return code ?? 1;
}
