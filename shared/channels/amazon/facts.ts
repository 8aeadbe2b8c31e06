/** Amazon, as the stack and the command line must know it. */

import type { PlatformFacts } from '../platform-facts.ts';
import { AMAZON_CAPABILITIES } from './capabilities.ts';

export const AMAZON = {
  displayName: 'Amazon',
  intake: {
    by: 'queue',
    // From where the Selling Partner API sends, in every region (amzn/selling-partner-api-samples, 2026-08).
    sender: '437568002678',
    // Source: https://developer-docs.amazon.com/sp-api/docs/notification-type-values (2026).
    busDetailTypes: ['LISTINGS_ITEM_MFN_QUANTITY_CHANGE', 'LISTINGS_ITEM_STATUS_CHANGE'],
    brings: ['quantityNotices', 'catalogueNotices', 'orderNotices'],
  },
  selling: {
    capabilities: AMAZON_CAPABILITIES,
    // 5 listing patches a second per seller.
    pushesAtOnce: 2,
    readsOrders: true,
  },
} as const satisfies PlatformFacts;
