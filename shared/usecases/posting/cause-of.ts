/** Names what caused a movement, in the merchant’s words. */

import type { Source } from '../../domain/stock/observation.ts';
import { isImport } from '../../domain/stock/stock-file.ts';

/** The channel and its order; where there is no order, or it is the batch of an import, the channel and the key of the fact. */
export function causeOf(source: Source): string {
  return source.order === undefined || isImport(source.order)
    ? `${source.channel} ${source.key}`
    : `${source.channel} order ${source.order}`;
}
