/** The ports of posting over the table in memory. */

import { SETTLE_MS_DEFAULT } from '../../../shared/domain/listing/deduction.ts';
import type { PostingPorts } from '../../../shared/usecases/posting/posting-ports.ts';
import { keptJournal, NO_ORDERS_TO_READ, NOON, SHARED_RULES, sha256 } from '../facts.ts';
import type { MemoryTable } from '../memory/memory-table.ts';

/** What posting to the table needs, at noon, with a bus that takes everything; a test names what it is about. */
export function postingPorts(table: MemoryTable, overrides: Partial<PostingPorts> = {}): PostingPorts {
  return {
    ledger: table.ledgerStore(),
    parking: table.parkingLot(),
    ordersToRead: NO_ORDERS_TO_READ,
    events: { emit: async () => undefined },
    journal: keptJournal(),
    clock: () => new Date(NOON),
    digest: sha256,
    rules: SHARED_RULES,
    settleMs: SETTLE_MS_DEFAULT,
    commitAttempts: 6,
    pause: async () => undefined,
    ...overrides,
  };
}
