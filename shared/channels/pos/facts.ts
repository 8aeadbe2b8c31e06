/** A till, a 3PL, an ERP or an own shop, as the stack and the command line must know it. */

import type { PlatformFacts } from '../platform-facts.ts';

export const POS = {
  displayName: 'POS',
  intake: { by: 'webhook', brings: ['wholeOrders'] },
  selling: undefined,
} as const satisfies PlatformFacts;
