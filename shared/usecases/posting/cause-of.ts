/** Names what caused a movement, in the merchant’s words. */

import type { Source } from '../../domain/stock/observation.ts';

/** The channel and its order; where there is no order, the channel and the key of the fact. */
export function causeOf(source: Source): string {
  return source.order === undefined ? `${source.channel} ${source.key}` : `${source.channel} order ${source.order}`;
}
