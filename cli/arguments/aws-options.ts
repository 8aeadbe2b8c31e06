/** The options that say which deployment in AWS a command works on: `--profile`, `--region` and `--stage`. */
import { messageOf } from '../../shared/message-of.ts';
import { shellWord } from '../../shared/operator-commands.ts';
import { parseStage, secretPrefixOf } from '../../shared/stage.ts';
import { UsageError } from '../command.ts';

/** The variable each option sets: the SDK reads the first two, and this command line the third. */
const VARIABLES = { '--profile': 'AWS_PROFILE', '--region': 'AWS_REGION', '--stage': 'STOCKLINE_STAGE' } as const;

/**
 * Takes these options out of the arguments and sets their variables, for every client that the command makes. Throws
 * UsageError for an option without a value, or a stage that none can be called.
 */
export function takeAwsOptions(args: readonly string[]): readonly string[] {
  const rest: string[] = [];
  givenOptions = [];
  for (let index = 0; index < args.length; index += 1) {
    const [name = '', given] = (args[index] ?? '').split(/=(.*)/s);
    const option = Object.entries(VARIABLES).find(([each]) => each === name);
    if (option === undefined) {
      rest.push(args[index] ?? '');
      continue;
    }
    const value = given ?? args[index + 1];
    if (value === undefined || value === '' || value.startsWith('--')) {
      throw new UsageError(`${name} needs a value.`);
    }
    index += given === undefined ? 1 : 0;
    process.env[option[1]] = value;
    givenOptions = [...givenOptions, name, shellWord(value)];
  }
  currentStage();
  return rest;
}

/** As this command line has them. Of those that the shell exports the next command has them too. */
let givenOptions: readonly string[] = [];

/**
 * A command that is said to an operator, for the deployment that this one works on: without its options, what repairs a stage would be
 * done to production. A sentence, or a command of another program, stays as it is.
 */
export function forTheSameDeployment(command: string, { local }: { readonly local: boolean }): string {
  const isDeployment = /^npm run deploy\b/.test(command);
  const options = [...(local && !isDeployment ? ['--local'] : []), ...givenOptions].join(' ');
  if (options === '' || !(isDeployment || /^npx stockline\b/.test(command))) {
    return command;
  }
  const end = isDeployment && !command.includes(' -- ') ? ' --' : '';
  return `${command}${end} ${options}`;
}

/** The stage that this command works on; undefined: production. */
export function currentStage(): string | undefined {
  try {
    return parseStage(process.env[VARIABLES['--stage']]);
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

/** The name of a channel's secret on this stage. */
export function secretNameOf(channel: string): string {
  return `${secretPrefixOf(currentStage())}${channel}`;
}
