import type { Demand } from '../domain/exposure/demand.ts';
import type { Exposure } from '../domain/exposure/exposure.ts';
import type { Sku } from '../domain/identifiers.ts';
import type { Listing } from '../domain/listing/listing.ts';
import type { Stock } from '../domain/stock/stock.ts';

export type SkuState = {
  readonly sku: Sku;
  readonly seq: number;
  readonly stock: Stock;
  readonly listings: readonly Listing[];
  /** How the SKU is offered, where more than the deployment's rules is known of it. */
  readonly exposure?: Exposure;
  /** How fast it sells and where; absent before the first sale. */
  readonly demand?: Demand;
};
