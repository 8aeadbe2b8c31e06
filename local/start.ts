/** `npm start`: the whole product on this machine, deployed as to AWS, until Ctrl-C. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emulatorForRun, namedEmulator } from './emulator/for-run.ts';
import { keepHistory } from './emulator/table-history.ts';
import { helpAsked } from './help.ts';
import { CannotStart } from './processes/cannot-start.ts';
import { openRun } from './processes/run.ts';
import { printProblem } from './processes/terminal.ts';
import { localOwnShop } from './stack/asked-for.ts';
import { localAws } from './stack/aws.ts';
import { importCatalogue } from './stack/catalogue-import.ts';
import { bootstrap, deploy } from './stack/cdk.ts';
import { connectChannels } from './stack/channel-connections.ts';
import { startGateway } from './stack/gateway.ts';
import {
  type LocalOutputs,
  localOutputs,
  outputsPath,
  removeOutputs,
  stackOutputs,
  writeOutputs,
} from './stack/outputs.ts';
import { localPorts, takenPorts } from './stack/ports.ts';
import { startSandboxes } from './stack/sandbox-channels.ts';
import { putSecrets, runSecrets } from './stack/secrets.ts';
import { welcome } from './stack/welcome.ts';

const PROJECT = join(import.meta.dirname, '..');
const OUTPUTS = outputsPath(PROJECT, process.env);

const HELP = `npm start

The whole product on this machine, without an AWS account: fetches and starts an AWS emulator, deploys the stack with the
CDK CLI as to AWS, starts sandboxes of Shopify, Amazon and Square, imports a demo catalogue, and prints the page's address
and a first thing to try. It stays in the foreground until Ctrl-C. Commands work on it with --local: npx stockline status --local

These variables change it:

  STOCKLINE_PORT=4566          the emulator's port; the others follow it, so that two runs can stand side by side
  STOCKLINE_EMULATOR_URL=URL   an emulator that runs already
  STOCKLINE_PYTHON=PATH        the Python, 3.10 or later, that the emulator is installed with
  STOCKLINE_OWN_SHOP=true|URL  one more channel: the sandbox of an own shop, or yours (docs/own-shop.md)
  STOCKLINE_STOCK_WORK=true    what staff do in a channel's admin is followed (docs/sweep.md)
  STOCKLINE_ALERTS=JSON        who is alerted of low stock, as alerts of a configuration (docs/alerts.md)`;

const asked = helpAsked(process.argv.slice(2), HELP);
if (asked !== undefined) {
  process.exit(asked);
}
const run = openRun();
process.exit(await main());

async function main(): Promise<number> {
  try {
    const outputs = await bringUp();
    writeOutputs(OUTPUTS, outputs);
    run.onStop('the outputs file', () => removeOutputs(OUTPUTS, outputs));
    run.lastly(() => removeOutputs(OUTPUTS, outputs));
    run.say(`Ready.\n\n${welcome(outputs)}`);
    await run.stopped();
    return 0;
  } catch (error) {
    return explain(error);
  } finally {
    await run.close();
  }
}

/** Prints why the run ended; returns the exit code. */
function explain(error: unknown): number {
  const reason = run.reason();
  if (reason?.isWanted) {
    return 0;
  }
  printProblem(reason ?? error);
  return 1;
}

async function bringUp(): Promise<LocalOutputs> {
  const ports = localPorts(process.env);
  const { emulator: port, ...otherPorts } = ports;
  await refuseTakenPorts(Object.values(namedEmulator(process.env) === undefined ? ports : otherPorts));
  // Not before: a start that is refused because a run is up already must leave that run's outputs alone.
  removeOutputs(OUTPUTS);
  const localFolder = join(PROJECT, '.local');
  const logFolder = join(localFolder, 'logs', String(port));
  const aws = localAws(await emulatorForRun(run, { port, localFolder, logFolder }));
  const runFolder = mkdtempSync(join(tmpdir(), 'stockline-run-'));
  run.removeAtEnd(runFolder);
  const cdk = { projectFolder: PROJECT, runFolder, logFolder, aws, stopping: run.stopping };

  run.say('cdk bootstrap ...');
  await bootstrap(cdk);
  run.say('cdk deploy ...');
  const stack = stackOutputs(await deploy(cdk));
  await keepHistory(aws, stack.TableName);
  const secrets = await runSecrets(aws);
  await putSecrets(aws, secrets);
  run.say('Deployed; secrets of till and API stored.');

  const gateway = await startGateway({ port: ports.gateway, emulatorUrl: aws.endpoint, apiUrl: stack.ApiUrl });
  run.onStop('the gateway', gateway.close);
  const outputs = localOutputs({ aws, stack, ports, secrets, ownShop: localOwnShop(process.env) });
  const sandboxes = await startSandboxes(outputs);
  run.onStop('the sandbox channels', sandboxes.close);
  run.say('Sandbox channels up; connecting them ...');
  await connectChannels(cdk, secrets);
  run.say('Importing the demo catalogue from them ...');
  await importCatalogue(cdk);
  return outputs;
}

async function refuseTakenPorts(ports: readonly number[]): Promise<void> {
  const taken = await takenPorts(ports);
  if (taken.length === 0) {
    return;
  }
  const which = taken.length === 1 ? `Port ${taken[0]} is` : `Ports ${taken.join(', ')} are`;
  throw new CannotStart(
    `${which} in use on 127.0.0.1: end what listens there, or set STOCKLINE_PORT to another base (now ${localPorts(process.env).emulator}).`,
  );
}
