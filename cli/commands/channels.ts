/** `npx stockline channels`, `pause`, `resume` and `mode`: what a channel is sent, and changing it. */
import { userInfo } from 'node:os';
import { OF_A_COMMAND } from '../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { eventBridgeClient } from '../../shared/aws/lambda/event-bridge-client.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import { skusListedOn } from '../../shared/aws/ledger/stock-scan.ts';
import { eventBridgeStockEvents } from '../../shared/aws/messaging/event-bus.ts';
import { channelStateNow, dynamoChannelControls } from '../../shared/aws/pushing/channel-states.ts';
import { sellingChannels } from '../../shared/channels/platform-of.ts';
import { configuredRules, type StocklineConfig } from '../../shared/config.ts';
import type { ChannelId } from '../../shared/domain/identifiers.ts';
import { type ChannelState, type PushingMode, SURGES } from '../../shared/domain/pushing/channel-state.ts';
import {
  type ChannelCommand,
  type CommandedMove,
  controlChannel,
  planCommand,
} from '../../shared/usecases/connecting/control-channel.ts';
import { type FollowedMove, followMove } from '../../shared/usecases/connecting/follow-moves.ts';
import { withConcurrency } from '../../shared/with-concurrency.ts';
import { argumentsOf, onlyWord, optionsOf } from '../arguments/arguments.ts';
import { didYouMean } from '../arguments/did-you-mean.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../command.ts';
import { busOf, type FindOptions, findDeployment } from '../deployment/deployment.ts';
import { commandLines, followedLines, MODES, stateWords } from '../reports/changing/channel-report.ts';
import { patient, progressFor } from '../reports/import-progress.ts';
import { type Answers, CHANGE_OPTIONS, CHANGE_USAGE, change } from '../terminal/change.ts';
import { columns } from '../terminal/paint.ts';
import { printableLines } from '../terminal/printable.ts';
import { waitFor } from '../wait-for.ts';

export const channelsCommand: Command = {
  options: COMMON_OPTIONS,
  usage: `Usage: npx stockline channels [options]

Shows which pushes each channel is sent. Exit code 1 when a channel is not simply live.

${COMMON_USAGE}`,
  run: async (args) => {
    const values = optionsOf(args, COMMON_OPTIONS);
    const { config, table } = await findDeployment(values);
    const database = documentClient(OF_A_COMMAND);
    const read = await Promise.all(
      sellingChannels(config).map(async (channel) => ({
        channel,
        state: await channelStateNow(database, table, channel.id),
      })),
    );
    const channels = read.map(({ channel, state }) => ({
      channel: channel.id,
      mode: state.mode ?? channel.mode ?? 'live',
      ...state,
    }));
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ channels })}\n`
        : columns(channels.map((each) => [each.channel, printableLines(stateWords(each).join('; '))]))
            .map((line) => `${line}\n`)
            .join(''),
    );
    return channels.every((each) => stateWords(each).join() === 'live') ? 0 : 1;
  },
};

const PAUSE_OPTIONS = {
  ...COMMON_OPTIONS,
  ...CHANGE_OPTIONS,
  reason: { type: 'string' },
  // As version 0.1 called it.
  why: { type: 'string' },
} as const;

export const pauseCommand: Command = {
  options: PAUSE_OPTIONS,
  usage: `Usage: npx stockline pause CHANNEL [--reason TEXT] [options]

Within a second or so nothing is sent to the channel any more, until it is resumed. Calls that have begun end. Its sales are
still posted, and the other channels are still pushed.

  --reason TEXT     the reason, for the next person who reads npx stockline channels
${CHANGE_USAGE}
${COMMON_USAGE}

Example: npx stockline pause amazon --reason "price import running until noon"`,
  run: async (args) => {
    const { values, positionals } = argumentsOf(args, PAUSE_OPTIONS);
    const why = values.reason ?? values.why ?? 'no reason given';
    return control(values, positionals, { kind: 'pause', by: userInfo().username, why });
  },
};

const RESUME_OPTIONS = { ...COMMON_OPTIONS, ...CHANGE_OPTIONS, confirm: { type: 'string' } } as const;

export const resumeCommand: Command = {
  options: RESUME_OPTIONS,
  usage: `Usage: npx stockline resume CHANNEL [--confirm zeros|raises|adoptions] [options]

Lets pushes go, and reconciles every SKU that is behind on the channel, also those that it refused. Doing it twice
does no harm. Waits up to a minute for the channel's answers, and says which listings do not show their figure then:
exit code 1.

  --confirm zeros|raises   the ledger is right: send the zeros, or the raises, that the breaker holds back
  --confirm adoptions      the channel is right: take the differences into the stock that wait
${CHANGE_USAGE}
${COMMON_USAGE}

Example: npx stockline resume amazon`,
  run: async (args) => {
    const { values, positionals } = argumentsOf(args, RESUME_OPTIONS);
    const { confirm } = values;
    const surge = SURGES.find((each) => each === confirm);
    if (confirm !== undefined && surge === undefined) {
      throw new UsageError(`--confirm ${confirm}: say ${SURGES.join(' or ')}.`);
    }
    return control(values, positionals, { kind: 'resume', confirm: surge });
  },
};

const MODE_OPTIONS = { ...COMMON_OPTIONS, ...CHANGE_OPTIONS } as const;

export const modeCommand: Command = {
  options: MODE_OPTIONS,
  words: ['live', 'lower-only', 'shadow'],
  usage: `Usage: npx stockline mode CHANNEL live|lower-only|shadow [options]

  live         every push is sent
  lower-only   only pushes that lower are sent; raises are computed and logged
  shadow       nothing is sent; what would be is logged (step "push left")

Holds until it is set again, also over a deployment. Reconciles every SKU that is behind, and waits for the channel's answers
as resume does.

${CHANGE_USAGE}
${COMMON_USAGE}

Example: npx stockline mode shopify lower-only`,
  run: async (args) => {
    const { values, positionals } = argumentsOf(args, MODE_OPTIONS);
    const [channel, name = '', ...rest] = positionals;
    const mode = MODES[name];
    if (mode === undefined || rest.length > 0) {
      const meant = didYouMean(name, Object.keys(MODES));
      throw new UsageError(`Name one channel and one mode: live, lower-only or shadow.${meant}`);
    }
    return control(values, channel === undefined ? [] : [channel], { kind: 'mode', mode });
  },
};

async function control(
  values: Answers & FindOptions,
  positionals: readonly string[],
  command: ChannelCommand,
): Promise<number> {
  const name = onlyWord(positionals, 'Name one channel.');
  const deployment = await findDeployment(values);
  const { config, table } = deployment;
  const { id: channel, mode: configured = 'live' } = namedChannel(config, name);
  const database = documentClient(OF_A_COMMAND);
  const ports = {
    controls: dynamoChannelControls(database, table),
    skuStates: (id: ChannelId) => skusListedOn(database, table, id),
    events: eventBridgeStockEvents(eventBridgeClient(OF_A_COMMAND), busOf(deployment)),
    rules: configuredRules(config),
    clock: () => new Date(),
  };
  const stateNow = async () => ({ mode: configured, ...(await channelStateNow(database, table, channel)) });
  const before = await stateNow();
  const planned = await planCommand(ports, channel, command, sentAfter(before, command));
  return change(
    values,
    { lines: commandLines(channel, before, command, planned), json: { channel, command, before, ...planned } },
    async () => {
      const reconciled = await controlChannel(ports, channel, command);
      const skuState = dynamoStockReader(database, table).skuState;
      const followed = await waitForMoves(
        planned.moves,
        (move) => followMove({ skuState, rules: ports.rules }, move),
        values,
      );
      const state = await stateNow();
      const text = `${channel}: ${stateWords(state).join('; ')}.${command.kind === 'pause' ? '' : ` ${reconciled} SKUs are reconciled.`}`;
      process.stdout.write(
        values.json
          ? `${JSON.stringify({ channel, reconciled, followed, ...state })}\n`
          : [printableLines(text), ...followedLines(followed)].map((line) => `${line}\n`).join(''),
      );
      return followed.every(({ became }) => became === 'shows') ? 0 : 1;
    },
  );
}

/** SKUs read at a time. */
const SKUS_AT_ONCE = 16;

/** Until every listing shows what it should, a minute at most. Once that takes two seconds the progress says how many do. */
async function waitForMoves(
  moves: readonly CommandedMove[],
  follow: (move: CommandedMove) => Promise<FollowedMove>,
  values: Answers,
): Promise<readonly FollowedMove[]> {
  const progress = patient(progressFor(values));
  let followed: readonly FollowedMove[] = [];
  await waitFor(async () => {
    followed = await withConcurrency(SKUS_AT_ONCE, moves, follow);
    const shown = followed.filter(({ became }) => became === 'shows').length;
    progress.report('listings show their figure', shown, moves.length);
    return shown === moves.length ? true : undefined;
  });
  progress.end();
  return followed;
}

/** What of the channel's pushes is sent after the command: of a channel that stays paused, none. */
function sentAfter({ paused, mode = 'live' }: ChannelState, command: ChannelCommand): PushingMode {
  switch (command.kind) {
    case 'pause':
      return 'shadow';
    case 'mode':
      return paused === undefined ? command.mode : 'shadow';
    case 'resume':
      return mode;
    default:
      return command satisfies never;
  }
}

function namedChannel(config: StocklineConfig, name: string) {
  const channels = sellingChannels(config);
  const ids = channels.map(({ id }) => id);
  const named = channels.find(({ id }) => id === name);
  if (named === undefined) {
    throw new UsageError(`Name one of the channels ${ids.join(', ')}.${didYouMean(name, ids)}`);
  }
  return named;
}
