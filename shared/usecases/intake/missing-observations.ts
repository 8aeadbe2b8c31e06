/** Finds out which of the observations that a channel was read to have are not in the ledger. */
import type { Sku } from '../../domain/identifiers.ts';
import { isKnownFact } from '../../domain/ledger/known-movement.ts';
import type { RecordedLine, SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import { hasNothing } from '../../domain/posting/compare-with-recorded.ts';
import { inSkuUnits } from '../../domain/posting/own-listing.ts';
import { placeLostUnits } from '../../domain/stock/lost-units.ts';
import type {
  CountObservation,
  MovementObservation,
  Observation,
  OrderLineObservation,
} from '../../domain/stock/observation.ts';
import { isSameState } from '../../domain/stock/order-line.ts';
import { isFinalReading } from '../../domain/stock/order-reading.ts';
import type { SweptObservation } from '../../ports/intake/sweep.ts';
import type { LedgerStore } from '../../ports/posting/posting.ts';
import type { StockReader } from '../../ports/reading/stock-reader.ts';
import { withConcurrency } from '../../with-concurrency.ts';
import { earlierLedgerWith } from '../linking/earlier-ledger.ts';
import { addressedOf } from '../posting/hand-on.ts';

export type MissingPorts = {
  readonly ledger: Pick<LedgerStore, 'load' | 'recorded'>;
  readonly stock: Pick<StockReader, 'order'>;
};

/** An observation that the ledger does not have. */
export type Missing = {
  /** The SKU whose ledger does not have it: of a linked listing, not the one under which it comes. */
  readonly sku: Sku;
  readonly observation: SweptObservation;
  /** It changes what the ledger knows. */
  readonly isNews: boolean;
  /** False: another state of the same version may follow, so that it must be read again before it can be posted. */
  readonly isFinal: boolean;
};

/**
 * What the ledger does not have of one SKU's observations, which were read at `readAt` (milliseconds since 1970). Those of
 * linked listings that bear the SKU as a name are looked for in the ledgers that they are handed on to.
 */
export async function missingOf(
  ports: MissingPorts,
  sku: Sku,
  read: readonly SweptObservation[],
  readAt: number,
): Promise<readonly Missing[]> {
  const keys = read.map(({ source }) => source.key);
  const known = { sku, seen: await ports.ledger.recorded(sku, keys), listings: [] };
  if (keys.every((key) => known.seen.has(key)) && notIn(known, inUnitsOf(known, read), readAt).length === 0) {
    return [];
  }
  const ledger = await ports.ledger.load(sku, keys);
  const own: SweptObservation[] = [];
  const elsewhere: Addressed[] = [];
  for (const reported of read) {
    const there = await addressedOf(ports.ledger, ledger, reported);
    if (there === undefined) {
      own.push(inSkuUnits(reported, ledger));
    } else {
      elsewhere.push({ reported, there });
    }
  }
  const bySku = [...Map.groupBy(elsewhere, ({ there }) => there.sku)];
  const missingThere = await withConcurrency(1, bySku, ([other, group]) =>
    missingUnderName(ports, other, group, readAt),
  );
  const missing = [...(await missingIn(ports, ledger, own, readAt)), ...missingThere.flat()];
  const isElsewhere = await withConcurrency(1, missing, (each) => isInEarlierLedger(ports, ledger, each));
  return missing.filter((_, index) => isElsewhere[index] !== true);
}

/** A fact of a linked listing that was posted to a SKU which it sold before: it stays there. */
async function isInEarlierLedger(
  ports: MissingPorts,
  ledger: SkuLedger,
  { sku, observation }: Missing,
): Promise<boolean> {
  const isFact = observation.kind !== 'orderLine' && sku === ledger.sku && !ledger.seen.has(observation.source.key);
  return isFact && (await earlierLedgerWith(ports.ledger, ledger, observation)) !== undefined;
}

/**
 * The order lines, read at `readAt`, that the ledger did not have a moment ago as they are: a state that it has in the same or a
 * newer version adds nothing. One small read a line; a line that was posted this moment may be among them.
 */
export async function linesNotRecorded(
  ledger: Pick<LedgerStore, 'recorded'>,
  lines: readonly OrderLineObservation[],
  readAt: number,
): Promise<readonly OrderLineObservation[]> {
  const groups = [...Map.groupBy(lines, ({ sku }) => sku)];
  const missing = await Promise.all(
    groups.map(async ([sku, group]) => {
      const seen = await ledger.recorded(
        sku,
        group.map(({ source }) => source.key),
      );
      const known = { sku, seen, listings: [] };
      return group.filter(
        (line) => !seen.has(line.source.key) || notIn(known, inUnitsOf(known, [line]), readAt).length > 0,
      );
    }),
  );
  return missing.flat();
}

type Addressed = { readonly reported: SweptObservation; readonly there: SweptObservation };

/** They are queued as they were read, under the name: what is posted meanwhile may have changed where they belong. */
async function missingUnderName(
  ports: MissingPorts,
  sku: Sku,
  group: readonly Addressed[],
  readAt: number,
): Promise<readonly Missing[]> {
  const there = await missingOf(
    ports,
    sku,
    group.map(({ there }) => there),
    readAt,
  );
  return there.map((missing) => {
    const own = group.find(({ reported }) => reported.source.key === missing.observation.source.key);
    const reported = own?.reported ?? missing.observation;
    return { ...missing, observation: reported.kind === 'orderLine' ? { ...reported, readAt } : reported };
  });
}

async function missingIn(
  ports: MissingPorts,
  ledger: SkuLedger,
  swept: readonly SweptObservation[],
  readAt: number,
): Promise<readonly Missing[]> {
  const missing = notIn(ledger, swept, readAt);
  if (ledger.seq > 0) {
    return missing;
  }
  const waiting = await withConcurrency(1, missing, (each) => isParked(ports, each.observation));
  return missing.filter((_, index) => waiting[index] !== true);
}

type Remembered = Pick<SkuLedger, 'sku' | 'seen' | 'listings'>;

function inUnitsOf(ledger: Remembered, read: readonly SweptObservation[]): readonly SweptObservation[] {
  return read.map((each) => inSkuUnits(each, ledger));
}

function notIn(ledger: Remembered, swept: readonly SweptObservation[], readAt: number): readonly Missing[] {
  const facts = swept.filter((each) => each.kind !== 'orderLine');
  const lines = placeLostUnits(
    swept.filter((each) => each.kind === 'orderLine'),
    ({ source }) => ledger.seen.get(source.key)?.line,
  );
  return [
    ...facts.flatMap((each) => missingFact(ledger, each)),
    ...lines.flatMap((each) => missingLine(ledger, each, readAt)),
  ];
}

function missingFact({ sku, seen }: Remembered, fact: MovementObservation | CountObservation): readonly Missing[] {
  return isKnownFact(seen.get(fact.source.key), fact) ? [] : [{ sku, observation: fact, isNews: true, isFinal: true }];
}

/** A line adds nothing when it is older than the ledger's. */
function missingLine({ sku, seen }: Remembered, line: OrderLineObservation, readAt: number): readonly Missing[] {
  const recorded = seen.get(line.source.key)?.line;
  if (recorded !== undefined && line.version < recorded.version) {
    return [];
  }
  if (recorded === undefined && hasNothing(line)) {
    return [];
  }
  const stands = recorded !== undefined && isAsRecorded(recorded, line);
  if (stands && line.version === recorded.version) {
    return [];
  }
  return [{ sku, observation: { ...line, readAt }, isNews: !stands, isFinal: isFinalReading(line.version, readAt) }];
}

function isAsRecorded({ state, location, isPlaceAssumed }: RecordedLine, line: OrderLineObservation): boolean {
  const isAssumedAsBefore = (isPlaceAssumed ?? false) === (line.isPlaceAssumed ?? false);
  return isSameState(state, line.state) && location === line.location && isAssumedAsBefore;
}

/** Whether the observation is parked already, because its SKU is unknown: no sweep must park it again. */
async function isParked({ stock }: MissingPorts, observation: SweptObservation): Promise<boolean> {
  const { channel, order, key } = observation.source;
  const { parked } = order === undefined ? { parked: [] } : await stock.order(channel, order);
  return parked.some(
    ({ observation: kept }) =>
      kept.sku === observation.sku && kept.source.key === key && versionOf(kept) >= versionOf(observation),
  );
}

function versionOf(observation: Observation): number {
  return observation.kind === 'orderLine' ? observation.version : 0;
}
