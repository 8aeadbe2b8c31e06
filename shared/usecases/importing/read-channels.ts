import type { Sku } from '../../domain/identifiers.ts';
import type { MovementObservation, OrderLineObservation } from '../../domain/stock/observation.ts';
import { lineEffect } from '../../domain/stock/order-line.ts';
import { VERSION_FINAL_AFTER_MS } from '../../domain/stock/order-reading.ts';
import type { CatalogueListing, ChannelClient, LeftOut, OrderFeed } from '../../ports/channel.ts';
import type { Clock } from '../../ports/journal.ts';
import { withConcurrency } from '../../with-concurrency.ts';

/** A channel as an import reads it. */
export type ImportedChannel = { readonly client: ChannelClient; readonly orderFeed: OrderFeed };

/** A listing as read from its channel, with what it showed at `asOf` (ISO 8601). */
export type ImportedListing = {
  readonly client: ChannelClient;
  readonly listing: CatalogueListing;
  readonly asOf: string;
};

/** What one channel says of itself. It is read bit by bit while sales go on: `stabilise` makes it hold together. */
export type ChannelReading = ImportedChannel & {
  readonly listings: readonly ImportedListing[];
  readonly leftOut: readonly LeftOut[];
  /** Order lines by SKU and key, each in all its states that were read, oldest first. */
  readonly lines: ReadonlyMap<string, readonly OrderLineObservation[]>;
  readonly movements: ReadonlyMap<string, MovementObservation>;
  /** What happened on the channel is known up to then; ISO 8601. */
  readonly knownUpTo: string;
};

export type ReadingPorts = {
  readonly clock: Clock;
  readonly wait: (milliseconds: number) => Promise<unknown>;
  /** Told what was read so far of each channel, and of how much where that is known. */
  readonly progress: (what: string, done: number, of?: number) => void;
};

/** A change may be found some seconds after it was made, by another clock than ours: read so much again. */
const OVERLAP_MS = 10_000;

/** Listings read again at a time: each is a call of its own. */
const READS_AT_ONCE = 4;

/** Reads of a listing that keeps selling before its last figure is taken as it is. */
const ROUNDS_MAX = 6;

/**
 * Reads every channel: its open orders first, so that what ships meanwhile is found to have changed, then its listings.
 * What changed is asked for from `from` on (ISO 8601), or from now.
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
  for await (const page of readAt(ports.clock, orderFeed.openLines())) {
    takeIn(lines, page);
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
  return { client, orderFeed, listings, leftOut, lines, movements: new Map(), knownUpTo };
}

/**
 * Makes the readings hold together for these SKUs: a figure stands only if nothing of its SKU happened from some seconds
 * before it was read until its channel was asked what had. Then it does not matter whose clock is a little off, nor
 * that a channel tells whole seconds, for the figure was the same all that time. Listings that sold meanwhile are read
 * again; one that never stands still keeps its last figure, as of when it was read.
 */
export async function stabilise(
  ports: ReadingPorts,
  readings: readonly ChannelReading[],
  skus: ReadonlySet<Sku>,
): Promise<readonly ChannelReading[]> {
  let settled = await readAllChanges(ports, readings);
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    const restless = restlessListings(settled, skus);
    if (restless.size === 0) {
      break;
    }
    ports.progress('listings that sold while they were read, read again', 0, restless.size);
    await ports.wait(VERSION_FINAL_AFTER_MS);
    settled = await Promise.all(settled.map((reading) => readAgain(ports, reading, restless)));
    settled = await readAllChanges(ports, settled);
  }
  const restless = restlessListings(settled, skus);
  return settled.map((reading) => exactTimes(reading, restless));
}

function readAllChanges(ports: ReadingPorts, readings: readonly ChannelReading[]): Promise<readonly ChannelReading[]> {
  return Promise.all(readings.map((reading) => readChanges(ports, reading)));
}

/** What happened on the channel since it was last asked. */
export async function readChanges(ports: ReadingPorts, reading: ChannelReading): Promise<ChannelReading> {
  const { orderFeed, knownUpTo } = reading;
  const since = new Date(Date.parse(knownUpTo) - OVERLAP_MS);
  const now = ports.clock().toISOString();
  const lines = new Map(reading.lines);
  const movements = new Map(reading.movements);
  const skus = new Map(reading.listings.map(({ listing }) => [listing.externalId, listing.sku]));
  for await (const page of readAt(ports.clock, orderFeed.changedSince(since, skus))) {
    takeIn(lines, page);
    for (const each of page) {
      if (each.kind === 'movement') {
        movements.set(each.source.key, each);
      }
    }
  }
  return { ...reading, lines, movements, knownUpTo: now };
}

async function readAgain(
  ports: ReadingPorts,
  reading: ChannelReading,
  restless: ReadonlySet<ImportedListing>,
): Promise<ChannelReading> {
  const listings = await withConcurrency(READS_AT_ONCE, reading.listings, async (each) => {
    if (!restless.has(each)) {
      return each;
    }
    const asOf = quietSince(ports.clock());
    return { ...each, listing: await reading.orderFeed.readAgain(each.listing), asOf };
  });
  return { ...reading, listings };
}

/**
 * Listings of whose SKU something happened after what is taken as the time of their figure: on their own channel
 * anything, on another that units crossed the shelf of which it is not told when.
 */
function restlessListings(readings: readonly ChannelReading[], skus: ReadonlySet<Sku>): ReadonlySet<ImportedListing> {
  const unclear = new LastChanges();
  for (const states of readings.flatMap(({ lines }) => [...lines.values()])) {
    const [line, another] = states;
    if (line !== undefined && another === undefined && line.past === undefined && lineEffect(line.state).onHand !== 0) {
      unclear.note(line.sku, line.version);
    }
  }
  const restless = readings.flatMap(({ listings, lines, movements }) => {
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
  return new Set(restless);
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

/** A figure that never stood still is as of when it was read, not of the quiet before. */
function exactTimes(reading: ChannelReading, restless: ReadonlySet<ImportedListing>): ChannelReading {
  const listings = reading.listings.map((each) =>
    restless.has(each)
      ? { ...each, asOf: new Date(Date.parse(each.asOf) + VERSION_FINAL_AFTER_MS).toISOString() }
      : each,
  );
  return { ...reading, listings };
}

function quietSince(now: Date): string {
  return new Date(now.getTime() - VERSION_FINAL_AFTER_MS).toISOString();
}

type Told = readonly (OrderLineObservation | MovementObservation)[];

/** Order lines with the time they were read at: before the call, the answer is at least as young. */
async function* readAt<Page extends Told>(clock: Clock, pages: AsyncIterable<Page>): AsyncGenerator<Told> {
  const iterator = pages[Symbol.asyncIterator]();
  for (;;) {
    const at = clock().getTime();
    const { done, value: page } = await iterator.next();
    if (done) {
      return;
    }
    yield page.map((each: Told[number]) => (each.kind === 'orderLine' ? { ...each, readAt: at } : each));
  }
}

function takeIn(lines: Map<string, readonly OrderLineObservation[]>, page: Told): void {
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
