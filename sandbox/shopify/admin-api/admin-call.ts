import type { AdjustmentGroup } from '../inventory/adjustment-group.ts';
import type { Shop } from '../shop.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

/** What one Admin API call may see and do. With `apply` off it is answered as a success and changes nothing. */
export type AdminCall = {
  shop: Shop;
  webhooks: Webhooks;
  groups: Map<string, AdjustmentGroup>;
  apply: boolean;
  /** The codes of what mutations refused, for the call log. */
  refusals: string[];
};
