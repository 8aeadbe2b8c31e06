/** Shopify, as the stack and the command line must know it. */

import type { PlatformFacts } from '../platform-facts.ts';
import { SHOPIFY_CAPABILITIES } from './capabilities.ts';

export const SHOPIFY = {
  displayName: 'Shopify',
  intake: { by: 'webhook', brings: ['orderNotices', 'quantityNotices', 'catalogueNotices', 'uninstalls'] },
  selling: {
    capabilities: SHOPIFY_CAPABILITIES,
    // About 10 quantity changes a second per shop (Admin API, standard plan: 100 cost points a second).
    pushesAtOnce: 5,
    readsOrders: true,
    // The inventory item is counted, and the variant is sold.
    namesSoldAs: true,
  },
} as const satisfies PlatformFacts;
