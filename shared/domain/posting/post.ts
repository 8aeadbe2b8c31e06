/** Posts observations to one SKU's ledger in memory: for each, decide what follows from it, then evolve the ledger. */

import type { SkuLedger } from '../ledger/sku-ledger.ts';
import type { Observation } from '../stock/observation.ts';
import { decide } from './decide.ts';
import { type Decided, entryOf, type PostingContext } from './decision.ts';
import { evolve } from './evolve.ts';

/** Posts the observations one after the other. Each meets the ledger, and the entries, that those before it left. */
export function postAll(
  ledger: SkuLedger,
  observations: readonly Observation[],
  context: PostingContext,
): readonly Decided[] {
  const decided: Decided[] = [];
  for (const observation of observations) {
    const before = decided.at(-1)?.after ?? ledger;
    const posted = decided.flatMap(({ decision }) => entryOf(decision) ?? []);
    decided.push(postOne(before, observation, { ...context, history: [...context.history, ...posted] }));
  }
  return decided;
}

/** Posts one observation. Pure: the same arguments give the same result. */
export function postOne(before: SkuLedger, observation: Observation, context: PostingContext): Decided {
  const decision = decide(observation, before, context);
  return { observation, decision, before, after: evolve(before, decision) };
}
