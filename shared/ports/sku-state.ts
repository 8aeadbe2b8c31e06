// One SKU's state, as ports read it and use cases work with it.
import type { Demand } from '../domain/exposure/demand.ts';
import type { Exposure } from '../domain/exposure/exposure.ts';
import type { Sku } from '../domain/identifiers.ts';
import type { UnplacedLines } from '../domain/ledger/sku-ledger.ts';
import type { Listing } from '../domain/listing/listing.ts';
import type { Stock } from '../domain/stock/stock.ts';

/** Stock, listings, exposure and demand of a SKU as of one moment. */
export type SkuState = {
  readonly sku: Sku;
  /** The number of the SKU's last ledger entry. */
  readonly seq: number;
  readonly stock: Stock;
  readonly listings: readonly Listing[];
  /** Absent while the SKU follows the deployment's rules and nothing was computed from them. */
  readonly exposure?: Exposure;
  /** Absent before the first sale. */
  readonly demand?: Demand;
  /** How many order lines of each channel have units whose place is assumed; absent where none ever had. */
  readonly unplaced?: UnplacedLines;
};
