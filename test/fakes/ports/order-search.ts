/** An order search in memory: the test says which orders changed on the channel. */
import type { ChannelId } from '../../../shared/domain/identifiers.ts';
import type { SearchLimits, SweepMarks, SweptObservation } from '../../../shared/ports/intake/sweep.ts';
import type { CheckPorts } from '../../../shared/usecases/reconciling/check-ports.ts';
import { memorySweepMarks } from '../memory/memory-sweep-marks.ts';
import type { MemoryTable } from '../memory/memory-table.ts';

export type SearchedOrders = {
  /** What changed on the channel, whether or not it was reported. */
  readonly changed: SweptObservation[];
  readonly search: SearchLimits;
  waiting: number;
  /** How often its orders were read. */
  searches: number;
  isDown: boolean;
  /** Up to when the sweep has read the channel. */
  readonly swept: SweepMarks;
};

/** Nothing changed and nothing waits, until the test says so. */
export function searchedOrders(search: SearchLimits = { lagMs: 0, pauseMs: 0 }): SearchedOrders {
  return { changed: [], search, waiting: 0, searches: 0, isDown: false, swept: memorySweepMarks() };
}

export function orderSearch(table: MemoryTable, channel: ChannelId, orders = searchedOrders()): CheckPorts['orders'] {
  return {
    sweep: {
      channel,
      search: orders.search,
      async *changedWithin(since, until) {
        orders.searches += 1;
        if (orders.isDown) {
          throw new Error('no answer');
        }
        yield orders.changed.filter(
          ({ occurredAt }) => occurredAt >= since.toISOString() && occurredAt <= until.toISOString(),
        );
      },
    },
    swept: orders.swept,
    searched: memorySweepMarks(),
    backlog: { waiting: async () => orders.waiting },
    ledger: table.ledgerStore(),
    stock: table.reader(),
  };
}
