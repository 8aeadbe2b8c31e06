/** `npx stockline channels`, `pause`, `resume` and `mode`: what a channel is sent, and changing it. */
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { documentClient, eventBridgeClient, OF_A_COMMAND } from '../../shared/aws/lambda/clients.ts';
import { skusListedOn } from '../../shared/aws/ledger/stock-scan.ts';
import { eventBridgeStockEvents } from '../../shared/aws/messaging/event-bus.ts';
import { dynamoChannelControls, dynamoChannelStates } from '../../shared/aws/pushing/channel-states.ts';
import { sellingChannels } from '../../shared/channels/platform-of.ts';
import { configuredRules, type StocklineConfig } from '../../shared/config.ts';
import type { ChannelId } from '../../shared/domain/identifiers.ts';
import { type ChannelState, circuitAt, type PushingMode, SURGES } from '../../shared/domain/pushing/channel-state.ts';
import { type ChannelCommand, controlChannel } from '../../shared/usecases/connecting/control-channel.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../command.ts';
import { busOf, findDeployment } from '../deployment.ts';

const MODES: Readonly<Record<string, PushingMode>> = { live: 'live', 'lower-only': 'lowerOnly', shadow: 'shadow' };

export const channelsCommand: Command = {
  summary: 'show which channels are paused, cut off, held back or not live',
  usage: `Usage: npx stockline channels [options]

Shows which pushes each channel is sent. Exit code 1 when a channel is not simply live.

${COMMON_USAGE}`,
  run: async (args) => {
    const { values } = parseArgs({ args: [...args], options: COMMON_OPTIONS });
    const { config, table } = await findDeployment(values);
    const states = dynamoChannelStates(documentClient(OF_A_COMMAND), table);
    const read = await Promise.all(
      sellingChannels(config).map(async (channel) => ({ channel, state: await states.read(channel.id) })),
    );
    const channels = read.map(({ channel, state }) => ({
      channel: channel.id,
      mode: state.mode ?? channel.mode ?? 'live',
      ...state,
    }));
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ channels })}\n`
        : channels.map((each) => `${each.channel.padEnd(16)} ${describe(each).join('; ')}\n`).join(''),
    );
    return channels.every((each) => describe(each).join() === 'live') ? 0 : 1;
  },
};

export const pauseCommand: Command = {
  summary: 'stop pushing to a channel; sales are still taken in',
  usage: `Usage: npx stockline pause CHANNEL [--why TEXT] [options]

Nothing is sent to the channel until it is resumed. Calls that have begun end. Its sales are still posted, and the
other channels are still pushed.

  --why TEXT        the reason, for the next person who reads npx stockline channels
${COMMON_USAGE}

Example: npx stockline pause amazon --why "price import running until noon"`,
  run: async (args) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...COMMON_OPTIONS, why: { type: 'string', default: 'no reason given' } },
      allowPositionals: true,
    });
    return control(values, positionals, { kind: 'pause', by: userInfo().username, why: values.why });
  },
};

export const resumeCommand: Command = {
  summary: 'push to a channel again, also what a breaker held back',
  usage: `Usage: npx stockline resume CHANNEL [--confirm zeros|raises|adoptions] [options]

Lets pushes go, and reconciles every SKU that is behind on the channel, also those that it refused. Doing it twice
does no harm.

  --confirm zeros|raises   the ledger is right: send the zeros, or the raises, that the breaker holds back
  --confirm adoptions      the channel is right: take the differences into the stock that wait
${COMMON_USAGE}

Example: npx stockline resume amazon`,
  run: async (args) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...COMMON_OPTIONS, confirm: { type: 'string' } },
      allowPositionals: true,
    });
    const { confirm } = values;
    const surge = SURGES.find((each) => each === confirm);
    if (confirm !== undefined && surge === undefined) {
      throw new UsageError(`--confirm ${confirm}: say ${SURGES.join(' or ')}.`);
    }
    return control(values, positionals, { kind: 'resume', confirm: surge });
  },
};

export const modeCommand: Command = {
  summary: 'set which pushes a channel is sent: live, lower-only or shadow',
  usage: `Usage: npx stockline mode CHANNEL live|lower-only|shadow [options]

  live         every push is sent
  lower-only   only pushes that lower are sent; raises are computed and logged
  shadow       nothing is sent; what would be is logged (step "push left")

Holds until it is set again, also over a deployment. Reconciles every SKU that is behind.

${COMMON_USAGE}

Example: npx stockline mode shopify lower-only`,
  run: async (args) => {
    const { values, positionals } = parseArgs({ args: [...args], options: COMMON_OPTIONS, allowPositionals: true });
    const [channel, name = '', ...rest] = positionals;
    const mode = MODES[name];
    if (mode === undefined || rest.length > 0) {
      throw new UsageError('Name one channel and one mode: live, lower-only or shadow.');
    }
    return control(values, channel === undefined ? [] : [channel], { kind: 'mode', mode });
  },
};

type CommonValues = { readonly local: boolean; readonly config?: string | undefined; readonly json: boolean };

async function control(values: CommonValues, positionals: readonly string[], command: ChannelCommand): Promise<number> {
  const deployment = await findDeployment(values);
  const channel = namedChannel(deployment.config, positionals);
  const database = documentClient(OF_A_COMMAND);
  const reconciled = await controlChannel(
    {
      controls: dynamoChannelControls(database, deployment.table),
      skuStates: (id) => skusListedOn(database, deployment.table, id),
      events: eventBridgeStockEvents(eventBridgeClient(OF_A_COMMAND), busOf(deployment)),
      rules: configuredRules(deployment.config),
      clock: () => new Date(),
    },
    channel,
    command,
  );
  const state = await dynamoChannelStates(database, deployment.table).read(channel);
  const text = `${channel}: ${describe(state).join('; ')}.${command.kind === 'pause' ? '' : ` ${reconciled} SKUs are reconciled.`}`;
  process.stdout.write(values.json ? `${JSON.stringify({ channel, reconciled, ...state })}\n` : `${text}\n`);
  return 0;
}

function namedChannel(config: StocklineConfig, positionals: readonly string[]): ChannelId {
  const ids = sellingChannels(config).map(({ id }) => id);
  const named = ids.find((id) => id === positionals[0]);
  if (named === undefined || positionals.length > 1) {
    throw new UsageError(`Name one of the channels ${ids.join(', ')}.`);
  }
  return named;
}

/** What a person should know of the channel, the most pressing first; `live` alone means that all is well. */
function describe({ paused, mode = 'live', catchingUpSince, circuit, breakers }: ChannelState): string[] {
  const until = circuitAt(circuit, new Date()) === 'closed' ? [] : [`cut off until ${circuit.openUntil} (no answer)`];
  const tripped = (['zeros', 'raises'] as const).flatMap((surge) => {
    const { trippedAt } = breakers[surge];
    return trippedAt === undefined ? [] : [`breaker of ${surge} tripped at ${trippedAt}`];
  });
  return [
    ...(paused === undefined ? [] : [`paused by ${paused.by} at ${paused.at}: ${paused.why}`]),
    ...until,
    ...tripped,
    ...(catchingUpSince === undefined ? [] : [`catching up since ${catchingUpSince}: resume it again if that stays`]),
    Object.keys(MODES).find((name) => MODES[name] === mode) ?? mode,
  ];
}
