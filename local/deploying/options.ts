/** The options of `npm run deploy`: ours are taken out, all others go to `cdk deploy`. */
import { CannotStart } from '../processes/cannot-start.ts';
import type { WantedTable } from './kept-resources.ts';

export type DeployOptions = {
  readonly profile: string | undefined;
  readonly region: string | undefined;
  /** Absent: production. */
  readonly stage: string | undefined;
  readonly table: WantedTable;
  /** Where alarms are to go: an address, the ARN of a topic, or `none`. Absent: as before, or the configuration says it. */
  readonly alarms: string | undefined;
  /** The configuration, relative to the project: the app's context `config`. */
  readonly config: string;
  /** A change set is made for review; nothing is deployed yet. */
  readonly isOnlyPrepared: boolean;
  /** What `cdk deploy` is given. */
  readonly cdk: readonly string[];
};

/** Throws {@link CannotStart} for an option without its value, or two that contradict each other. */
export function parseOptions(args: readonly string[]): DeployOptions {
  const stage = optionValue(args, '--stage');
  const table = optionValue(args, '--table');
  const isNew = args.includes('--new-table');
  if (isNew && table !== undefined) {
    throw new CannotStart('Give --table or --new-table, not both.');
  }
  const rest = ['--stage', '--table', '--alarms'].reduce(without, args).filter((arg) => arg !== '--new-table');
  return {
    profile: optionValue(args, '--profile'),
    region: optionValue(args, '--region'),
    stage,
    table: table === undefined ? { kind: isNew ? 'new' : 'present' } : { kind: 'named', name: table },
    alarms: optionValue(args, '--alarms'),
    config: contextValue(args, 'config') ?? 'stockline.config.ts',
    isOnlyPrepared: args.some((arg) => arg.includes('prepare-change-set')),
    cdk: stage === undefined ? rest : [...rest, '--context', `stage=${stage}`],
  };
}

/** The value of `--name value` or `--name=value`. */
function optionValue(args: readonly string[], name: string): string | undefined {
  const index = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  if (index < 0) {
    return undefined;
  }
  const value = args[index] === name ? args[index + 1] : args[index]?.slice(name.length + 1);
  if (value === undefined || value === '' || value.startsWith('--')) {
    throw new CannotStart(`${name} needs a value.`);
  }
  return value;
}

/** The value of `--context name=value`, as the CDK reads it: the last one counts. */
function contextValue(args: readonly string[], name: string): string | undefined {
  const given = args.map((arg, index) => {
    const [option = '', ...inline] = arg.split('=');
    return ['--context', '-c'].includes(option) ? (inline.length > 0 ? inline.join('=') : args[index + 1]) : undefined;
  });
  return given.findLast((each) => each?.startsWith(`${name}=`))?.slice(name.length + 1);
}

function without(args: readonly string[], name: string): readonly string[] {
  return args.filter((arg, index) => arg !== name && !arg.startsWith(`${name}=`) && args[index - 1] !== name);
}
