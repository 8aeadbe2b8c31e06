import type { Observation, Source } from '../domain/observation.ts';
import { needsParking, type Outcome, reasonOf } from '../domain/outcome.ts';
import type { Folded, SkuLedger } from '../domain/sku-ledger.ts';
import { available, totalStock } from '../domain/stock.ts';
import type { Clock, Journal, Oversold, ParkingLot } from '../ports.ts';

export type SettlingPorts = { readonly parking: ParkingLot; readonly journal: Journal; readonly clock: Clock };

/** Parks what cannot be posted, then tells the merchant what became of each observation. */
export async function settle(
  ports: SettlingPorts,
  before: SkuLedger,
  observations: readonly Observation[],
  steps: readonly Folded[],
): Promise<void> {
  const parkedAt = ports.clock().toISOString();
  const told = observations.map((observation, index) => ({ observation, step: steps[index] }));
  const parked = told.flatMap(({ observation, step }) =>
    step !== undefined && mustPark(observation, step.outcome) ? [{ observation, outcome: step.outcome, parkedAt }] : [],
  );
  if (parked.length > 0) {
    await ports.parking.park(parked);
  }
  let ledger = before;
  for (const { observation, step } of told) {
    if (step !== undefined) {
      tell(ports, ledger, observation, step);
      ledger = step.ledger;
    }
  }
}

/** Who asks for a hold, or ends one, is told at once what became of it: there is nothing to replay. */
function mustPark(observation: Observation, outcome: Outcome): boolean {
  return needsParking(outcome) && observation.kind !== 'hold' && observation.kind !== 'holdEnd';
}

const METRIC: Record<Outcome['kind'], string> = {
  posted: 'Posted',
  duplicate: 'Duplicate',
  stale: 'Stale',
  conflicting: 'Conflicting',
  insufficient: 'Insufficient',
  unknownSku: 'Parked',
  invalid: 'Parked',
};

function tell(ports: SettlingPorts, before: SkuLedger, observation: Observation, step: Folded): void {
  const { sku, source } = observation;
  const { outcome } = step;
  const availableBefore = available(totalStock(before.stock));
  const availableAfter = available(totalStock(step.ledger.stock));
  const cause = causeOf(source);
  ports.journal.count(METRIC[outcome.kind], source.channel);
  const fields = {
    step: 'posted',
    sku,
    channel: source.channel,
    order: source.order,
    line: source.line,
    outcome: outcome.kind,
    availableBefore,
    availableAfter,
    cause,
    occurredAt: observation.occurredAt,
    receivedAt: observation.receivedAt,
  };
  if (mustPark(observation, outcome)) {
    ports.journal.warn(`${sku}: parked (${outcome.kind}) what ${cause} said. ${reasonOf(outcome)}`, fields);
  } else if (outcome.kind === 'posted') {
    ports.journal.info(`${sku}: available ${availableBefore} → ${availableAfter} after ${cause}`, {
      ...fields,
      seq: outcome.seq,
    });
  } else {
    ports.journal.info(`${sku}: ${cause} is ${outcome.kind}, nothing moved`, fields);
  }
}

/** The oversell that these observations caused or deepened, if any. */
export function oversoldBy(
  before: SkuLedger,
  after: SkuLedger,
  observations: readonly Observation[],
): readonly Oversold[] {
  const was = available(totalStock(before.stock));
  const now = available(totalStock(after.stock));
  const latest = observations.at(-1);
  if (latest === undefined || now >= 0 || now >= was) {
    return [];
  }
  const { sku, occurredAt, source } = latest;
  return [{ sku, seq: after.seq, available: now, oversold: -now, cause: causeOf(source), occurredAt }];
}

/** What caused a movement, in the merchant’s words. */
export function causeOf(source: Source): string {
  return source.order === undefined ? `${source.channel} ${source.key}` : `${source.channel} order ${source.order}`;
}
