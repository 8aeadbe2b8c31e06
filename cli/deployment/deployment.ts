/** Finds the deployment that a command works on, and what its stack states. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { factsOf, sellingChannels } from '../../shared/channels/platform-of.ts';
import { parseConfig, type StocklineConfig } from '../../shared/config.ts';
import type { ChannelId } from '../../shared/domain/identifiers.ts';
import { stackNameOf } from '../../shared/stage.ts';
import { currentStage } from '../arguments/aws-options.ts';
import { UsageError } from '../command.ts';
import { printable } from '../terminal/printable.ts';
import { useLocalRun } from './local-run.ts';
import { type Looked, stackFailure } from './stack-failure.ts';

/** The deployment a command works on. */
export type Deployment = {
  readonly config: StocklineConfig;
  readonly table: string;
  readonly observationsQueueUrl: string;
  /** What the stack states, by name. */
  readonly outputs: ReadonlyMap<string, string>;
  readonly isLocal: boolean;
};

/** The options by which a command says which deployment it works on. */
export type FindOptions = { readonly local: boolean; readonly config?: string | undefined };

/**
 * Finds the deployed stack by its CloudFormation outputs, on AWS through the caller's credentials, with `local` on
 * the emulator. Rejects with a sentence when there is none.
 */
export async function findDeployment(options: FindOptions): Promise<Deployment> {
  if (options.local) {
    useLocalRun(process.env);
  }
  const config = await readConfig(options);
  const outputs = await stackOutputs();
  return {
    config,
    table: outputNamed(outputs, 'TableName'),
    observationsQueueUrl: outputNamed(outputs, 'ObservationsQueueUrl'),
    outputs,
    isLocal: options.local,
  };
}

/** The file that `--config` names, from the folder where the command runs; otherwise that of the checkout. */
async function readConfig({ local, config: named }: FindOptions): Promise<StocklineConfig> {
  const own = local ? 'local/stack/stockline.config.ts' : 'stockline.config.ts';
  const file = named === undefined ? resolve(import.meta.dirname, '..', '..', own) : resolve(named);
  if (!existsSync(file)) {
    throw named === undefined
      ? new Error(
          `There is no ${own} in this checkout.\nMake it: npx stockline init. Or say where it is: --config FILE.`,
        )
      : new UsageError(`--config ${printable(named)}: there is no such file.`);
  }
  const module: { default?: unknown } = await import(pathToFileURL(file).href);
  return parseConfig(module.default);
}

/**
 * The address that the channel's webhooks go to. On one machine a gateway stands in front of the emulator, on the port
 * after it: the stack states a host name that not everybody resolves.
 */
export function webhookUrl({ outputs, isLocal }: Deployment, { id }: { readonly id: ChannelId }): string {
  const stated = new URL(outputOf(outputs, 'WebhookUrl', id));
  return isLocal ? `http://127.0.0.1:${Number(process.env['STOCKLINE_PORT']) + 1}${stated.pathname}` : stated.href;
}

/** The URL of the queue that the platform sends the channel's notifications to. */
export function notificationsQueueUrl({ outputs, config }: Deployment, { id }: { readonly id: ChannelId }): string {
  const first = config.channels.find((channel) => factsOf(channel).intake.by === 'queue');
  return first?.id === id
    ? outputNamed(outputs, 'AmazonNotificationsQueueUrl')
    : outputOf(outputs, 'AmazonNotificationsQueueUrl', id);
}

/** The URLs of the queues of checks, by the channel's id. */
export function checkQueuesOf({ outputs, config }: Deployment): ReadonlyMap<string, string> {
  return new Map(sellingChannels(config).map(({ id }) => [id, outputOf(outputs, 'ChecksQueueUrl', id)]));
}

/** The bus that changes of stock are emitted on. */
export function busOf({ outputs }: Deployment): string {
  return outputNamed(outputs, 'BusName');
}

/** Outputs that a channel has of its own end in its id, without dashes. */
function outputOf(outputs: ReadonlyMap<string, string>, name: string, id: ChannelId): string {
  const wanted = `${name}${id.replaceAll('-', '')}`.toLowerCase();
  const found = [...outputs.keys()].find((key) => key.toLowerCase() === wanted);
  return outputNamed(outputs, found ?? `${name} of channel ${id}`);
}

async function stackOutputs(): Promise<ReadonlyMap<string, string>> {
  try {
    const answer = await new CloudFormationClient({}).send(new DescribeStacksCommand({ StackName: stack() }));
    const outputs = answer.Stacks?.[0]?.Outputs ?? [];
    return new Map(outputs.map((output) => [output.OutputKey ?? '', output.OutputValue ?? '']));
  } catch (error) {
    throw new Error(stackFailure(error, await lookedAt()), { cause: error });
  }
}

async function lookedAt(): Promise<Looked> {
  const { AWS_REGION: region, AWS_DEFAULT_REGION: other, AWS_PROFILE: profile } = process.env;
  // Only a failure needs it: a command that finds its stack does not wait for it to load.
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const account = await new STSClient({})
    .send(new GetCallerIdentityCommand({}))
    .then(({ Account }) => Account)
    .catch(() => undefined);
  return { stack: stack(), region: region ?? other, profile, account };
}

/** Throws a sentence where the stack states no such output. */
export function outputNamed(outputs: ReadonlyMap<string, string>, name: string): string {
  const value = outputs.get(name);
  if (value === undefined) {
    throw new Error(`Stack ${stack()} has no output ${name}: deploy this version with \`npm run deploy\`.`);
  }
  return value;
}

function stack(): string {
  return stackNameOf(currentStage());
}
