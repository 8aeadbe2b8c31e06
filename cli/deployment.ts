/** Finds the deployment that a command works on, and what its stack states. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { factsOf, sellingChannels } from '../shared/channels/platform-of.ts';
import { parseConfig, type StocklineConfig } from '../shared/config.ts';
import type { ChannelId } from '../shared/domain/identifiers.ts';
import { stackNameOf } from '../shared/stage.ts';
import { currentStage } from './aws-options.ts';
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

/**
 * Finds the deployed stack by its CloudFormation outputs, on AWS through the caller's credentials, with `local` on
 * the emulator. Rejects with a sentence when there is none.
 */
export async function findDeployment(options: {
  readonly local: boolean;
  readonly config?: string | undefined;
}): Promise<Deployment> {
  if (options.local) {
    useLocalRun(process.env);
  }
  const file = options.config ?? (options.local ? 'local/stack/stockline.config.ts' : 'stockline.config.ts');
  const module: { default?: unknown } = await import(pathToFileURL(resolve(import.meta.dirname, '..', file)).href);
  const outputs = await stackOutputs();
  return {
    config: parseConfig(module.default),
    table: required(outputs, 'TableName'),
    observationsQueueUrl: required(outputs, 'ObservationsQueueUrl'),
    outputs,
    isLocal: options.local,
  };
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
    ? required(outputs, 'AmazonNotificationsQueueUrl')
    : outputOf(outputs, 'AmazonNotificationsQueueUrl', id);
}

/** The URLs of the queues of checks, by the channel's id. */
export function checkQueuesOf({ outputs, config }: Deployment): ReadonlyMap<string, string> {
  return new Map(sellingChannels(config).map(({ id }) => [id, outputOf(outputs, 'ChecksQueueUrl', id)]));
}

/** The bus that changes of stock are emitted on. */
export function busOf({ outputs }: Deployment): string {
  return required(outputs, 'BusName');
}

/** Outputs that a channel has of its own end in its id, without dashes. */
function outputOf(outputs: ReadonlyMap<string, string>, name: string, id: ChannelId): string {
  const wanted = `${name}${id.replaceAll('-', '')}`.toLowerCase();
  const found = [...outputs.keys()].find((key) => key.toLowerCase() === wanted);
  return required(outputs, found ?? `${name} of channel ${id}`);
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
  const account = await new STSClient({})
    .send(new GetCallerIdentityCommand({}))
    .then(({ Account }) => Account)
    .catch(() => undefined);
  return { stack: stack(), region: region ?? other, profile, account };
}

function required(outputs: ReadonlyMap<string, string>, name: string): string {
  const value = outputs.get(name);
  if (value === undefined) {
    throw new Error(`Stack ${stack()} has no output ${name}: deploy this version with \`npm run deploy\`.`);
  }
  return value;
}

function stack(): string {
  return stackNameOf(currentStage());
}
