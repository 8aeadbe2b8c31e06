/** The ports of an import over the table in memory. */
import type { Observation } from '../../../shared/domain/stock/observation.ts';
import type { ListingRegistry } from '../../../shared/ports/importing/listing-registry.ts';
import type { StockReader } from '../../../shared/ports/reading/stock-reader.ts';
import type { Check } from '../../../shared/ports/reconciling/checks.ts';
import type { ImportPorts } from '../../../shared/usecases/importing/apply-import.ts';
import { postObservations } from '../../../shared/usecases/posting/post-observations.ts';
import { MAIN } from '../facts.ts';
import { memorySweepMarks } from '../memory/memory-sweep-marks.ts';
import type { MemoryTable } from '../memory/memory-table.ts';
import { postingPorts } from './posting-ports.ts';

/** An import into the table in memory, whose queue posts at once. Time passes only by waiting, unless said otherwise. */
export function importPorts(
  table: MemoryTable,
  now: { ms: number },
  clock = () => new Date(now.ms),
): ImportPorts & {
  readonly reader: StockReader;
  readonly registry: ListingRegistry;
  readonly progressLines: string[];
  readonly asked: Check[];
} {
  const progressLines: string[] = [];
  const checks: Check[] = [];
  const posting = { ...postingPorts(table), clock };
  const send = async (observations: readonly Observation[]) => {
    for (const [sku, group] of Map.groupBy(observations, (each) => each.sku)) {
      const { failed } = await postObservations(posting, [{ id: sku, sku, observations: group }]);
      if (failed.length > 0) {
        throw new Error(`Posting of ${sku} failed.`);
      }
    }
  };
  return {
    progressLines,
    asked: checks,
    checks: { schedule: async (check) => void checks.push(check) },
    registry: table.registry(),
    listings: table.checkStore(),
    ledger: table.ledgerStore(),
    reader: table.reader(),
    parking: table.parkingLot(),
    notes: table.listingNotes(),
    sweeps: memorySweepMarks(),
    observations: { send, replay: send },
    batchId: 'import:2026-11-24T12:00:00.000Z',
    locations: [MAIN],
    clock,
    wait: async (milliseconds) => {
      now.ms += milliseconds;
    },
    progress: (what, done, of) => progressLines.push(`${what}: ${done}${of === undefined ? '' : ` of ${of}`}`),
  };
}
