import { join } from 'node:path';
import { awsEnv, type LocalAws } from './aws.ts';
import { CannotStart } from './cannot-start.ts';
import { runCommand } from './command.ts';

export interface ImportOptions {
  readonly projectFolder: string;
  readonly runFolder: string;
  readonly logFolder: string;
  readonly aws: LocalAws;
  readonly stopping: AbortSignal;
}

/** As a merchant at cut-over: every SKU that the channels list, with what one of them shows as on hand. */
const IMPORT = ['cli/stockline.js', 'import', '--local', '--stock-from', 'shopify', '--yes'] as const;

/** Imports the demo catalogue from the sandbox channels with the product's own command line. */
export async function importCatalogue(options: ImportOptions): Promise<void> {
  const { projectFolder, runFolder, logFolder, aws, stopping } = options;
  const [script, ...args] = IMPORT;
  const logPath = join(logFolder, 'import.log');
  const { code, output } = await runCommand(process.execPath, [join(projectFolder, script), ...args], {
    cwd: projectFolder,
    env: awsEnv(aws, runFolder, process.env),
    logPath,
    stopping,
  });
  if (code === 0) return;
  process.stdout.write(output);
  throw new CannotStart(`The demo catalogue was not imported; what stockline printed is above and in ${logPath}.`);
}
