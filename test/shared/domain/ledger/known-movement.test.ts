import { expect, it } from '@jest/globals';
import { isKnownFact, isKnownMovement } from '../../../../shared/domain/ledger/known-movement.ts';
import { MAIN, movement, orderLine } from '../../../fakes/facts.ts';

const one = { ...movement('received', 2), deducted: -2 };
const fact = { key: one.source.key, contentHash: 'h', seq: 2 };
const moved = { changes: [{ location: MAIN, onHand: 2 }], deducted: -2, readAt: 1_000 };

it.each([
  ['nothing is remembered of', undefined, { ...one, readAt: 2_000 }, false],
  ['its source never changes', fact, one, true],
  ['was read once and is reported since', { ...fact, moved }, movement('received', 3), true],
  ['is as it was', { ...fact, moved }, { ...one, readAt: 2_000 }, true],
  ['says more than before', { ...fact, moved }, { ...movement('received', 3), deducted: -3, readAt: 2_000 }, false],
  [
    'was read before what is known',
    { ...fact, moved },
    { ...movement('received', 3), deducted: -3, readAt: 999 },
    true,
  ],
  ['an older version remembered', fact, { ...movement('received', 3), readAt: 2_000 }, true],
])('a movement that %s is known: %#', (_, recorded, observation, isKnown) => {
  expect(isKnownMovement(recorded, observation)).toBe(isKnown);
  expect(isKnownFact(recorded, observation)).toBe(isKnown);
});

it('what is no movement is known once anything is remembered under its key', () => {
  expect([undefined, fact].map((recorded) => isKnownFact(recorded, orderLine()))).toEqual([false, true]);
});
