/** Runs the product's own command line on the local stack. */
import { join } from 'node:path';
import { type ProgramResult, runProgram } from '../processes/program.ts';
import { awsEnv, type LocalAws } from './aws.ts';

export type StocklineOptions = {
  readonly projectFolder: string;
  readonly runFolder: string;
  readonly logFolder: string;
  readonly aws: LocalAws;
  readonly stopping: AbortSignal;
};

/** Runs the product's own command line on the local stack, as a merchant does; keeps what it prints in `<log>.log`. */
export async function runStockline(
  { projectFolder, runFolder, logFolder, aws, stopping }: StocklineOptions,
  log: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramResult & { readonly logPath: string }> {
  const logPath = join(logFolder, `${log}.log`);
  const result = await runProgram(process.execPath, [join(projectFolder, 'cli', 'stockline.js'), ...args, '--local'], {
    cwd: projectFolder,
    // The run is named, because it has no outputs to be found by until it is ready.
    env: { ...awsEnv(aws, runFolder, process.env), STOCKLINE_EMULATOR_URL: aws.endpoint, ...env },
    logPath,
    stopping,
  });
  return { ...result, logPath };
}
