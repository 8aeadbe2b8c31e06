/** The context of one call of the Admin API. */
import type { AdjustmentGroup } from '../inventory/adjustment-group.ts';
import type { Shop } from '../shop.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import type { BulkOperations } from './bulk/bulk-operations.ts';

/** What one Admin API call may see and do. With `apply` off it is answered as a success and changes nothing. */
export type AdminCall = {
  shop: Shop;
  webhooks: Webhooks;
  groups: Map<string, AdjustmentGroup>;
  apply: boolean;
  bulk: BulkOperations;
  /** Where the sandbox was called. */
  origin: string;
  /** The codes of what mutations refused, for the call log. */
  refusals: string[];
};
