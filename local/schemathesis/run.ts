/**
 * `npm run test:schemathesis [-- options of schemathesis run]`: asks the API of a running `npm start` by its own description
 * (`/openapi.json`), with requests that it permits and requests that it does not. Exits 1 where an answer is not as described.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { installFromPyPI, type PythonPackage } from '../emulator/install.ts';
import { findPython } from '../emulator/python.ts';
import { openRun } from '../processes/run.ts';
import { printProblem } from '../processes/terminal.ts';
import { outputsPath, readOutputs } from '../stack/outputs.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const LOCAL = join(PROJECT, '.local');

const SCHEMATHESIS: PythonPackage = {
  name: 'schemathesis',
  requirements: join(import.meta.dirname, 'requirements.txt'),
  folder: 'venv-schemathesis',
};

/**
 * Two checks are left out. What a description permits may be refused for what no schema says, such as a day that no calendar
 * has. And a method without a route is answered 404 by API Gateway, where the check wants 405.
 */
const LEFT_OUT = ['positive_data_acceptance', 'unsupported_method'];

const run = openRun();
process.exit(await main(process.argv.slice(2)));

async function main(options: readonly string[]): Promise<number> {
  try {
    const { api } = readOutputs(outputsPath(PROJECT, process.env));
    const interpreter = await installFromPyPI({
      what: SCHEMATHESIS,
      ...{ localFolder: LOCAL, logFolder: join(LOCAL, 'logs', 'test'), python: findPython(process.env) },
      ...{ env: process.env, stopping: run.stopping, say: run.say },
    });
    const { status } = spawnSync(
      join(dirname(interpreter), 'schemathesis'),
      [
        ...['run', `${api.url}/openapi.json`, '--url', api.url, '--header', `Authorization: Bearer ${api.token}`],
        ...['--exclude-checks', LEFT_OUT.join(','), ...options],
      ],
      // What it keeps of a run goes to .local.
      { stdio: 'inherit', cwd: LOCAL },
    );
    return status ?? 1;
  } catch (error) {
    printProblem(run.reason() ?? error);
    return 1;
  } finally {
    await run.close();
  }
}
