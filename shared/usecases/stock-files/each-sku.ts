/** Works on the SKUs of a stock file, or of a batch, and says how far it is. */

import { withConcurrency } from '../../with-concurrency.ts';

/** Called after each SKU with how many are done, and of how many. */
export type SkuProgress = (done: number, of: number) => void;

/** SKUs worked on at a time. */
const SKUS_AT_ONCE = 8;

/** Calls `act` with what is known of each SKU, and resolves with the results in their order. Rejects with the first failure. */
export async function eachSku<Item, Result>(
  items: readonly Item[],
  progress: SkuProgress,
  act: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  let done = 0;
  return withConcurrency(SKUS_AT_ONCE, items, async (item) => {
    const result = await act(item);
    done += 1;
    progress(done, items.length);
    return result;
  });
}
