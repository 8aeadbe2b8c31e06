/** Square, as the stack and the command line must know it. */

import type { PlatformFacts } from '../platform-facts.ts';
import { SQUARE_CAPABILITIES } from './capabilities.ts';

export const SQUARE = {
  displayName: 'Square',
  intake: { by: 'webhook', brings: ['changeNotices'] },
  selling: {
    capabilities: SQUARE_CAPABILITIES,
    // Square states no figure and answers 429.
    pushesAtOnce: 5,
    readsOrders: false,
  },
} as const satisfies PlatformFacts;
