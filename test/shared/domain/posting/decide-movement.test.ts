/** Movements that their source changes later, under the same id. */

import { describe, expect, it } from '@jest/globals';
import { emptyLedger, type SkuLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { postAll, postOne } from '../../../../shared/domain/posting/post.ts';
import type { MovementObservation, Observation } from '../../../../shared/domain/stock/observation.ts';
import { baseline, later, MAIN, MUG, movement, NOON, sha256 } from '../../../fakes/facts.ts';

const context = { now: later(3600), digest: sha256, history: [] };
const mugs: SkuLedger = postOne(emptyLedger(MUG), baseline(30), { ...context, now: NOON }).after;

/** An adjustment of so many units, as it was read so many seconds after noon. */
function read(onHand: number, readAfter: number, changes = [{ location: MAIN, onHand }]): MovementObservation {
  return {
    ...movement('received', onHand, { id: 'A1', at: later(10) }),
    changes,
    deducted: -onHand,
    readAt: Date.parse(later(readAfter)),
  };
}

function posted(...observations: readonly Observation[]) {
  const all = postAll(mugs, observations, context);
  return {
    kinds: all.map(({ decision }) => decision.outcome.kind),
    onHand: all.at(-1)?.after.stock[MAIN]?.onHand,
    changes: all.flatMap(({ decision }) => (decision.kind === 'append' ? decision.entry.changes : [])),
  };
}

describe('a movement that its source changed under its id', () => {
  it.each<[string, readonly Observation[], readonly string[], number]>([
    ['is posted by the difference', [read(2, 60), read(5, 120)], ['posted', 'posted'], 35],
    ['that was lessened takes units back', [read(5, 60), read(2, 120)], ['posted', 'posted'], 32],
    [
      'and is read again is a duplicate',
      [read(2, 60), read(5, 120), read(5, 180)],
      ['posted', 'posted', 'duplicate'],
      35,
    ],
    ['is not undone by an older reading', [read(5, 120), read(2, 60)], ['posted', 'stale'], 35],
    [
      'back to what it was first counts as it was first',
      [read(2, 60), read(5, 120), read(2, 180)],
      ['posted', 'posted', 'posted'],
      32,
    ],
    ['to nothing is nothing', [read(2, 60), read(0, 120)], ['posted', 'posted'], 30],
  ])('%s', (_, observations, kinds, onHand) => {
    expect(posted(...observations)).toMatchObject({ kinds, onHand });
  });

  it('has an entry of its own, with what it says more or less', () => {
    expect(posted(read(2, 60), read(5, 120)).changes).toMatchObject([
      { location: MAIN, onHand: 2 },
      { location: MAIN, onHand: 3 },
    ]);
  });

  it('conflicts where its source never changes what it said', () => {
    const [one, other] = [movement('received', 2), movement('received', 5)];
    expect(posted(one, other)).toMatchObject({ kinds: ['posted', 'conflicting'], onHand: 32 });
  });

  it('conflicts where the ledger does not know what it said before: version 0.1 kept the hash alone', () => {
    const { readAt: _, ...before } = read(2, 60);
    expect(posted(before, read(5, 120))).toMatchObject({ kinds: ['posted', 'conflicting'], onHand: 32 });
  });
});
