import { describe, expect, it } from '@jest/globals';
import { parseChannelId, parseSku } from '../../../../shared/domain/identifiers.ts';
import type { MovementObservation } from '../../../../shared/domain/stock/observation.ts';
import { REMEMBERED_MS, rememberedChanges } from '../../../../shared/usecases/intake/remembered-changes.ts';
import { later, MAIN, MUG, NOON } from '../../../fakes/facts.ts';

const NOW = new Date(NOON);

function sold(units: number, key = 'A1'): MovementObservation {
  return {
    ...{ kind: 'movement', sku: MUG, cause: 'sold', deducted: units, channelLocation: 'L1' },
    changes: [{ location: MAIN, onHand: -units }],
    source: { channel: parseChannelId('square'), key },
    ...{ occurredAt: NOON, receivedAt: NOON, readAt: 1 },
  };
}

describe('changes that a process remembers', () => {
  it('are known again whenever they are read', () => {
    const remembered = rememberedChanges();
    remembered.add([sold(1)], NOW);
    expect(remembered.has({ ...sold(1), receivedAt: later(9), readAt: 2 }, NOW)).toBe(true);
    expect(remembered.has(sold(1, 'A2'), NOW)).toBe(false);
    expect(remembered.has({ ...sold(1), sku: parseSku('CUP') }, NOW)).toBe(false);
  });

  it('are not known with other contents, nor with those of before once they were another', () => {
    const remembered = rememberedChanges();
    remembered.add([sold(1)], NOW);
    expect(remembered.has(sold(2), NOW)).toBe(false);
    remembered.add([sold(2)], NOW);
    expect(remembered.has(sold(1), NOW)).toBe(false);
  });

  it('are forgotten after two minutes, because another process may have seen them change', () => {
    const remembered = rememberedChanges();
    remembered.add([sold(1)], NOW);
    expect(remembered.has(sold(1), new Date(NOW.getTime() + REMEMBERED_MS - 1))).toBe(true);
    expect(remembered.has(sold(1), new Date(NOW.getTime() + REMEMBERED_MS))).toBe(false);
  });

  it('are the newest ten thousand', () => {
    const remembered = rememberedChanges();
    remembered.add(
      Array.from({ length: 10_001 }, (_, nth) => sold(1, `A${nth}`)),
      NOW,
    );
    expect(remembered.has(sold(1, 'A0'), NOW)).toBe(false);
    expect(remembered.has(sold(1, 'A1'), NOW)).toBe(true);
  });
});
