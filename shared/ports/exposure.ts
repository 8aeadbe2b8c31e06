import type { RevisedExposure } from '../domain/exposure/revise-exposure.ts';
import type { Sku } from '../domain/identifiers.ts';
import type { Committed } from './posting.ts';
import type { SkuState } from './sku-state.ts';

/** How a SKU is offered, as it lies on its card. */
export type ExposureStore = {
  /** Stock, exposure and all listings of the SKU; undefined for an unknown SKU. Strongly consistent. */
  read(sku: Sku): Promise<SkuState | undefined>;
  /** `conflict`: something was posted, or a push of one of the listings moved since the read; nothing was written. */
  write(read: SkuState, revised: RevisedExposure): Promise<Committed>;
  /**
   * The same for an exposure that releases no units: pushes that only lower may have moved since the read, so that it
   * gets through while a SKU sells. Only the read's listings that have a share are looked at: each may sell no more now
   * than its share has units.
   */
  writeKeeping(read: SkuState, revised: RevisedExposure): Promise<Committed>;
};
