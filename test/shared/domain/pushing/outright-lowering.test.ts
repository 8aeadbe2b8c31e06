import { describe, expect, it } from '@jest/globals';
import type { OutrightIntent } from '../../../../shared/domain/listing/push-intent.ts';
import { afterReading } from '../../../../shared/domain/pushing/outright-lowering.ts';
import { NOON } from '../../../fakes/facts.ts';

/** Eight of twenty are to be taken. */
const taking: OutrightIntent = {
  generation: 1,
  attempt: 1,
  seq: 1,
  delta: -8,
  target: 12,
  changeFrom: 20,
  startedAt: NOON,
  kind: 'outright',
  setsAgain: 0,
  basis: 'toRead',
  leaseUntil: NOON,
  repeated: false,
};

describe('units taken from a channel that takes figures outright', () => {
  it('are five more than are due: what it sells between the look and the call is put back by the call', () => {
    // Two are sold and not heard of. It keeps 5 of 18; with five more sold in that moment, 5 + 2 + 5 are its share of 12.
    expect(afterReading(taking, 18)).toEqual({
      kind: 'call',
      intent: { ...taking, delta: -13, target: 5, changeFrom: 18, basis: 'share' },
    });
  });

  it('are all where it has no more than those', () => {
    expect(afterReading(taking, 9)).toMatchObject({ kind: 'call', intent: { delta: -9, target: 0 } });
    expect(afterReading(taking, 0)).toEqual({ kind: 'allSold' });
  });

  it('are not taken twice when the answer was lost', () => {
    const called: OutrightIntent = { ...taking, basis: 'share', repeated: true, delta: -13, target: 5 };
    expect(afterReading(called, 4)).toEqual({ kind: 'applied' });
    expect(afterReading(called, 18)).toEqual({ kind: 'call', intent: called });
  });
});
