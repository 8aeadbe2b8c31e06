import type { Sku } from '../domain/identifiers.ts';
import type { Revised } from '../domain/revise-exposure.ts';
import type { Committed, StockSnapshot } from '../ports.ts';

/** How a SKU is offered, as it lies on its card. */
export type ExposureStore = {
  /** Stock, exposure and all listings of the SKU; undefined for an unknown SKU. Strongly consistent. */
  read(sku: Sku): Promise<StockSnapshot | undefined>;
  /** `conflict`: something was posted, or a push of one of the listings moved since the read; nothing was written. */
  write(read: StockSnapshot, revised: Revised): Promise<Committed>;
};
