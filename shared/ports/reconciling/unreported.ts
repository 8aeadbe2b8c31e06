/** What must be known before a difference is taken for an edit: whether a sale behind it is still on its way to the ledger. */
import type { ChannelSweep, SweepMarks } from '../intake/sweep.ts';

/** How many observations wait at our own door, before they are posted. Approximate. */
export type ObservationBacklog = { waiting(): Promise<number> };

/** Where a channel's orders are read once more. */
export type OrderSearch = {
  readonly sweep: ChannelSweep;
  /** Up to when the sweep has read the channel. */
  readonly swept: Pick<SweepMarks, 'begin'>;
  /** Up to when checks have. */
  readonly searched: SweepMarks;
  readonly backlog: ObservationBacklog;
};
