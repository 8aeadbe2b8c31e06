/** An own shop or till that speaks the channel protocol, as the stack and the command line must know it. */

import type { PlatformFacts } from '../platform-facts.ts';
import { DIRECT_CAPABILITIES } from './capabilities.ts';

export const DIRECT = {
  displayName: 'Direct channel',
  intake: { by: 'webhook', brings: ['wholeOrders', 'quantityNotices'] },
  selling: {
    capabilities: DIRECT_CAPABILITIES,
    pushesAtOnce: 5,
    // Of two states of one version the one that was made later holds: a message says when (docs/pos.md).
    readsOrders: false,
  },
} as const satisfies PlatformFacts;
