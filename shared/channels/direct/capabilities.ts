/** What the channel protocol asks a shop to be able to do. */

import type { ChannelCapabilities } from '../capabilities.ts';

/**
 * `push` of the channel protocol with a difference, which is answered with the figure that results. One that takes figures
 * only says so in its configuration (`takes`). The rate is the least that the protocol asks for; `pushesPerSecond` sets another.
 */
export const DIRECT_CAPABILITIES: ChannelCapabilities = {
  pushMode: 'difference',
  comparesPushes: false,
  pushesPerSecond: 10,
  burst: 20,
  source: 'docs/channel-protocol.json, version 1 (2026-11)',
};
