import { expect, it } from '@jest/globals';
import { parseChannelId } from '../../../../shared/domain/identifiers.ts';
import { type ChannelState, NEW_CHANNEL } from '../../../../shared/domain/pushing/channel-state.ts';
import { pushingFindings } from '../../../../shared/usecases/diagnosing/diagnose-pushing.ts';

const NOW = new Date('2026-11-24T18:00:00.000Z');

/** What is found, as `state: says → repair`. */
function found(state: Partial<ChannelState>): string[] {
  return pushingFindings(parseChannelId('shop'), { ...NEW_CHANNEL, ...state }, NOW).map(
    ({ state: how, says, repair }) => [`${how}: ${says}`, ...(repair === undefined ? [] : [repair])].join(' → '),
  );
}

it.each<[string, Partial<ChannelState>, string]>([
  ['nothing', {}, 'well: Every push is sent.'],
  [
    'a pause',
    { paused: { by: 'ann', at: '2026-11-24T17:00:00.000Z', why: 'The app was uninstalled.' } },
    'problem: Paused by ann at 2026-11-24T17:00:00.000Z: The app was uninstalled. → npx stockline resume shop',
  ],
  [
    'a channel that does not answer',
    { circuit: { failures: 5, opened: 1, openUntil: '2026-11-24T18:00:10.000Z' } },
    'problem: 5 calls in a row got no answer: the next is made at 2026-11-24T18:00:10.000Z.',
  ],
  [
    'a breaker',
    { breakers: { zeros: { trippedAt: '2026-11-24T17:30:00.000Z' }, raises: {}, adoptions: {} } },
    'problem: Too many listings went to zero at once: they are held back since 2026-11-24T17:30:00.000Z. → npx stockline resume shop --confirm zeros',
  ],
  ['a mode', { mode: 'lowerOnly' }, 'note: Only in mode lowerOnly: not every push is sent.'],
])('what keeps pushes back: %s', (_, state, finding) => {
  expect(found(state)).toEqual([finding]);
});
