// Reads channels for an import, and makes the readings consistent while sales go on.
import type { Sku } from '../../domain/identifiers.ts';
import type { MovementObservation, OrderLineObservation } from '../../domain/stock/observation.ts';
import { lineEffect } from '../../domain/stock/order-line.ts';
import { VERSION_FINAL_AFTER_MS } from '../../domain/stock/order-reading.ts';
import type { CatalogueListing, ChannelClient, LeftOut, OrderFeed, SetAside } from '../../ports/channel/channel.ts';
import type { Clock } from '../../ports/journal.ts';
import { withConcurrency } from '../../with-concurrency.ts';

/** A channel as an import reads it. */
export type ImportedChannel = { readonly client: ChannelClient; readonly orderFeed: OrderFeed };

/** A listing as read from its channel, with the quantity that it showed at `asOf` (ISO 8601). */
export type ImportedListing = {
  readonly client: ChannelClient;
  readonly listing: CatalogueListing;
  readonly asOf: string;
};

/** What was read from one channel. It is read page by page while sales go on; `stabilise` makes it consistent. */
export type ChannelReading = ImportedChannel & {
  readonly listings: readonly ImportedListing[];
  readonly leftOut: readonly LeftOut[];
  /** Order lines by SKU and key, each with all its states that were read, oldest first. */
  readonly lines: ReadonlyMap<string, readonly OrderLineObservation[]>;
  readonly movements: ReadonlyMap<string, MovementObservation>;
  /** Lines of open orders that count on another channel, by SKU and key, as they would count here. */
  readonly leftOutLines: ReadonlyMap<string, OrderLineObservation>;
  /** What could not be read of its orders and changes, by the channel's name for it, each with its reason. */
  readonly setAside: ReadonlyMap<string, string>;
  /** Changes on the channel were read up to this time; ISO 8601. */
  readonly knownUpTo: string;
};

export type ReadingPorts = {
  readonly clock: Clock;
  readonly wait: (milliseconds: number) => Promise<unknown>;
  /** Called with how much was done so far, and of how much where that is known. */
  readonly progress: (what: string, done: number, of?: number) => void;
};

/** A change may become readable some seconds late, and by another clock than ours: this much is read again. */
const OVERLAP_MS = 10_000;

/** Listings read again at a time: each is a call of its own. */
const READS_AT_ONCE = 4;

/** Reads of a listing that keeps selling, before its last quantity is taken. */
const ROUNDS_MAX = 6;

/**
 * Reads every channel: first its open orders, so that an order that ships meanwhile is found among the changes; then its
 * listings. Changes count from `from` on (ISO 8601), or from now.
 */
export async function readChannels(
  ports: ReadingPorts,
  channels: readonly ImportedChannel[],
  from?: string,
): Promise<readonly ChannelReading[]> {
  const now = ports.clock().toISOString();
  const knownUpTo = from !== undefined && from < now ? from : now;
  return Promise.all(channels.map((channel) => readChannel(ports, channel, knownUpTo)));
}

async function readChannel(
  ports: ReadingPorts,
  { client, orderFeed }: ImportedChannel,
  knownUpTo: string,
): Promise<ChannelReading> {
  const { channel } = client;
  const lines = new Map<string, readonly OrderLineObservation[]>();
  const setAside = new Map<string, string>();
  const leaveAside: SetAside = ({ id, reason }) => void setAside.set(id, reason);
  const leftOutLines = new Map<string, OrderLineObservation>();
  const leaveOut = (line: OrderLineObservation) => void leftOutLines.set(lineId(line), line);
  for await (const page of readAt(ports.clock, orderFeed.openLines(leaveAside, leaveOut))) {
    addLines(lines, page);
    ports.progress(`${channel}: open order lines`, lines.size);
  }
  const listings: ImportedListing[] = [];
  const leftOut: LeftOut[] = [];
  const pages = client.catalogue((each) => leftOut.push(each))[Symbol.asyncIterator]();
  for (;;) {
    const asOf = quietSince(ports.clock());
    const { done, value: page } = await pages.next();
    if (done) {
      break;
    }
    listings.push(...page.map((listing: CatalogueListing) => ({ client, listing, asOf })));
    ports.progress(`${channel}: listings`, listings.length);
  }
  return { client, orderFeed, listings, leftOut, lines, leftOutLines, movements: new Map(), setAside, knownUpTo };
}

/**
 * Makes the readings consistent for these SKUs. A quantity is stable if nothing happened to its SKU from some seconds before
 * it was read until the channel's changes were read. Then small clock differences and times in whole seconds do not matter,
 * because the quantity was the same all that time. Listings that are not stable are read again; one that never becomes
 * stable keeps its last quantity, as of when it was read.
 */
export async function stabilise(
  ports: ReadingPorts,
  readings: readonly ChannelReading[],
  skus: ReadonlySet<Sku>,
): Promise<readonly ChannelReading[]> {
  let stable = await readAllChanges(ports, readings);
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    const unstable = unstableListings(stable, skus);
    if (unstable.size === 0) {
      break;
    }
    ports.progress('listings that sold while they were read, read again', 0, unstable.size);
    await ports.wait(VERSION_FINAL_AFTER_MS);
    stable = await Promise.all(stable.map((reading) => readAgain(ports, reading, unstable)));
    stable = await readAllChanges(ports, stable);
  }
  const unstable = unstableListings(stable, skus);
  return stable.map((reading) => exactTimes(reading, unstable));
}

function readAllChanges(ports: ReadingPorts, readings: readonly ChannelReading[]): Promise<readonly ChannelReading[]> {
  return Promise.all(readings.map((reading) => readChanges(ports, reading)));
}

/** Adds what happened on the channel since its changes were last read. */
export async function readChanges(ports: ReadingPorts, reading: ChannelReading): Promise<ChannelReading> {
  const { orderFeed, knownUpTo } = reading;
  const since = new Date(Date.parse(knownUpTo) - OVERLAP_MS);
  const now = ports.clock().toISOString();
  const lines = new Map(reading.lines);
  const movements = new Map(reading.movements);
  const setAside = new Map(reading.setAside);
  const leaveAside: SetAside = ({ id, reason }) => void setAside.set(id, reason);
  const skus = new Map(reading.listings.map(({ listing }) => [listing.externalId, listing.sku]));
  for await (const page of readAt(ports.clock, orderFeed.changedSince(since, skus, leaveAside))) {
    addLines(lines, page);
    for (const each of page) {
      if (each.kind === 'movement') {
        movements.set(each.source.key, each);
      }
    }
  }
  return { ...reading, lines, movements, setAside, knownUpTo: now };
}

async function readAgain(
  ports: ReadingPorts,
  reading: ChannelReading,
  unstable: ReadonlySet<ImportedListing>,
): Promise<ChannelReading> {
  const listings = await withConcurrency(READS_AT_ONCE, reading.listings, async (each) => {
    if (!unstable.has(each)) {
      return each;
    }
    const asOf = quietSince(ports.clock());
    return { ...each, listing: await reading.orderFeed.readAgain(each.listing), asOf };
  });
  return { ...reading, listings };
}

/**
 * Listings whose quantity is not stable: after its time something happened to the SKU on the listing's own channel, or units
 * left or entered the location through another channel at a time that is not known.
 */
function unstableListings(readings: readonly ChannelReading[], skus: ReadonlySet<Sku>): ReadonlySet<ImportedListing> {
  const unclear = new LastChanges();
  for (const states of readings.flatMap(({ lines }) => [...lines.values()])) {
    const [line, another] = states;
    if (line !== undefined && another === undefined && line.past === undefined && lineEffect(line.state).onHand !== 0) {
      unclear.note(line.sku, line.version);
    }
  }
  const unstable = readings.flatMap(({ listings, lines, movements }) => {
    const own = new LastChanges();
    for (const { sku, version } of [...lines.values()].flat()) {
      own.note(sku, version);
    }
    for (const { sku, occurredAt } of movements.values()) {
      own.note(sku, Date.parse(occurredAt));
    }
    return listings.filter(({ listing: { sku }, asOf }) => {
      const since = Date.parse(asOf);
      return skus.has(sku) && Math.max(own.of(sku), unclear.of(sku)) >= since;
    });
  });
  return new Set(unstable);
}

class LastChanges {
  readonly #at = new Map<Sku, number>();

  note(sku: Sku, at: number): void {
    this.#at.set(sku, Math.max(at, this.of(sku)));
  }

  of(sku: Sku): number {
    return this.#at.get(sku) ?? 0;
  }
}

/** The time of a quantity that never became stable is when it was read, not some seconds before. */
function exactTimes(reading: ChannelReading, unstable: ReadonlySet<ImportedListing>): ChannelReading {
  const listings = reading.listings.map((each) =>
    unstable.has(each)
      ? { ...each, asOf: new Date(Date.parse(each.asOf) + VERSION_FINAL_AFTER_MS).toISOString() }
      : each,
  );
  return { ...reading, listings };
}

function quietSince(now: Date): string {
  return new Date(now.getTime() - VERSION_FINAL_AFTER_MS).toISOString();
}

type ReadPage = readonly (OrderLineObservation | MovementObservation)[];

/** Order lines with the time at which they were read, taken before the call: the answer is not older than this. */
async function* readAt<Page extends ReadPage>(clock: Clock, pages: AsyncIterable<Page>): AsyncGenerator<ReadPage> {
  const iterator = pages[Symbol.asyncIterator]();
  for (;;) {
    const at = clock().getTime();
    const { done, value: page } = await iterator.next();
    if (done) {
      return;
    }
    yield page.map((each: ReadPage[number]) => (each.kind === 'orderLine' ? { ...each, readAt: at } : each));
  }
}

function addLines(lines: Map<string, readonly OrderLineObservation[]>, page: ReadPage): void {
  for (const each of page) {
    if (each.kind === 'orderLine') {
      const older = (lines.get(lineId(each)) ?? []).filter(({ version }) => version < each.version);
      lines.set(lineId(each), [...older, each]);
    }
  }
}

function lineId({ sku, source }: OrderLineObservation): string {
  return `${sku}#${source.key}`;
}
