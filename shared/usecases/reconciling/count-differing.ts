/** Counts the SKUs that can be sold and are shown otherwise than is believed, so that the dashboard has them as one number. */
import { standingSuspicion } from '../../domain/reconciling/sku-lists.ts';
import { available, totalStock } from '../../domain/stock/stock.ts';
import type { Clock, Journal } from '../../ports/journal.ts';
import type { SkuLists } from '../../ports/reading/sku-lists.ts';
import type { StockReader } from '../../ports/reading/stock-reader.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { withConcurrency } from '../../with-concurrency.ts';
import { takeOffIfOver } from '../reading/list-stock.ts';

export type CountDifferingPorts = {
  readonly lists: SkuLists;
  readonly stock: Pick<StockReader, 'skuState'>;
  readonly journal: Pick<Journal, 'count'>;
  readonly clock: Clock;
};

const PAGE = 100;
/** SKUs read at most: where more differ, their exact number says nothing more. */
const SKUS_READ_MAX = 400;
const READS_AT_ONCE = 8;

/**
 * Writes the metric `DifferingSkus`: of all channels together, as checks found them. Reads the list of those SKUs, which is empty or short, and
 * each that is on it; a SKU that differs no longer is taken off the list. Rejects when a read fails.
 */
export async function countDiffering({ lists, stock, journal, clock }: CountDifferingPorts): Promise<void> {
  let differing = 0;
  let after: string | undefined;
  let isMore = true;
  for (let read = 0; isMore && read < SKUS_READ_MAX; ) {
    const page = await lists.page('differing', { after, limit: PAGE });
    const found = await withConcurrency(READS_AT_ONCE, page.skus, async (listed) => {
      const state = await stock.skuState(listed.sku);
      await takeOffIfOver(lists, 'differing', listed, state, clock());
      return state !== undefined && isForSaleAndDiffers(state);
    });
    differing += found.filter((each) => each).length;
    read += page.skus.length;
    after = page.skus.at(-1)?.sku;
    isMore = page.isMore;
  }
  journal.count('DifferingSkus', undefined, differing);
}

function isForSaleAndDiffers({ stock, listings }: SkuState): boolean {
  return available(totalStock(stock)) > 0 && listings.some((listing) => standingSuspicion(listing) !== undefined);
}
