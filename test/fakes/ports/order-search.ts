/** An order search in memory: the test says which orders changed on the channel. */
import type { ChannelId } from '../../../shared/domain/identifiers.ts';
import type { SearchLimits, SweepMarks, SweptObservation } from '../../../shared/ports/intake/sweep.ts';
import type { Check } from '../../../shared/ports/reconciling/checks.ts';
import type { CheckPorts } from '../../../shared/usecases/reconciling/check-ports.ts';
import { memorySweepMarks } from '../memory/memory-sweep-marks.ts';
import type { MemoryTable } from '../memory/memory-table.ts';

export type SearchedOrders = {
  /** What changed on the channel, whether or not it was reported. */
  readonly changed: SweptObservation[];
  readonly search: SearchLimits;
  /** Markers wait at our own door until the test posts what is before them. */
  isDoorBusy: boolean;
  /** Observations failed at every try: markers pass them. */
  areAnyDead: boolean;
  /** So many markers are refused before the next one is taken. */
  markersRefused: number;
  /** How often its orders were read. */
  searches: number;
  isDown: boolean;
  /** Up to when the sweep has read the channel. */
  readonly swept: SweepMarks;
};

/** Nothing changed and no marker waits, until the test says so. */
export function searchedOrders(search: SearchLimits = { lagMs: 0, pauseMs: 0 }): SearchedOrders {
  return {
    changed: [],
    search,
    isDoorBusy: false,
    areAnyDead: false,
    markersRefused: 0,
    searches: 0,
    isDown: false,
    swept: memorySweepMarks(),
  };
}

/** `posted` is called with a marker's check once what was queued before is posted. */
export function orderSearch(
  table: MemoryTable,
  channel: ChannelId,
  orders = searchedOrders(),
  posted: (check: Check) => Promise<void> = async () => undefined,
): CheckPorts['orders'] {
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
    markers: {
      send: async (check) => {
        if (orders.markersRefused > 0) {
          orders.markersRefused -= 1;
          throw new Error('the queue refused');
        }
        await (orders.isDoorBusy ? undefined : posted(check));
      },
    },
    dead: { areAny: async () => orders.areAnyDead },
    ledger: table.ledgerStore(),
    stock: table.reader(),
  };
}
