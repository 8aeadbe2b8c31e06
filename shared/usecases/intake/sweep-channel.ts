import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import type { RecordedLine, SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import type { MovementObservation, Observation, OrderLineObservation } from '../../domain/stock/observation.ts';
import { isFinalReading } from '../../domain/stock/order-reading.ts';
import type { ListingRegistry } from '../../ports/importing.ts';
import type { ObservationQueue } from '../../ports/intake.ts';
import type { Clock, Journal } from '../../ports/journal.ts';
import type { LedgerStore } from '../../ports/posting.ts';
import type { StockReader } from '../../ports/reading.ts';
import type { ChannelSweep, ListedSku, SweepMark, SweepMarks, SweptObservation } from '../../ports/sweep.ts';
import { withConcurrency } from '../../with-concurrency.ts';

export type SweepPorts = {
  readonly sweep: ChannelSweep;
  readonly marks: SweepMarks;
  readonly registry: Pick<ListingRegistry, 'skuOf' | 'readMarks'>;
  readonly ledger: Pick<LedgerStore, 'load'>;
  readonly stock: Pick<StockReader, 'order'>;
  readonly observations: Pick<ObservationQueue, 'send'>;
  readonly journal: Journal;
  readonly clock: Clock;
};

const MINUTE_MS = 60_000;

/**
 * What is younger is left to the next sweep: its message may be on its way, the platform's search may not find it yet,
 * and Amazon searches up to two minutes ago at most (SP-API Orders, `lastUpdatedBefore`).
 */
export const LEFT_TO_MESSAGES_MS = 5 * MINUTE_MS;
/** Read twice, because no platform says whether its bounds are inclusive, nor whose clock they are by. */
const OVERLAP_MS = MINUTE_MS;

/** A step that is not read to its end is halved, one that is is doubled: a sweep gets on whatever there is to read. */
const STEP_MAX_MS = 60 * MINUTE_MS;
const STEP_MIN_MS = MINUTE_MS;

/** So long a sweep begins further pages; a function has five minutes. */
const BUDGET_MS = 3 * MINUTE_MS;

/** SKUs whose ledger is looked at at a time. */
const LOOKS_AT_ONCE = 8;

/**
 * Reads what changed on a channel since the last sweep and queues what the ledger does not have: the same observations,
 * under the same keys, as the channel's own messages would have told. A first sweep only sets the mark. The mark moves
 * once all before it is queued; a channel that gives no answer, or has more to tell than there is time for, leaves it
 * where it is, and the next sweep goes on from there. Rejects when the mark itself cannot be read or written.
 */
export async function sweepChannel(ports: SweepPorts): Promise<void> {
  const { marks, clock } = ports;
  const { channel } = ports.sweep;
  const begunMs = clock().getTime();
  let mark = await marks.begin(channel, { sweptTo: clock().toISOString(), stepMs: STEP_MAX_MS });
  for (;;) {
    const untilMs = Math.min(Date.parse(mark.sweptTo) + mark.stepMs, begunMs - LEFT_TO_MESSAGES_MS);
    if (untilMs <= Date.parse(mark.sweptTo)) {
      ports.journal.count('Swept', channel);
      return;
    }
    const isRead = await sweepStep(ports, mark, new Date(untilMs), begunMs + BUDGET_MS);
    const stepMs = isRead ? Math.min(STEP_MAX_MS, mark.stepMs * 2) : Math.max(STEP_MIN_MS, mark.stepMs / 2);
    const next: SweepMark = { sweptTo: isRead ? new Date(untilMs).toISOString() : mark.sweptTo, stepMs };
    const isMoved = await marks.move(channel, mark, next);
    if (!isRead || !isMoved || clock().getTime() >= begunMs + BUDGET_MS) {
      if (isRead) {
        ports.journal.count('Swept', channel);
      }
      return;
    }
    mark = next;
  }
}

/** What a step found. */
type Found = { readonly changes: Set<string>; readonly news: Set<string> };

/** False: the step was not read to its end, which is told. */
async function sweepStep(ports: SweepPorts, { sweptTo }: SweepMark, until: Date, endsMs: number): Promise<boolean> {
  const { journal, clock } = ports;
  const { channel } = ports.sweep;
  const fields = { step: 'swept', channel, since: sweptTo, until: until.toISOString() };
  const found: Found = { changes: new Set(), news: new Set() };
  const since = new Date(Date.parse(sweptTo) - OVERLAP_MS);
  try {
    const pages = ports.sweep.changedWithin(since, until, listedOn(ports, channel))[Symbol.asyncIterator]();
    for (;;) {
      if (clock().getTime() >= endsMs) {
        journal.warn(
          `${channel}: there is more since ${timeOf(sweptTo)} than a sweep can read, the next one takes less`,
          { ...fields, changes: found.changes.size },
        );
        return false;
      }
      // Before the call: the answer is at least as young.
      const readAt = clock().getTime();
      const { done, value: page } = await pages.next();
      if (done) {
        break;
      }
      await hand(ports, page, readAt, found);
    }
  } catch (error) {
    journal.warn(`${channel}: what changed since ${timeOf(sweptTo)} could not be read, it is swept again`, {
      ...fields,
      error,
    });
    return false;
  }
  const { changes, news } = found;
  journal.info(
    `${channel}: swept ${changes.size} order(s) changed from ${timeOf(sweptTo)} to ${timeOf(until.toISOString())}, ` +
      `${news.size === 0 ? 'none' : news.size} of them news`,
    { ...fields, changes: changes.size, news: news.size },
  );
  return true;
}

/** A time of day for the log, which has the whole of it in its fields. */
function timeOf(time: string): string {
  return `${time.slice(11, 16)} UTC`;
}

function listedOn({ registry }: SweepPorts, channel: ChannelId) {
  return async (externalId: string): Promise<ListedSku | undefined> => {
    const sku = await registry.skuOf(channel, externalId);
    return sku && { sku, registeredAt: (await registry.readMarks(sku, channel)).registeredAt };
  };
}

/** Queues what of a page is not in the ledger. */
async function hand(ports: SweepPorts, page: readonly SweptObservation[], readAt: number, found: Found): Promise<void> {
  const { channel } = ports.sweep;
  const unheard = await withConcurrency(LOOKS_AT_ONCE, [...Map.groupBy(page, ({ sku }) => sku)], ([sku, told]) =>
    unheardOf(ports, sku, told, readAt),
  );
  const sent = unheard.flat();
  await ports.observations.send(sent.map(({ observation }) => observation));
  for (const { source } of page) {
    found.changes.add(source.order ?? source.key);
  }
  for (const { observation, isNews } of sent) {
    const { sku, source } = observation;
    const name = source.order ?? source.key;
    if (isNews) {
      found.news.add(name);
      ports.journal.count('SweepFound', channel);
      ports.journal.info(`${sku}: ${channel} ${name} was found by the sweep, no message had told of it`, {
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

type Unheard = { readonly observation: SweptObservation; readonly isNews: boolean };

async function unheardOf(
  ports: SweepPorts,
  sku: Sku,
  told: readonly SweptObservation[],
  readAt: number,
): Promise<readonly Unheard[]> {
  const ledger = await ports.ledger.load(
    sku,
    told.map(({ source }) => source.key),
  );
  const unheard = told.flatMap((each) =>
    each.kind === 'movement' ? unheardMovement(ledger, each) : unheardLine(ledger, each, readAt),
  );
  if (ledger.seq > 0) {
    return unheard;
  }
  const waiting = await withConcurrency(1, unheard, (each) => isParked(ports, each.observation));
  return unheard.filter((_, index) => waiting[index] !== true);
}

function unheardMovement({ seen }: SkuLedger, movement: MovementObservation): readonly Unheard[] {
  return seen.has(movement.source.key) ? [] : [{ observation: movement, isNews: true }];
}

/** A line that changed again a moment ago, or is older than what the ledger has, has nothing to add. */
function unheardLine({ seen }: SkuLedger, line: OrderLineObservation, readAt: number): readonly Unheard[] {
  const recorded = seen.get(line.source.key)?.line;
  if (!isFinalReading(line.version, readAt) || (recorded !== undefined && line.version < recorded.version)) {
    return [];
  }
  const stands = recorded !== undefined && isAsRecorded(recorded, line);
  if (stands && line.version === recorded.version) {
    return [];
  }
  return [{ observation: { ...line, readAt }, isNews: !stands }];
}

function isAsRecorded({ state, location }: RecordedLine, line: OrderLineObservation): boolean {
  const { ordered, shipped, returned, deducted } = line.state;
  return (
    state.ordered === ordered &&
    state.shipped === shipped &&
    state.returned === returned &&
    state.deducted === deducted &&
    location === line.location
  );
}

/** What is parked for want of its SKU waits for an import, and is not parked again by every sweep. */
async function isParked({ stock }: SweepPorts, observation: SweptObservation): Promise<boolean> {
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
