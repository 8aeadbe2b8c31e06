/** Finds stock work: compares all states of a listing's units with those last posted, and posts what staff did with them. */
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import { suspicionOf } from '../../domain/reconciling/drift.ts';
import {
  firstRecord,
  type ReadingOfWork,
  type StockWork,
  stockWorkBetween,
  stockWorkObservation,
  type WorkPlace,
} from '../../domain/reconciling/stock-work.ts';
import type { StockWorkRecord, UnitStates } from '../../domain/stock/off-sale.ts';
import { stockWorkKey } from '../../domain/stock/off-sale.ts';
import { NO_STOCK } from '../../domain/stock/stock.ts';
import type { LedgerStore } from '../../ports/posting/posting.ts';
import { DONE, type Progress } from '../progress.ts';
import type { CheckPorts, DueComparison, ReadComparison } from './check-ports.ts';
import { isLessElsewhere, otherPlaces } from './other-places.ts';
import { recheck } from './recheck.ts';
import { scheduleCheck } from './schedule-check.ts';
import { awaitReported } from './unreported/await-reported.ts';
import type { UnreportedSales } from './unreported/find-unreported.ts';

/** What is kept of a listing's stock work. It is read before the SKU state: see `stockWorkObservation`. */
export async function recordedWork(
  ledger: Pick<LedgerStore, 'load'>,
  { sku, channel, channelLocation }: Pick<Listing, 'sku' | 'channel' | 'channelLocation'>,
): Promise<StockWorkRecord | undefined> {
  const key = stockWorkKey({ channel, channelLocation });
  const { seen } = await ledger.load(sku, [key]);
  return seen.get(key)?.work;
}

/** A reading of what a listing shows, with all states of its units. */
export type StatesRead = { readonly units: number; readonly states: UnitStates };

/**
 * Stock work is posted once two readings a settle time apart had the same states, and all that the channel sold before is
 * posted. Undefined: there is none, and the figure is compared as that of every channel.
 */
export async function compareWork(
  ports: CheckPorts,
  due: ReadComparison,
  { units, states }: StatesRead,
  sales: UnreportedSales,
): Promise<Progress | undefined> {
  const { listing, skuState, recordedWork: recorded, notCounted } = due;
  const [location] = listing.drawsOn;
  if (location === undefined) {
    return undefined;
  }
  const place = { listing, location };
  const { unavailable } = skuState.stock[location] ?? NO_STOCK;
  const record = recorded ?? firstRecord(listing, states, unavailable);
  const work = stockWorkBetween({ listing, record, notCounted }, units, states);
  const now = ports.clock();
  if (work === undefined) {
    if (recorded === undefined && units === listing.shown) {
      const first = stockWorkObservation(place, NO_WORK, { record, states, seenAt: now.toISOString(), readAt: now });
      await ports.observations.send([first]);
    }
    return undefined;
  }
  const { settleMs } = ports.checks;
  const suspicion = suspicionOf(listing, units, now, states.offSale);
  if (now.getTime() - Date.parse(suspicion.at) < settleMs) {
    return await recheck(ports, listing, suspicion, { since: suspicion.at, afterMs: settleMs });
  }
  const later = await awaitReported(ports, listing, suspicion, { sales, reportedUpTo: due.reportedUpTo });
  if (later !== undefined) {
    return later;
  }
  if (work.onHand > 0 && (await isLessElsewhere(ports, due))) {
    return await recheck(ports, listing, suspicion);
  }
  return await post(ports, { ...place, skuState }, work, { record, states, seenAt: suspicion.at, readAt: now });
}

const NO_WORK: StockWork = {
  cause: 'takenOffSale',
  onHand: 0,
  unavailable: 0,
  deducted: 0,
  reason: 'the first reading of what is off sale',
};

/** The next check comes first: should this one end here, that one finds the same work, against the same record. */
async function post(
  ports: CheckPorts,
  { listing, location, skuState }: WorkPlace & Pick<DueComparison, 'skuState'>,
  work: StockWork,
  reading: ReadingOfWork,
): Promise<Progress> {
  const progress = await recheck(ports, listing, undefined);
  if (progress.kind !== DONE.kind) {
    return progress;
  }
  await ports.observations.send([stockWorkObservation({ listing, location }, work, reading)]);
  if (work.onHand < 0) {
    // A transfer that was shipped is on its way to another location: its units are recognised when they arrive.
    for (const other of otherPlaces(skuState, listing)) {
      await scheduleCheck(ports.checks, other, ports.clock(), 0);
    }
  }
  logWork(ports, listing, work, reading);
  return DONE;
}

function logWork(
  { journal }: CheckPorts,
  listing: Listing,
  { cause, onHand, unavailable, deducted, reason }: StockWork,
  { seenAt }: ReadingOfWork,
): void {
  const { sku, channel, channelLocation } = listing;
  journal.info(`${sku}: ${listingId(listing)}: ${reason}. It is posted as ${cause}`, {
    step: 'stock work',
    sku,
    channel,
    channelLocation,
    cause,
    onHand,
    unavailable,
    deducted,
    since: seenAt,
  });
}
