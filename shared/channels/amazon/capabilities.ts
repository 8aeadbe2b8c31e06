/** What Amazon's inventory API can do. */

import type { ChannelCapabilities } from '../capabilities.ts';

/** Amazon, `patchListingsItem` of the Listings Items API 2021-08-01, per seller and app. */
export const AMAZON_CAPABILITIES: ChannelCapabilities = {
  pushMode: 'absolute',
  comparesPushes: false,
  pushesPerSecond: 5,
  burst: 5,
  source: 'github.com/amzn/selling-partner-api-models @34dc93fe (2026-08-05), listingsItems_2021-08-01.json',
};
