/** `npm start`: the whole product on this machine, deployed as to AWS, until Ctrl-C. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emulatorForRun, namedEmulator } from './emulator/for-run.ts';
import { CannotStart } from './processes/cannot-start.ts';
import { openRun } from './processes/run.ts';
import { printProblem } from './processes/terminal.ts';
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
  const secrets = await runSecrets(aws);
  await putSecrets(aws, secrets);
  run.say('Deployed; secrets of till and API stored.');

  const gateway = await startGateway({ port: ports.gateway, emulatorUrl: aws.endpoint, apiUrl: stack.ApiUrl });
  run.onStop('the gateway', gateway.close);
  const outputs = localOutputs({ aws, stack, ports, secrets });
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
