// The store of exposures: how each SKU is offered.
import type { RevisedExposure } from '../../domain/exposure/revise-exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import type { Committed } from '../posting/posting.ts';
import type { SkuState } from '../sku-state.ts';

export type ExposureStore = {
  /** The state of the SKU with all its listings; undefined for an unknown SKU. Strongly consistent. */
  read(sku: Sku): Promise<SkuState | undefined>;
  /**
   * `conflict`: since the read something was posted, or a push of a listing moved that has a share after this write. Nothing
   * was written. At most 99 listings may have a share (`LISTINGS_UNDER_ESCROW_MAX`).
   */
  write(read: SkuState, revised: RevisedExposure): Promise<Committed>;
  /**
   * The same for an exposure that releases no units. Pushes that only lower may have moved since the read, so that the
   * write succeeds while the SKU sells. Checks only listings that have a share: none may sell more than its share.
   */
  writeKeeping(read: SkuState, revised: RevisedExposure): Promise<Committed>;
};
