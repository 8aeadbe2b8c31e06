/** What must be known before a difference is taken for an edit: whether a sale behind it is still on its way to the ledger. */

import type { Sku } from '../../domain/identifiers.ts';
import type { ChannelSweep, SweepMarks } from '../intake/sweep.ts';
import type { Check } from './checks.ts';

/** Finds out when everything that waits at our own door for one SKU is posted. */
export type MarkerQueue = {
  /**
   * Puts a marker behind all observations that are queued of the check’s SKU, or of the name under which those of its listing
   * come. The check is asked for once they are posted. Resolves once the marker is durably queued.
   */
  send(check: Check, name?: Sku): Promise<void>;
};

/** What could not be posted at any try: a marker passes it, and it is in no ledger until an operator redrives it. */
export type DeadObservations = {
  /** Whether there are any, of any SKU. One that was set aside within the last minute may be overlooked. */
  areAny(): Promise<boolean>;
};

/** Where a channel's orders are read once more. */
export type OrderSearch = {
  readonly sweep: ChannelSweep;
  /** Up to when the sweep has read the channel. */
  readonly swept: Pick<SweepMarks, 'begin'>;
  /** Up to when checks have. */
  readonly searched: SweepMarks;
  readonly markers: MarkerQueue;
  readonly dead: DeadObservations;
};
