/** Delivers a history as real channels do: late, twice, in any order, with states lost that later ones replace. */

import fc from 'fast-check';
import type { Observation } from '../../shared/domain/stock/observation.ts';
import type { Reported } from './history.ts';

/** Numbers without end, drawn by fast-check. */
export const chance: fc.Arbitrary<fc.Stream<number>> = fc.infiniteStream(fc.nat({ max: 1_000_000 }));

/**
 * One way in which a history may be delivered: in any order, each thing once or several times, and what a later state
 * overtakes perhaps never; in batches of any size. Only a correction is never received before a count.
 */
export function delivery(
  reported: readonly Reported[],
  numbers: fc.Stream<number>,
): readonly (readonly Observation[])[] {
  const draw = () => numbers.next().value ?? 0;
  const copies = reported.flatMap(({ observation, isLast }) => {
    const times = draw() % 4;
    return Array.from({ length: isLast ? Math.max(1, times) : times }, () => ({ observation, rank: draw() }));
  });
  const lastCount = Math.max(-1, ...copies.map(({ observation, rank }) => (observation.kind === 'count' ? rank : -1)));
  const ranked = copies.map(({ observation, rank }) => ({
    observation,
    rank: isCorrection(observation) ? Math.max(rank, lastCount + 1) : rank,
  }));
  const batches: Observation[][] = [];
  for (const { observation } of ranked.toSorted((a, b) => a.rank - b.rank)) {
    const batch = batches.at(-1);
    if (batch === undefined || draw() % 3 === 0) {
      batches.push([observation]);
    } else {
      batch.push(observation);
    }
  }
  return batches;
}

/** An operator corrects what the ledger says after the counts: a count that is received later would replace it. */
function isCorrection(observation: Observation): boolean {
  return observation.kind === 'movement' && observation.cause === 'corrected';
}
