/** What posting needs from outside: the ledger, the event bus, the parking lot, and the queue of orders to read back. */

import type { Digest } from '../../domain/ledger/ledger-entry.ts';
import type { OrdersToRead } from '../../ports/intake/intake-queues.ts';
import type { Journal } from '../../ports/journal.ts';
import type { LedgerStore, ParkingLot, StockEvents } from '../../ports/posting/posting.ts';
import type { ExposurePorts } from '../exposure/revise-on-posting.ts';
import type { ScheduledChecks } from '../reconciling/schedule-check.ts';

export type PostingPorts = ExposurePorts & {
  readonly ledger: LedgerStore;
  readonly events: StockEvents;
  readonly parking: ParkingLot;
  readonly ordersToRead: OrdersToRead;
  /** A listing whose `shown` moves with its channel's deduction is checked after the settle time; absent: it is not. */
  readonly checks?: ScheduledChecks;
  readonly journal: Journal;
  readonly digest: Digest;
  /** Attempts of one transaction, each from a fresh read, before a posting that keeps meeting other writers fails. */
  readonly commitAttempts: number;
  /** Waits after a conflict before the next attempt; an argument so that tests need no time. */
  readonly pause: (attempt: number) => Promise<void>;
};
