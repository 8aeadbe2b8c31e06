/** Counts what many hot SKUs take of Amazon's call budget, and a hot SKU on Square of the table. */
import { type Usage, usagePer, usageSince } from '../aws/usage.ts';
import type { StackFacts } from '../stack/stack-facts.ts';
import { skusNamed, withStack } from '../stack/with-stack.ts';

const PUSH = 'push-amazon';

export type BudgetedPushes = {
  readonly skus: number;
  /** How often a message was received for each SKU that was pushed. */
  readonly receiptsAPush: number;
  readonly usage: Usage;
};

/** So many SKUs sell on Shopify at one moment: Amazon takes five calls a second. */
export async function measureAmazonBudget(facts: StackFacts, count: number): Promise<BudgetedPushes> {
  const skus = skusNamed('BUDGET', count);
  return await withStack({ facts, skus, shows: 99 }, async (stack) => {
    stack.holdQueues((entry) => entry === 'post-observations');
    for (const sku of skus) {
      await stack.sell('shopify', sku);
    }
    await stack.runFor(1_000);
    stack.holdQueues((entry) => entry.startsWith('check-'));
    const before = stack.meter.of(PUSH);
    await stack.runUntilIdle();
    const usage = usageSince(before, stack.meter.of(PUSH));
    return { skus: count, receiptsAPush: usage.messages / count, usage };
  });
}

/** One SKU sells on Square each second; what one sale takes. */
export async function measureHotSquare(facts: StackFacts, sales: number): Promise<Usage> {
  return await withStack({ facts, skus: ['HOT-SQUARE'], shows: 5_000 }, async (stack) => {
    await stack.sell('square', 'HOT-SQUARE');
    await stack.runUntilIdle();
    const before = stack.meter.total();
    for (let nth = 0; nth < sales; nth += 1) {
      await stack.sell('square', 'HOT-SQUARE');
      await stack.runFor(1_000);
    }
    await stack.runUntilIdle();
    return usagePer(sales, usageSince(before, stack.meter.total()));
  });
}
