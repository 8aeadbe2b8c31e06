/** Writes a report as JSON. */
import { totalOf } from '../prices/cost.ts';
import { PRICES_AS_OF, PRICES_REGION } from '../prices/prices.ts';
import { ASSUMPTIONS, type Report } from '../report.ts';
import type { PostingRates } from '../scenarios/posting-rates.ts';

/** Counts are the same in each run; `fold` and `initMs` are this machine's. */
export function jsonOf(report: Report): string {
  const { machine, node, fold, hotSku, packedSku, rushes, sweepDays, spread, naiveCalls, perMillion, bundles, rows } =
    report;
  const { designs, idle, months } = report;
  const { shared, escrow } = perMillion;
  const output = {
    ...{ machine, node, fold },
    hotSku: { ...postedOf(hotSku), observationsPerSecond: perSecondOf(hotSku), naiveCalls },
    packedSku: { ...postedOf(packedSku), observationsPerSecond: perSecondOf(packedSku) },
    ...{ rushes, sweepDays },
    spread: postedOf(spread),
    costPerMillion: {
      perService: shared,
      total: totalOf(shared),
      escrow: { perService: escrow, total: totalOf(escrow) },
      assumptions: [...ASSUMPTIONS, `Prices of ${PRICES_REGION} as of ${PRICES_AS_OF} (bench/prices/prices.ts).`],
    },
    bundles,
    rows: rows.map(({ usage: _usage, ...row }) => row),
    designs: designs.map(({ title, usage: { calls: _calls, ...usage }, dollarsPerMillion }) => ({
      ...{ title, usage, dollarsPerMillion },
    })),
    ...{ idle, months },
  };
  return `${JSON.stringify(output, null, 2)}\n`;
}

function perSecondOf({ perSecond, perSecondByUnits }: PostingRates): number {
  return Math.round(Math.min(perSecond, perSecondByUnits));
}

function postedOf({ observations, usage }: PostingRates) {
  const { databaseCalls, busCalls, readUnits, writeUnits, indexUnits } = usage;
  return {
    calls: { dynamodb: databaseCalls, eventbridge: busCalls },
    observations,
    units: { read: readUnits, write: writeUnits, index: indexUnits },
  };
}
