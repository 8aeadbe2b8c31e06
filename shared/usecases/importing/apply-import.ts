// Carries out an import plan: registers listings, queues the baselines, and catches up with what happened meanwhile.
import type { LocationId, Sku } from '../../domain/identifiers.ts';
import { noteNews } from '../../domain/listing/catalogue-note.ts';
import type { Listing } from '../../domain/listing/listing.ts';
import { isLinked } from '../../domain/listing/place.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import { isFinalReading, VERSION_FINAL_AFTER_MS } from '../../domain/stock/order-reading.ts';
import type { ListingRegistry } from '../../ports/importing/listing-registry.ts';
import type { ListingNotes } from '../../ports/intake/catalogue-notices.ts';
import type { ObservationQueue } from '../../ports/intake/intake-queues.ts';
import type { SweepMarks } from '../../ports/intake/sweep.ts';
import type { LedgerStore, Parked, ParkingLot } from '../../ports/posting/posting.ts';
import type { StockReader } from '../../ports/reading/stock-reader.ts';
import type { CheckQueue, CheckStore } from '../../ports/reconciling/checks.ts';
import { withConcurrency } from '../../with-concurrency.ts';
import { firstMark } from '../intake/sweep-channel.ts';
import { everyParked, requeueParked } from '../posting/replay-parked.ts';
import { type ImportPlan, skuReadings } from './plan-import.ts';
import {
  type ChannelReading,
  type ImportedListing,
  type ReadingPorts,
  readChanges,
  stabilise,
} from './read-channels.ts';
import { baselineOf, nothingRead, type SkuReading } from './stock-source.ts';

export type ImportPorts = ReadingPorts & {
  readonly registry: Pick<ListingRegistry, 'register'>;
  readonly listings: Pick<CheckStore, 'takeShown'>;
  readonly ledger: Pick<LedgerStore, 'load'>;
  readonly reader: Pick<StockReader, 'entry'>;
  readonly observations: ObservationQueue;
  readonly checks: CheckQueue;
  readonly parking: ParkingLot;
  readonly notes: ListingNotes;
  readonly sweeps: Pick<SweepMarks, 'begin'>;
  /** The batch id that every baseline carries. */
  readonly batchId: string;
  /** The deployment's locations. */
  readonly locations: readonly LocationId[];
};

/** Writes at a time: enough to keep a laptop's connection busy, too few for a new table to throttle. */
const WRITES_AT_ONCE = 16;

/**
 * Registers the listings, stabilises the readings, then queues one baseline per SKU, with its open orders. Returns the
 * readings that the baselines were made from. Running it again changes nothing that was imported: the first baseline of a
 * SKU stays its only one.
 */
export async function applyImport(ports: ImportPorts, plan: ImportPlan): Promise<readonly ChannelReading[]> {
  const entering = new Set(plan.newSkus);
  const belongs = new Set([...plan.newSkus, ...plan.known]);
  const registering = plan.listings.filter(({ listing }) => belongs.has(listing.sku));
  await beginSweeps(ports, plan);
  await leave(
    ports,
    plan.renamed.map(({ listing }) => listing),
  );
  let registered = 0;
  await withConcurrency(WRITES_AT_ONCE, registering, async ({ client, listing, asOf }) => {
    await ports.registry.register(listing, client.channel, client.pushMode, new Date(asOf));
    registered += 1;
    ports.progress('listings registered', registered, registering.length);
  });
  await noteDoubles(ports, plan);
  await checkAtOnce(ports, plan);
  const readings = await stabilise(ports, plan.readings, entering);
  const usable = new Set(plan.listings.map(listingKey));
  const listings = readings.flatMap(({ listings }) => listings).filter((each) => usable.has(listingKey(each)));
  const bySku = new Map(skuReadings(readings, listings).map((each) => [each.sku, each]));
  let queued = 0;
  for (let start = 0; start < plan.newSkus.length; start += SKUS_PER_SEND) {
    const portion = plan.newSkus.slice(start, start + SKUS_PER_SEND).map((sku) => bySku.get(sku) ?? nothingRead(sku));
    await takeShown(ports, portion);
    await ports.observations.send(portion.flatMap((reading) => baselinesOf(ports, plan, reading)));
    queued += portion.length;
    ports.progress('SKUs queued', queued, plan.newSkus.length);
  }
  return readings;
}

/**
 * The first sweep of a channel goes on from where the import began to read it: what it sells until then, and no message reports, is
 * found.
 */
async function beginSweeps({ sweeps }: ImportPorts, { readings }: ImportPlan): Promise<void> {
  for (const { client, knownUpTo } of readings) {
    await sweeps.begin(client.channel, firstMark(knownUpTo));
  }
}

/** A listing whose SKU its channel has twice now was registered before it had: from now on it is not raised. */
async function noteDoubles({ notes, clock }: ImportPorts, { duplicates }: ImportPlan): Promise<void> {
  for (const { channel, sku, externalIds } of duplicates) {
    const listings = await notes.listingsOfSku(channel, sku);
    for (const listing of listings.filter((each) => !isLinked(each))) {
      const [externalId] = externalIds.filter((each) => each !== listing.externalId);
      const news = externalId === undefined ? undefined : ({ kind: 'doubled', externalId } as const);
      const noted = news && noteNews(listing, news, clock().toISOString());
      if (noted !== undefined) {
        await notes.note(listing, noted);
      }
    }
  }
}

/**
 * A listing that is new under a known SKU, was made again, or shows another quantity than is believed, is reconciled now:
 * the next sale may be long in coming.
 */
async function checkAtOnce(
  { checks, clock }: ImportPorts,
  { added, changed, believedOtherwise }: ImportPlan,
): Promise<void> {
  const at = clock().toISOString();
  await withConcurrency(
    WRITES_AT_ONCE,
    [...added, ...changed, ...believedOtherwise],
    ({ sku, channel, channelLocation }) => checks.schedule({ sku, channel, channelLocation, at }, 0),
  );
}

const SKUS_PER_SEND = 100;

function baselinesOf(ports: ImportPorts, { source, bundles }: ImportPlan, reading: SkuReading): readonly Observation[] {
  const stock = source.stockOf(reading);
  if (stock === undefined) {
    return [];
  }
  const posted = { batchId: ports.batchId, receivedAt: ports.clock().toISOString() };
  if (bundles.some(({ sku }) => sku === reading.sku)) {
    // Its orders take its components: they come once it is defined. See enterBundles.
    return [baselineOf({ ...reading, lines: [], movements: [] }, stock, ports.locations, posted)];
  }
  const baseline = baselineOf(reading, stock, ports.locations, posted);
  return [baseline, ...reading.movements.filter(({ occurredAt }) => occurredAt > stock.asOf)];
}

/**
 * Sets `shown` to the quantity that was read, as of its time. A listing that was pushed before keeps its own: an earlier run
 * has taken it into the ledger.
 */
async function takeShown(ports: ImportPorts, portion: readonly SkuReading[]): Promise<void> {
  await withConcurrency(WRITES_AT_ONCE, portion, async ({ sku, listings }) => {
    const { seq, listings: registered } = await ports.ledger.load(sku, []);
    for (const listing of seq === 0 ? registered : []) {
      const read = listings.find((each) => isOf(each, listing));
      if (read !== undefined && listing.generation === 0) {
        const { asOf } = read;
        const { shown, revision } = listing;
        await ports.listings.takeShown(listing, { actual: read.listing.shows, shown, revision, at: asOf }, asOf);
      }
    }
  });
}

function isOf({ client, listing: read }: ImportedListing, listing: Listing): boolean {
  return client.channel === listing.channel && read.channelLocation === listing.channelLocation;
}

function listingKey({ client, listing }: ImportedListing): string {
  return `${client.channel}|${listing.channelLocation}|${listing.externalId}|${listing.sku}`;
}

/** Reads in a row that find no further SKU in the ledger, before the wait is given up: a minute. */
const IDLE_READS_MAX = 240;
const READ_INTERVAL_MS = 250;

/** SKUs that are asked for once the last of them has come: the ledger takes them in about the order in which they were queued. */
const ASKED_TOGETHER = 100;

/**
 * Waits until every new SKU is in the ledger; resolves with those that are still missing when no more arrive. Each is asked for
 * once, and one of a hundred again and again while the others come; what was missing behind it is asked for at the end.
 */
export async function awaitLedger(ports: ImportPorts, { newSkus }: ImportPlan): Promise<readonly Sku[]> {
  const late: Sku[] = [];
  let isWaitedFor = true;
  for (let start = 0; start < newSkus.length; start += ASKED_TOGETHER) {
    const portion = newSkus.slice(start, start + ASKED_TOGETHER);
    await (isWaitedFor ? awaitAll(ports, portion.slice(-1)) : undefined);
    const left = await missingOf(ports, portion);
    // Where none came of a hundred, nothing is posted at the moment: the others are asked for once.
    isWaitedFor = left.length < portion.length;
    late.push(...left);
    ports.progress('SKUs in the ledger', start + portion.length - late.length, newSkus.length);
  }
  return late.length === 0 ? [] : awaitAll(ports, late);
}

/** Asks for all of them until each is there, or no further one has come for a minute; resolves with those that are missing then. */
async function awaitAll(ports: ImportPorts, skus: readonly Sku[]): Promise<readonly Sku[]> {
  let missing = skus;
  for (let idleReads = 0; idleReads < IDLE_READS_MAX; idleReads += 1) {
    const before = missing.length;
    missing = await missingOf(ports, missing);
    if (missing.length === 0) {
      break;
    }
    idleReads = missing.length < before ? 0 : idleReads;
    await ports.wait(READ_INTERVAL_MS);
  }
  return missing;
}

async function missingOf({ reader }: ImportPorts, skus: readonly Sku[]): Promise<readonly Sku[]> {
  const missing = await withConcurrency(WRITES_AT_ONCE, skus, async (sku) =>
    (await reader.entry(sku, 1)) === undefined ? [sku] : [],
  );
  return missing.flat();
}

const READ_ROUNDS_MAX = 4;

/**
 * Catches up with what happened while the SKUs were not in the ledger yet: replays their parked observations, and reads and
 * queues what changed on the channels since they were read. Most of that is in the ledger by then, and posts nothing. After
 * a run that did not end, `since` is when that run began (ISO 8601).
 */
export async function catchUp(
  ports: ImportPorts,
  plan: ImportPlan,
  read: readonly ChannelReading[],
  since?: string,
): Promise<void> {
  const belongs = new Set([...plan.newSkus, ...plan.known]);
  // What came under the names of linked listings waits there.
  const names = plan.listings.flatMap(({ listing: { sku, name } }) => (belongs.has(sku) ? (name ?? []) : []));
  await replayOwn(ports, new Set([...belongs, ...names]));
  const known = new Set(plan.known);
  await Promise.all(
    read.map((reading) => {
      // What was read of a new SKU before is in its baseline, or was queued with it.
      const isNews = ({ sku, source }: Observation) =>
        belongs.has(sku) && (known.has(sku) || !reading.movements.has(source.key));
      return sendChanges(ports, { ...reading, knownUpTo: since ?? reading.knownUpTo }, isNews);
    }),
  );
}

/** Listings that their channel no longer offers are no longer pushed. */
export function prune(ports: LeavingPorts, plan: ImportPlan): Promise<void> {
  return leave(ports, plan.vanished);
}

type LeavingPorts = Pick<ImportPorts, 'registry' | 'checks' | 'clock'>;

/** What the ledger knows of them stays. A share stays too, until a check proves what the listing shows. */
async function leave(ports: LeavingPorts, listings: readonly Listing[]): Promise<void> {
  await withConcurrency(WRITES_AT_ONCE, listings, async ({ shown, channel, push, ...listing }) => {
    const { sku, channelLocation } = listing;
    await ports.registry.register({ ...listing, managed: false, shows: shown }, channel, push.kind, ports.clock());
    await ports.checks.schedule({ sku, channel, channelLocation, at: ports.clock().toISOString() }, 0);
  });
}

async function replayOwn(ports: ImportPorts, belongs: ReadonlySet<Sku>): Promise<void> {
  const isOwn = ({ observation, outcome }: Parked) => outcome.kind === 'unknownSku' && belongs.has(observation.sku);
  for await (const parked of everyParked(ports.parking)) {
    await requeueParked(ports, parked.filter(isOwn));
  }
}

/** Only a final reading is sent: an order that changed a moment ago is read again. */
async function sendChanges(
  ports: ImportPorts,
  reading: ChannelReading,
  isNews: (each: Observation) => boolean,
): Promise<void> {
  let now = reading;
  for (let round = 1; round <= READ_ROUNDS_MAX; round += 1) {
    now = await readChanges(ports, { ...now, lines: new Map(), movements: new Map(), knownUpTo: reading.knownUpTo });
    const lines = [...now.lines.values()].flat().filter(isNews);
    const movements = [...now.movements.values()].filter(isNews);
    const isFinal = ({ version, readAt = 0 }: (typeof lines)[number]) => isFinalReading(version, readAt);
    await ports.observations.send([...movements, ...lines.filter(isFinal)]);
    if (lines.every(isFinal)) {
      return;
    }
    await ports.wait(VERSION_FINAL_AFTER_MS);
  }
}
