/** `npx stockline connect`: stores a channel's credentials and registers its webhooks or subscriptions. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { OF_A_COMMAND } from '../../../shared/aws/lambda/call-limits.ts';
import { secretsClient } from '../../../shared/aws/lambda/secrets-client.ts';
import { sqsClient } from '../../../shared/aws/lambda/sqs-client.ts';
import { secretStore } from '../../../shared/aws/secrets/secret-store.ts';
import type { SecretField } from '../../../shared/channels/secret-form.ts';
import type { ChannelConfig } from '../../../shared/config.ts';
import type { SecretFields } from '../../../shared/ports/connecting/connection.ts';
import { type Connected, connectChannel, type Proposal } from '../../../shared/usecases/connecting/connect-channel.ts';
import { argumentsOf } from '../../arguments/arguments.ts';
import { secretNameOf } from '../../arguments/aws-options.ts';
import { connectedLines, proposalLines } from '../../channels/connect-report.ts';
import { connectorOf } from '../../channels/connectors.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../../command.ts';
import { type Deployment, findDeployment } from '../../deployment/deployment.ts';
import { CHANGE_OPTIONS, CHANGE_USAGE, isAgreed } from '../../terminal/change.ts';
import { printableLines } from '../../terminal/printable.ts';
import { ask, isInteractive } from '../../terminal/prompt.ts';

const CREDENTIALS_VARIABLE = 'STOCKLINE_CREDENTIALS';

const OPTIONS = {
  ...COMMON_OPTIONS,
  ...CHANGE_OPTIONS,
  credentials: { type: 'string' },
} as const;

export const connectCommand: Command = {
  options: OPTIONS,
  usage: `Usage: npx stockline connect CHANNEL [options]

CHANNEL is the id of a channel in stockline.config.ts. Proves the credentials, shows what it would store and register,
and does it once you agree. Running it again repairs what is missing and changes nothing else.

  --credentials FILE  a JSON object with the fields to store; - reads it from standard input
                      Shopify: clientId, clientSecret, accessToken (for a custom app made before 2026 only)
                      Amazon:  clientId, clientSecret, refreshToken
                      Square:  accessToken
                      Own shop or till: callingSecret, signingSecret
                      Till, 3PL, ERP: signingSecret; one is drawn where none is given or stored
${CHANGE_USAGE}
${COMMON_USAGE}

Without --credentials the variable ${CREDENTIALS_VARIABLE} is read in the same form, or you are asked. What is not
given stays as it is stored. Exit code 1 when the channel is not connected, or the test failed.

Example: npx stockline connect shopify
         npx stockline connect square --credentials - --yes < square.json`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, OPTIONS);
  const deployment = await findDeployment(values);
  const channel = channelOf(deployment, positionals);
  const connector = await connectorOf(channel, deployment, sqsClient(OF_A_COMMAND));
  const secret = secretStore(secretsClient(OF_A_COMMAND), secretNameOf(channel.id));
  const given = (await givenFields(values.credentials)) ?? (await askedFields(connector.fields, values));
  const say = (lines: readonly string[]) => {
    if (!values.json) {
      process.stderr.write(printableLines(lines.map((line) => `${line}\n`).join('')));
    }
  };
  const agree = async (proposal: Proposal) => {
    say(proposalLines(channel.id, proposal));
    return isAgreed(values);
  };
  const connected = await connectChannel({ connector, secret, agree }, given);
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ channel: channel.id, ...connected })}\n`);
  }
  say(connectedLines(channel.id, connected));
  return isWell(connected) ? 0 : 1;
}

function channelOf({ config }: Deployment, positionals: readonly string[]): ChannelConfig {
  const [id, ...rest] = positionals;
  const names = config.channels.map((each) => each.id).join(', ');
  if (id === undefined || rest.length > 0) {
    throw new UsageError(`Name one channel: ${names}.`);
  }
  const channel = config.channels.find((each) => each.id === id);
  if (channel === undefined) {
    throw new UsageError(`There is no channel “${id}”: the configuration has ${names}.`);
  }
  return channel;
}

/** Fields from a file, standard input or the environment; undefined when none of them is used. */
export async function givenFields(source: string | undefined): Promise<SecretFields | undefined> {
  const fromVariable = process.env[CREDENTIALS_VARIABLE];
  if (source === undefined && fromVariable === undefined) {
    return undefined;
  }
  const from = source === undefined ? CREDENTIALS_VARIABLE : source === '-' ? 'standard input' : source;
  const json = source === undefined ? fromVariable : source === '-' ? text(process.stdin) : readFile(source, 'utf8');
  return objectIn((await json) ?? '', from);
}

function objectIn(json: string, from: string): SecretFields {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // The parser's own message quotes the text, which is a secret.
    throw new UsageError(`What ${from} holds is not JSON.`);
  }
  const fields = v.safeParse(v.record(v.string(), v.unknown()), value);
  if (!fields.success || Array.isArray(value)) {
    throw new UsageError(`What ${from} holds is not a JSON object with the fields to store.`);
  }
  return fields.output;
}

/** Asks for each field; what is left empty stays as it is stored. Asks nothing in a script, nor with --yes. */
async function askedFields(fields: readonly SecretField[], { yes }: { readonly yes: boolean }): Promise<SecretFields> {
  if (yes || !isInteractive()) {
    return {};
  }
  process.stderr.write('Leave a line empty to keep what is stored.\n');
  const answers: Record<string, string> = {};
  for (const { name, question, isHidden, isOptional } of fields) {
    const answer = await ask(`${question}${isOptional ? ' (optional)' : ''}:`, { isHidden });
    if (answer === undefined) {
      throw new Error('Broken off: nothing was stored.');
    }
    if (answer !== '') {
      answers[name] = answer;
    }
  }
  return answers;
}

function isWell(connected: Connected): boolean {
  return (
    connected.kind === 'connected' &&
    connected.refusals.length === 0 &&
    connected.left.length === 0 &&
    connected.test.kind !== 'failed'
  );
}
