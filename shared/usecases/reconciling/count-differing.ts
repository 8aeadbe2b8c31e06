/** Counts the SKUs that can be sold and are shown otherwise than is believed, so that the dashboard has them as one number. */
import { available, totalStock } from '../../domain/stock/stock.ts';
import type { Journal } from '../../ports/journal.ts';
import type { StockReader } from '../../ports/reading/stock-reader.ts';
import { withConcurrency } from '../../with-concurrency.ts';
import { type ReadListPorts, statesOnList } from '../reading/list-stock.ts';

export type CountDifferingPorts = Omit<ReadListPorts, 'states'> & {
  readonly stock: Pick<StockReader, 'skuState'>;
  readonly journal: Pick<Journal, 'count' | 'warn'>;
};

/** SKUs counted at most: where more differ, their exact number says nothing more. */
const COUNTED_MAX = 400;
const READS_AT_ONCE = 8;

/**
 * Writes the metric `DifferingSkus`: of all channels together, as checks found them. Reads the list of those SKUs, which is empty or short, and
 * each that is on it; a SKU that differs no longer is taken off the list. Never rejects: where a read fails, that is logged and no figure is
 * written, and the next count has one.
 */
export async function countDiffering({ stock, journal, ...reading }: CountDifferingPorts): Promise<void> {
  try {
    const { listed } = await statesOnList(
      { ...reading, states: (skus) => withConcurrency(READS_AT_ONCE, skus, (sku) => stock.skuState(sku)) },
      { list: 'differing', limit: COUNTED_MAX },
    );
    const forSale = listed.filter(({ state }) => available(totalStock(state.stock)) > 0);
    journal.count('DifferingSkus', undefined, forSale.length);
  } catch (error) {
    journal.warn('The SKUs that differ could not be counted: the next sweep counts them', {
      ...{ step: 'differing counted', error },
    });
  }
}
