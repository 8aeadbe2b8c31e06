// Checks what holds a channel's pushes back.
import type { ChannelId } from '../../domain/identifiers.ts';
import { type ChannelState, circuitAt, SURGES, type Surge } from '../../domain/pushing/channel-state.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import { type Finding, noteFinding, problemFinding, wellFinding } from './finding.ts';

const HELD_BACK: Readonly<Record<Surge, string>> = {
  zeros: 'Too many listings went to zero at once: they are held back',
  raises: 'Too many listings were raised at once: they are held back',
  adoptions: 'Too many differences would be taken into the stock at once: they wait',
};

/** What holds the channel's pushes back: a pause, an open circuit, a tripped breaker, or its mode. */
export function pushingFindings(
  id: ChannelId,
  { paused, mode = 'live', circuit, breakers }: ChannelState,
  now: Date,
): readonly Finding[] {
  const found = [
    ...(paused === undefined
      ? []
      : [
          problemFinding(
            id,
            'pushing',
            `Paused by ${paused.by} at ${paused.at}: ${paused.why}`,
            OPERATOR_COMMANDS.resume(id),
          ),
        ]),
    ...(circuitAt(circuit, now) === 'closed'
      ? []
      : [
          problemFinding(
            id,
            'pushing',
            `${circuit.failures} calls in a row got no answer: the next is made at ${circuit.openUntil}.`,
          ),
        ]),
    ...SURGES.flatMap((surge) => {
      const { trippedAt } = breakers[surge];
      return trippedAt === undefined
        ? []
        : [
            problemFinding(
              id,
              'pushing',
              `${HELD_BACK[surge]} since ${trippedAt}.`,
              OPERATOR_COMMANDS.confirm(id, surge),
            ),
          ];
    }),
    ...(mode === 'live' ? [] : [noteFinding(id, 'pushing', `Only in mode ${mode}: not every push is sent.`)]),
  ];
  return found.length === 0 ? [wellFinding(id, 'pushing', 'Every push is sent.')] : found;
}
