import { expect, it } from '@jest/globals';
import { seenShape } from '../../../../shared/aws/shapes/ledger-items.ts';
import { observationShape } from '../../../../shared/aws/shapes/observation.ts';
import type { RecordedLine } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { MAIN, orderLine } from '../../../fakes/facts.ts';

const LOST = { ordered: 2, shipped: 2, returned: 0, deducted: 2 };

it('how many units of a line were lost at its place is remembered', () => {
  const line: RecordedLine = { version: 1, state: LOST, location: MAIN, lostHere: 2, assumedHere: 1, phases: [] };
  const seen = { contentHash: 'hash', seq: 1, line };
  expect(seenShape.read(seenShape.stamp(seen), 'FACT#1')).toEqual(seen);
});

it('how many units of a line were lost at its place is queued with it, and which of them may be of another place', () => {
  const observed = { ...orderLine(), state: LOST, lost: { ...LOST, ordered: 1, shipped: 1, deducted: 1 }, lostHere: 2 };
  expect(observationShape.read(observationShape.stamp(observed), 'message 1')).toEqual(observed);
});
