/** Runs the CDK command line against the emulator, as against an account. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { CannotStart } from '../processes/cannot-start.ts';
import { runProgram } from '../processes/program.ts';
import { pathWithThisNode } from '../processes/this-node.ts';
import { awsEnv, LOCAL_ACCOUNT, type LocalAws } from './aws.ts';

export type CdkOptions = {
  /** The folder with cdk.json. */
  readonly projectFolder: string;
  /** Takes what the CDK writes: its cache and the synthesised assembly. */
  readonly runFolder: string;
  readonly logFolder: string;
  readonly aws: LocalAws;
  readonly stopping: AbortSignal;
};

/** As the app names its stack, and before the name of a stage (infra/app.ts). */
const STACK = 'Stockline';

/** What `cdk deploy --outputs-file` writes (AWS CDK CLI reference). */
const outputsByStack = v.record(v.string(), v.record(v.string(), v.string()));

/** The merchant's configuration, and that nothing of the stack is to outlive it (infra/app.ts). */
const CONTEXT = ['--context', 'config=local/stack/stockline.config.ts', '--context', 'local=true'] as const;

// No request leaves the machine, and the output is what a script would see.
const QUIET = { CI: '1', NO_COLOR: '1', CDK_DISABLE_VERSION_CHECK: '1', CDK_DISABLE_CLI_TELEMETRY: 'true' };

/**
 * `cdk bootstrap`, as once per account and region on AWS. Away from cdk.json: beside one, the CDK CLI synthesises the
 * whole app first for nothing (2.1148).
 */
export async function bootstrap(options: CdkOptions): Promise<void> {
  await cdk(['bootstrap', `aws://${LOCAL_ACCOUNT}/${options.aws.region}`], options.runFolder, options);
}

/** `cdk deploy`, as into an account, of production or of a stage; returns the stack's outputs by name. */
export async function deploy(options: CdkOptions, stage?: string): Promise<Readonly<Record<string, string>>> {
  const stack = stage === undefined ? STACK : `${STACK}-${stage}`;
  const outputsFile = join(options.runFolder, 'stack-outputs.json');
  await cdk(
    [
      ...['deploy', stack, ...CONTEXT, '--require-approval', 'never'],
      ...(stage === undefined ? [] : ['--context', `stage=${stage}`]),
      ...['--output', join(options.runFolder, 'cdk.out'), '--outputs-file', outputsFile],
    ],
    options.projectFolder,
    options,
  );
  const outputs = v.parse(outputsByStack, JSON.parse(readFileSync(outputsFile, 'utf8')));
  return outputs[stack] ?? {};
}

async function cdk(args: readonly string[], cwd: string, options: CdkOptions): Promise<void> {
  const { projectFolder, runFolder, logFolder, aws, stopping } = options;
  const [command = ''] = args;
  const logPath = join(logFolder, `cdk-${command}.log`);
  const { code, output } = await runProgram(
    process.execPath,
    [join(projectFolder, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...args, '--no-notices'],
    {
      cwd,
      env: {
        ...awsEnv(aws, runFolder, process.env),
        ...QUIET,
        CDK_HOME: join(runFolder, 'cdk-home'),
        // cdk.json runs the app with `node`.
        PATH: pathWithThisNode(process.env['PATH']),
      },
      logPath,
      stopping,
    },
  );
  if (code === 0) {
    return;
  }
  process.stdout.write(output);
  throw new CannotStart(`cdk ${command} failed; what it printed is above and in ${logPath}.`);
}
