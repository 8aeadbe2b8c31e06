/** Says what a channel is sent, and what a command on it would change. */
import { type ChannelState, circuitAt, type PushingMode } from '../../../shared/domain/pushing/channel-state.ts';
import type { ChannelCommand, PlannedCommand } from '../../../shared/usecases/connecting/control-channel.ts';
import type { FollowedMove } from '../../../shared/usecases/connecting/follow-moves.ts';
import { printable } from '../../terminal/printable.ts';
import { movedLine } from './moved-line.ts';

/** The modes as they are said, and as they are kept. */
export const MODES: Readonly<Record<string, PushingMode>> = {
  live: 'live',
  'lower-only': 'lowerOnly',
  shadow: 'shadow',
};

function modeName(mode: PushingMode): string {
  return Object.keys(MODES).find((name) => MODES[name] === mode) ?? mode;
}

/** What a person should know of the channel, the most pressing first; `live` alone means that all is well. */
export function stateWords({
  paused,
  mode = 'live',
  catchingUpSince,
  circuit,
  breakers,
}: ChannelState): readonly string[] {
  const until = circuitAt(circuit, new Date()) === 'closed' ? [] : [`cut off until ${circuit.openUntil} (no answer)`];
  const tripped = (['zeros', 'raises'] as const).flatMap((surge) => {
    const { trippedAt } = breakers[surge];
    return trippedAt === undefined ? [] : [`breaker of ${surge} tripped at ${trippedAt}`];
  });
  return [
    ...(paused === undefined ? [] : [`paused by ${paused.by} at ${paused.at}: ${printable(paused.why)}`]),
    ...until,
    ...tripped,
    ...(catchingUpSince === undefined ? [] : [`catching up since ${catchingUpSince}: resume it again if that stays`]),
    modeName(mode),
  ];
}

/** What the command would change: the channel's state before and after, and each listing that moves. */
export function commandLines(
  channel: string,
  before: ChannelState,
  command: ChannelCommand,
  { reconciled, moves }: PlannedCommand,
): readonly string[] {
  return [
    `${channel}  ${stateWords(before).join('; ')} → ${stateWords(stateAfter(before, command)).join('; ')}`,
    ...moves.map(({ sku, listing, before: shown, after }) => `  ${printable(sku)}${movedLine(listing, shown, after)}`),
    ...(command.kind === 'pause'
      ? ['  Within a second or so nothing would be sent to it until it is resumed; its sales would still be posted.']
      : [`  ${reconciled} ${reconciled === 1 ? 'SKU' : 'SKUs'} would be reconciled.`]),
  ];
}

/** As the channel will be once the command is applied and every SKU is reconciled. */
function stateAfter(before: ChannelState, command: ChannelCommand): ChannelState {
  const { catchingUpSince: _done, ...caughtUp } = before;
  const { paused: _over, ...resumed } = caughtUp;
  switch (command.kind) {
    case 'pause':
      return { ...before, paused: { by: command.by, at: 'once', why: command.why } };
    case 'mode':
      return { ...caughtUp, mode: command.mode };
    case 'resume':
      return command.confirm === undefined
        ? resumed
        : { ...resumed, breakers: { ...resumed.breakers, [command.confirm]: {} } };
    default:
      return command satisfies never;
  }
}

/** What became of the listings that it moved: each that does not show its figure yet, and how many do. */
export function followedLines(followed: readonly FollowedMove[]): readonly string[] {
  const shown = followed.filter(({ became }) => became === 'shows').length;
  const others = followed.filter(({ became }) => became !== 'shows');
  const are = followed.length === 1 ? 'listing shows' : 'listings show';
  return followed.length === 0
    ? []
    : [
        ...others.map(
          ({ sku, listing, shown: units, problem }) =>
            `  ${printable(sku)}  ${listing} shows ${units} and ${problem === undefined ? 'is still to be pushed' : `its channel refused the last push: ${printable(problem)}`}`,
        ),
        `${shown} of ${followed.length} ${are} what ${followed.length === 1 ? 'it' : 'they'} should.`,
      ];
}
