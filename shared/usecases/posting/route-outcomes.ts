import { needsParking, type Outcome, reasonOf } from '../../domain/ledger/outcome.ts';
import type { Folded, SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import type { Observation, Source } from '../../domain/stock/observation.ts';
import { available, totalStock } from '../../domain/stock/stock.ts';
import type { OrderToRead } from '../../ports/channel.ts';
import type { OrderReadings } from '../../ports/intake.ts';
import type { Clock, Journal } from '../../ports/journal.ts';
import type { Oversold, ParkingLot } from '../../ports/posting.ts';

export type SettlingPorts = {
  readonly parking: ParkingLot;
  readonly readings: OrderReadings;
  readonly journal: Journal;
  readonly clock: Clock;
};

/**
 * Parks what cannot be posted, has orders read back whose channel told two things under one version, then tells the
 * merchant what became of each observation. Rejects when one of the two was not taken: posting again tries again.
 */
export async function settle(
  ports: SettlingPorts,
  before: SkuLedger,
  observations: readonly Observation[],
  steps: readonly Folded[],
): Promise<void> {
  const parkedAt = ports.clock().toISOString();
  const told = observations.flatMap((observation, index) => {
    const step = steps[index];
    return step === undefined ? [] : [{ observation, step, fate: fateOf(ports, observation, step.outcome) }];
  });
  const parked = told
    .filter(({ fate }) => fate === 'parked')
    .map(({ observation, step: { outcome } }) => ({ observation, outcome, parkedAt }));
  if (parked.length > 0) {
    await ports.parking.park(parked);
  }
  const unclear = told.filter(({ fate }) => fate === 'readBack').flatMap(({ observation }) => orderBehind(observation));
  if (unclear.length > 0) {
    await ports.readings.request(unclear);
  }
  let ledger = before;
  for (const { observation, step, fate } of told) {
    tell(ports, ledger, observation, step, fate);
    ledger = step.ledger;
  }
}

/** Where an observation goes from here. */
type Fate = 'done' | 'parked' | 'readBack';

function fateOf({ readings }: SettlingPorts, observation: Observation, outcome: Outcome): Fate {
  // Who asks for a hold, or ends one, is told at once what became of it: there is nothing to replay.
  if (!needsParking(outcome) || observation.kind === 'hold' || observation.kind === 'holdEnd') {
    return 'done';
  }
  const isUnclear = outcome.kind === 'conflicting' && orderBehind(observation).length > 0;
  return isUnclear && readings.canRead(observation.source.channel) ? 'readBack' : 'parked';
}

/** The order that must be read to know how this line of it stands. */
function orderBehind(observation: Observation): readonly OrderToRead[] {
  const { channel, order } = observation.source;
  if (observation.kind !== 'orderLine' || order === undefined) {
    return [];
  }
  const { version, occurredAt, receivedAt } = observation;
  return [{ channel, order, because: 'conflicting', version, occurredAt, receivedAt }];
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

function tell(ports: SettlingPorts, before: SkuLedger, observation: Observation, step: Folded, fate: Fate): void {
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
  if (fate === 'parked') {
    ports.journal.warn(`${sku}: parked (${outcome.kind}) what ${cause} said. ${reasonOf(outcome)}`, fields);
  } else if (fate === 'readBack') {
    ports.journal.warn(
      `${sku}: ${cause} is read back from the channel (${outcome.kind}). ${reasonOf(outcome)}`,
      fields,
    );
  } else if (outcome.kind === 'posted') {
    ports.journal.info(`${sku}: available ${availableBefore} → ${availableAfter} after ${cause}`, {
      ...fields,
      seq: outcome.seq,
    });
  } else {
    ports.journal.info(`${sku}: ${cause} is ${outcome.kind}, nothing moved`, fields);
  }
}

/**
 * The oversell to tell of: caused or deepened by these observations, or standing while one of them came again, whose
 * event may not have been emitted the first time. Telling again carries the same `seq`.
 */
export function oversoldBy(
  before: SkuLedger,
  after: SkuLedger,
  observations: readonly Observation[],
  outcomes: readonly Outcome[],
): { readonly oversold: Oversold; readonly isNew: boolean } | undefined {
  const was = available(totalStock(before.stock));
  const now = available(totalStock(after.stock));
  const latest = observations.at(-1);
  const isNew = now < was;
  if (latest === undefined || now >= 0 || !(isNew || outcomes.some((outcome) => outcome.kind === 'duplicate'))) {
    return undefined;
  }
  const { sku, occurredAt, source } = latest;
  return {
    oversold: { sku, seq: after.seq, available: now, oversold: -now, cause: causeOf(source), occurredAt },
    isNew,
  };
}

/** What caused a movement, in the merchant’s words. */
export function causeOf(source: Source): string {
  return source.order === undefined ? `${source.channel} ${source.key}` : `${source.channel} order ${source.order}`;
}
