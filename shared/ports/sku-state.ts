// One SKU's state, as ports read it and use cases work with it.
import type { Demand } from '../domain/exposure/demand.ts';
import type { Exposure } from '../domain/exposure/exposure.ts';
import type { Sku } from '../domain/identifiers.ts';
import type { UnplacedLines } from '../domain/ledger/sku-ledger.ts';
import type { Listing } from '../domain/listing/listing.ts';
import type { Stock } from '../domain/stock/stock.ts';

/** A component of a bundle, with how the component itself was offered; `exposure` absent as on a SKU's state. */
export type OfferedComponent = {
  readonly sku: Sku;
  /** The number of its last ledger entry; 0 for an unknown SKU. */
  readonly seq: number;
  readonly exposure?: Pick<Exposure, 'revision'>;
  /** It is under escrow: the bundle is to show nothing. */
  readonly isUnderEscrow?: true;
  /** A rebalance of it may have work (`isDivided`): what the bundle's listings are proven to show may free units of it. */
  readonly isDivided?: true;
};

/** Stock, listings, exposure and demand of a SKU as of one moment, unless it says otherwise. */
export type SkuState = {
  readonly sku: Sku;
  /** The number of the SKU's last ledger entry. */
  readonly seq: number;
  readonly stock: Stock;
  /** Present on a bundle: its components, each as it was offered when the stock was computed from it. */
  readonly components?: readonly OfferedComponent[];
  readonly listings: readonly Listing[];
  /** The listings were read before the stock: a posting in between may have moved stock and not yet what they show. */
  readonly isInTurn?: true;
  /** Absent while the SKU follows the deployment's rules and nothing was computed from them. */
  readonly exposure?: Exposure;
  /** Absent before the first sale. */
  readonly demand?: Demand;
  /** How many order lines of each channel have units whose place is assumed; absent where none ever had. */
  readonly unplaced?: UnplacedLines;
};
