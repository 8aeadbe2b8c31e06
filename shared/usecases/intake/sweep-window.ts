/** Reads one time window of a sweep: what changed in it on the channel, and queues what the ledger does not have. */
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import { isKnownMovement } from '../../domain/ledger/known-movement.ts';
import type { RecordedLine, SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import type { MovementObservation, Observation, OrderLineObservation } from '../../domain/stock/observation.ts';
import { isNothing, isSameState } from '../../domain/stock/order-line.ts';
import { isFinalReading } from '../../domain/stock/order-reading.ts';
import { CredentialsGoneError } from '../../ports/channel/credentials-gone.ts';
import type { ListingRegistry } from '../../ports/importing/listing-registry.ts';
import { type ObservationQueue, UnsendableError } from '../../ports/intake/intake-queues.ts';
import type { ChannelSweep, ListedSku, SweptObservation, SweptTime } from '../../ports/intake/sweep.ts';
import type { Clock, Journal } from '../../ports/journal.ts';
import { PermanentError } from '../../ports/permanent-error.ts';
import type { LedgerStore } from '../../ports/posting/posting.ts';
import type { StockReader } from '../../ports/reading/stock-reader.ts';
import { withConcurrency } from '../../with-concurrency.ts';
import { setAsideOf } from './set-aside.ts';

export type WindowPorts = {
  readonly sweep: ChannelSweep;
  readonly registry: Pick<ListingRegistry, 'skuOf' | 'readMarks'>;
  readonly ledger: Pick<LedgerStore, 'load'>;
  readonly stock: Pick<StockReader, 'order'>;
  readonly observations: Pick<ObservationQueue, 'send'>;
  readonly journal: Journal;
  readonly clock: Clock;
};

/** SKUs whose ledger is read at a time. */
const READS_AT_ONCE = 8;

/** The orders that changed in a window, and those of them that no message had reported. */
type Found = { readonly changes: Set<string>; readonly news: Set<string> };

/**
 * Reads what changed from `since`, and a little before it (`overlapMs`), to `until`. False: it was not read to its end, which
 * is logged. No further page begins after `endsMs`. Rejects with CredentialsGoneError.
 */
export async function sweepWindow(
  ports: WindowPorts,
  { since: sweptTo, until }: SweptTime,
  overlapMs: number,
  endsMs: number,
): Promise<boolean> {
  const { journal, clock } = ports;
  const { channel } = ports.sweep;
  const fields = { step: 'swept', channel, since: sweptTo, until };
  const found: Found = { changes: new Set(), news: new Set() };
  const since = new Date(Date.parse(sweptTo) - overlapMs);
  try {
    const pages = ports.sweep
      .changedWithin(since, new Date(until), listedOn(ports, channel), setAsideOf(channel, journal))
      [Symbol.asyncIterator]();
    for (;;) {
      if (clock().getTime() >= endsMs) {
        journal.warn(
          `${channel}: more changed since ${timeOf(sweptTo)} than one sweep can read, the next one takes a shorter window`,
          { ...fields, changes: found.changes.size },
        );
        return false;
      }
      // Taken before the call: the answer is not older than this.
      const readAt = clock().getTime();
      const { done, value: page } = await pages.next();
      if (done) {
        break;
      }
      await queueMissing(ports, page, readAt, found);
    }
  } catch (error) {
    if (error instanceof CredentialsGoneError) {
      throw error;
    }
    journal.warn(`${channel}: changes since ${timeOf(sweptTo)} could not be read, they are swept again`, {
      ...fields,
      error,
    });
    return false;
  }
  const { changes, news } = found;
  journal.info(
    `${channel}: swept ${changes.size} order(s) changed from ${timeOf(sweptTo)} to ${timeOf(until)}, ` +
      `${news.size === 0 ? 'none' : news.size} of them unreported`,
    { ...fields, changes: changes.size, news: news.size },
  );
  return true;
}

/** The time of day, for the log's sentence; its fields have the whole time. */
export function timeOf(time: string): string {
  return `${time.slice(11, 16)} UTC`;
}

function listedOn({ registry }: WindowPorts, channel: ChannelId) {
  return async (externalId: string): Promise<ListedSku | undefined> => {
    const sku = await registry.skuOf(channel, externalId);
    return sku && { sku, registeredAt: (await registry.readMarks(sku, channel)).registeredAt };
  };
}

/** Queues the observations of a page that are not in the ledger. */
async function queueMissing(
  ports: WindowPorts,
  page: readonly SweptObservation[],
  readAt: number,
  found: Found,
): Promise<void> {
  const { channel } = ports.sweep;
  const missing = await withConcurrency(READS_AT_ONCE, [...Map.groupBy(page, ({ sku }) => sku)], ([sku, swept]) =>
    orSetAside(ports, swept, () => missingOf(ports, sku, swept, readAt)),
  );
  const sent = missing.flat();
  await sendAllThatCanBe(ports, sent);
  for (const { source } of page) {
    found.changes.add(source.order ?? source.key);
  }
  for (const { observation, isNews } of sent) {
    const { sku, source } = observation;
    const name = source.order ?? source.key;
    if (isNews) {
      found.news.add(name);
      ports.journal.count('SweepFound', channel);
      ports.journal.info(`${sku}: ${channel} ${name} was found by the sweep, no message had reported it`, {
        step: 'swept',
        sku,
        channel,
        order: source.order,
        line: source.line,
        occurredAt: observation.occurredAt,
      });
    }
  }
}

/** One row never stops a page: a key that the table can never hold is set aside, counted and named. */
async function orSetAside(
  ports: WindowPorts,
  swept: readonly SweptObservation[],
  read: () => Promise<readonly Missing[]>,
): Promise<readonly Missing[]> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof PermanentError)) {
      throw error;
    }
    setAsideEach(ports, swept, error);
    return [];
  }
}

/** Queues them; those that the queue can never take are set aside, so that the sweep's mark moves on. */
async function sendAllThatCanBe(ports: WindowPorts, missing: readonly Missing[]): Promise<void> {
  try {
    await ports.observations.send(missing.map(({ observation }) => observation));
  } catch (error) {
    if (!(error instanceof UnsendableError)) {
      throw error;
    }
    setAsideEach(ports, error.observations, error);
  }
}

function setAsideEach({ sweep, journal }: WindowPorts, observations: readonly Observation[], error: Error): void {
  const setAside = setAsideOf(sweep.channel, journal);
  for (const { source } of observations) {
    setAside({ id: source.order ?? source.key, reason: error.message });
  }
}

/** An observation that the ledger does not have. `isNews`: it changes what the ledger knows. */
type Missing = { readonly observation: SweptObservation; readonly isNews: boolean };

async function missingOf(
  ports: WindowPorts,
  sku: Sku,
  swept: readonly SweptObservation[],
  readAt: number,
): Promise<readonly Missing[]> {
  const ledger = await ports.ledger.load(
    sku,
    swept.map(({ source }) => source.key),
  );
  const missing = swept.flatMap((each) =>
    each.kind === 'movement' ? missingMovement(ledger, each) : missingLine(ledger, each, readAt),
  );
  if (ledger.seq > 0) {
    return missing;
  }
  const waiting = await withConcurrency(1, missing, (each) => isParked(ports, each.observation));
  return missing.filter((_, index) => waiting[index] !== true);
}

function missingMovement({ seen }: SkuLedger, movement: MovementObservation): readonly Missing[] {
  return isKnownMovement(seen.get(movement.source.key), movement) ? [] : [{ observation: movement, isNews: true }];
}

/** A line adds nothing when its reading is not final yet, or when it is older than the ledger's. */
function missingLine({ seen }: SkuLedger, line: OrderLineObservation, readAt: number): readonly Missing[] {
  const recorded = seen.get(line.source.key)?.line;
  if (!isFinalReading(line.version, readAt) || (recorded !== undefined && line.version < recorded.version)) {
    return [];
  }
  if (recorded === undefined && line.isFurtherPlace && isNothing(line.state)) {
    return [];
  }
  const stands = recorded !== undefined && isAsRecorded(recorded, line);
  if (stands && line.version === recorded.version) {
    return [];
  }
  return [{ observation: { ...line, readAt }, isNews: !stands }];
}

function isAsRecorded({ state, location, isPlaceAssumed }: RecordedLine, line: OrderLineObservation): boolean {
  const isAssumedAsBefore = (isPlaceAssumed ?? false) === (line.isPlaceAssumed ?? false);
  return isSameState(state, line.state) && location === line.location && isAssumedAsBefore;
}

/** Whether the observation is parked already, because its SKU is unknown: no sweep must park it again. */
async function isParked({ stock }: WindowPorts, observation: SweptObservation): Promise<boolean> {
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
