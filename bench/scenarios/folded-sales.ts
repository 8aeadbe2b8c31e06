/** Counts sales of one SKU that wait together: ten are posted by one transaction, and pushed once. */
import { type Usage, usagePer, usageSince } from '../aws/usage.ts';
import { SELLING } from '../stack/bench-config.ts';
import type { StackFacts } from '../stack/stack-facts.ts';
import { withStack } from '../stack/with-stack.ts';

const FOLD = 10;
const SKU = 'FOLDED';
/** The first round is not counted: functions are cold. */
const ROUNDS = 3;
const ARRIVES_MS = 20_000;
const PUSHED_MS = 3_000;

/** What one of ten sales takes that are posted together. */
export async function measureFoldedSales(facts: StackFacts): Promise<Usage> {
  return await withStack({ facts, skus: [SKU], shows: 5_000 }, async (stack) => {
    let before = stack.meter.total();
    for (let round = 0; round < ROUNDS; round += 1) {
      if (round === 1) {
        before = stack.meter.total();
      }
      stack.holdQueues((entry) => entry === 'post-observations');
      for (let nth = 0; nth < FOLD; nth += 1) {
        await stack.sell(SELLING[nth % SELLING.length] ?? SELLING[0], SKU);
      }
      await stack.runFor(ARRIVES_MS);
      // Checks and notices are of the rows of whole orders.
      stack.holdQueues((entry) => entry.startsWith('check-'));
      await stack.runFor(PUSHED_MS);
    }
    return usagePer((ROUNDS - 1) * FOLD, usageSince(before, stack.meter.total()));
  });
}
