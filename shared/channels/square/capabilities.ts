/** What Square's inventory API can do. */

import type { ChannelCapabilities } from '../capabilities.ts';

/** Square, `POST /v2/inventory/changes/batch-create` with adjustments, Square-Version 2026-09-16. */
export const SQUARE_CAPABILITIES: ChannelCapabilities = {
  pushMode: 'difference',
  comparesPushes: false,
  pushesPerSecond: 'unpublished',
  burst: 'unpublished',
  stockWork: 'byChanges',
  source: 'https://developer.squareup.com/docs/build-basics/handling-errors (429 RATE_LIMITED, no figures; 2026-09)',
};
