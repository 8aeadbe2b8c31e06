/** What Shopify's inventory API can do. */

import type { ChannelCapabilities } from '../capabilities.ts';

/**
 * Shopify, `inventoryAdjustQuantities` with `changeFromQuantity`, Admin API 2026-10. A mutation costs 10 points of the
 * 100 a second that the smallest plan has, out of a bucket of 1,000; bigger plans have 2, 10 and 20 times that.
 */
export const SHOPIFY_CAPABILITIES: ChannelCapabilities = {
  pushMode: 'difference',
  comparesPushes: true,
  pushesPerSecond: 10,
  burst: 100,
  stockWork: 'byStates',
  source: 'https://shopify.dev/docs/api/usage/limits (2026-07)',
};
