// Plans an import: matches the channels' listings by SKU with each other and with the ledger. Writes nothing.
import { type ChannelId, entriesOf, type LocationId, type Sku } from '../../domain/identifiers.ts';
import { isDoubled } from '../../domain/listing/catalogue-note.ts';
import type { Listing } from '../../domain/listing/listing.ts';
import { type OrdersTwice, ordersTwice } from '../../domain/reconciling/orders-twice.ts';
import { NO_STOCK } from '../../domain/stock/stock.ts';
import type { LeftOut } from '../../ports/channel/channel.ts';
import type { OnHand } from '../../ports/importing/listing-registry.ts';
import type { ListingNotes } from '../../ports/intake/catalogue-notices.ts';
import type { StockReader } from '../../ports/reading/stock-reader.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { withConcurrency } from '../../with-concurrency.ts';
import { lookAlikes } from './look-alikes.ts';
import { type OrdersNotFound, ordersNotFound, withoutOrdersNotFound } from './orders-not-found.ts';
import { bundleSkus, type PlannedBundle, planBundles, withoutBundles } from './plan-bundles.ts';
import type { ChannelReading, ImportedListing, ReadingPorts } from './read-channels.ts';
import { type RenamedItem, renamedItems } from './renamed-items.ts';
import { type ReservedAtSource, reservedAtSource } from './reserved-at-source.ts';
import { nothingRead, type SkuReading, type StockSource } from './stock-source.ts';

/** What an import would do, and what it found that only people can correct. */
export type ImportPlan = {
  readonly source: StockSource;
  readonly readings: readonly ChannelReading[];
  /** SKUs that enter the ledger. */
  readonly newSkus: readonly Sku[];
  /** SKUs that are in the ledger already: their stock stays. */
  readonly known: readonly Sku[];
  /** Listings of these SKUs, to register or renew. */
  readonly listings: readonly ImportedListing[];
  /** Known SKUs that are newly listed on a channel. */
  readonly added: readonly ListedPlace[];
  /**
   * Known SKUs whose open orders are queued anew: bundles made here, and SKUs that are newly listed on a channel. Orders that
   * were placed before may have reached the ledger under no SKU that could take them.
   */
  readonly openAnew: readonly Sku[];
  /** Known listings whose ids, locations or management changed: they are renewed. */
  readonly changed: readonly (ListedPlace & { readonly changes: readonly string[] })[];
  /** Known listings that show another quantity than is believed: they are compared once more, and set right. */
  readonly believedOtherwise: readonly (ListedPlace & { readonly shown: number; readonly shows: number })[];
  /** Known listings whose items their channel sells under another SKU now: they are pushed no more. */
  readonly renamed: readonly RenamedItem[];
  /** Known listings that are no longer in their channel's catalogue. */
  readonly vanished: readonly Listing[];
  /** Known SKUs for which the stock source and the ledger have different units on hand: the ledger's stay. */
  readonly differing: readonly {
    readonly sku: Sku;
    readonly location: LocationId;
    readonly ledger: number;
    readonly source: number;
  }[];
  /** Listed SKUs for which the stock source has no units on hand: they stay outside the ledger. */
  readonly withoutStock: readonly Sku[];
  /** New SKUs with more open order lines than one message takes: they stay outside the ledger. */
  readonly tooManyOpen: readonly { readonly sku: Sku; readonly lines: number }[];
  /** SKUs that the stock source knows and no channel lists: they enter the ledger, but are pushed nowhere. */
  readonly unlisted: readonly Sku[];
  /** With several channels: SKUs that only one channel lists. Mistyped SKUs are among them. */
  readonly onOneChannel: readonly { readonly sku: Sku; readonly channel: ChannelId; readonly title: string }[];
  /** The same SKU twice within one channel: nobody can know which of them sells, so neither is imported. */
  readonly duplicates: readonly {
    readonly channel: ChannelId;
    readonly sku: Sku;
    readonly externalIds: readonly string[];
  }[];
  /** What a channel offers and the ledger cannot keep: items without a SKU, or not counted by the channel. */
  readonly leftOut: readonly (LeftOut & { readonly channel: ChannelId })[];
  /** SKUs that differ only in case, blanks or leading zeros: perhaps one article. */
  readonly lookAlikes: readonly (readonly Sku[])[];
  /** New SKUs of which a channel has committed more than its orders have that were found: the rest stays unavailable. */
  readonly ordersNotFound: readonly OrdersNotFound[];
  /** New SKUs of which the stock source has units reserved: they stay unavailable until somebody releases them. */
  readonly reserved: readonly ReservedAtSource[];
  /** Bundles that a channel makes of its own listings: they have no stock of their own. */
  readonly bundles: readonly PlannedBundle[];
  /** Orders and changes of a channel that could not be read: the others are taken in. */
  readonly setAside: readonly { readonly channel: ChannelId; readonly id: string; readonly reason: string }[];
  /** Channels whose open orders look like the same purchases. */
  readonly ordersTwice: readonly OrdersTwice[];
};

type ListedPlace = { readonly sku: Sku; readonly channel: ChannelId; readonly channelLocation: string };

export type PlanningPorts = {
  readonly reader: Pick<StockReader, 'skuState'>;
  readonly notes: Pick<ListingNotes, 'listingsOf'>;
} & Pick<ReadingPorts, 'progress'>;

/** A SKU enters the ledger by one message, so that it enters as a whole. Its lines are posted within one function's time. */
const OPEN_LINES_MAX = 1_500;
/** SQS takes messages of 1 MiB (SQS quotas, 2025-08). The rest is for orders that are placed until the message is sent. */
const OPEN_LINES_BYTES_MAX = 900_000;

/** Reads of the ledger at a time, from a laptop. */
const READS_AT_ONCE = 32;

/**
 * Matches listings by SKU over all channels and with the ledger. SKUs in `ledgerSkus` are compared too, so that those are
 * found that no channel lists any more. Writes nothing.
 */
export async function planImport(
  ports: PlanningPorts,
  readings: readonly ChannelReading[],
  given: StockSource,
  ledgerSkus: readonly Sku[] = [],
): Promise<ImportPlan> {
  const all = readings.flatMap(({ listings }) => listings);
  const duplicates = duplicatesOf(all);
  const doubled = new Set(duplicates.map(({ channel, sku }) => `${channel}|${sku}`));
  const usable = all.filter(({ client, listing }) => !doubled.has(`${client.channel}|${listing.sku}`));
  const bySku = new Map(skuReadings(readings, usable).map((each) => [each.sku, each]));
  const listed = new Set(all.map(({ listing }) => listing.sku));
  const unlisted = given.skus.filter((sku) => !listed.has(sku));
  const skus = [...bySku.keys(), ...unlisted];
  const skuStates = new Map<Sku, SkuState>();
  const toCompare = [...new Set([...skus, ...ledgerSkus])];
  let done = 0;
  await withConcurrency(READS_AT_ONCE, toCompare, async (sku) => {
    const skuState = await ports.reader.skuState(sku);
    if (skuState !== undefined) {
      skuStates.set(sku, skuState);
    }
    done += 1;
    ports.progress('SKUs compared with the ledger', done, toCompare.length);
  });
  const readingOf = (sku: Sku) => bySku.get(sku) ?? nothingRead(sku);
  const unknown = skus.filter((sku) => !skuStates.has(sku));
  const tooMuch = new Set(unknown.filter((sku) => isTooMuchForOneMessage(readingOf(sku))));
  const known = skus.filter((sku) => skuStates.has(sku));
  const ofChannels = bundleSkus(usable);
  const entering = unknown.filter((sku) => given.stockOf(readingOf(sku)) !== undefined && !tooMuch.has(sku));
  const inLedger = [...known, ...entering].filter((sku) => !ofChannels.has(sku));
  const bundles = planBundles(usable, skuStates, new Set(inLedger));
  const source = withoutOrdersNotFound(withoutBundles(given, bundles));
  const hasStock = (sku: Sku) => source.stockOf(readingOf(sku)) !== undefined;
  const withoutStock = unknown.filter((sku) => !hasStock(sku) && !ofChannels.has(sku));
  const newSkus = unknown.filter((sku) => hasStock(sku) && !tooMuch.has(sku));
  const renamed = await renamedItems(ports.notes, readings, skuStates);
  const isRenamed = (listing: Listing) => renamed.some((each) => placeKey(each.listing) === placeKey(listing));
  const compared = comparedWithLedger(usable, all, readings, skuStates);
  return {
    source,
    readings,
    newSkus,
    lookAlikes: lookAlikes([...listed, ...unlisted, ...ledgerSkus]),
    ordersNotFound: newSkus.flatMap((sku) => ordersNotFound(readingOf(sku))),
    reserved: newSkus.flatMap((sku) => reservedAtSource(readingOf(sku), source)),
    tooManyOpen: [...tooMuch].map((sku) => ({ sku, lines: readingOf(sku).lines.length })),
    known,
    listings: usable,
    ...compared,
    renamed,
    vanished: compared.vanished.filter((listing) => !isRenamed(listing)),
    differing: known.flatMap((sku) => differences(readingOf(sku), skuStates.get(sku), source)),
    withoutStock,
    unlisted,
    onOneChannel: readings.length > 1 ? [...bySku.values()].flatMap(onOneChannel) : [],
    duplicates,
    leftOut: readings.flatMap(({ client, leftOut }) => leftOut.map((each) => ({ ...each, channel: client.channel }))),
    bundles,
    ordersTwice: ordersTwice(readings.map(firstRead)),
    setAside: readings.flatMap(({ client, setAside }) =>
      [...setAside].map(([id, reason]) => ({ channel: client.channel, id, reason })),
    ),
  };
}

function onOneChannel({ sku, listings }: SkuReading): ImportPlan['onOneChannel'] {
  const [channel, another] = new Set(listings.map(({ client }) => client.channel));
  const title = listings.map(({ listing }) => listing.title ?? '').at(-1) ?? '';
  return channel !== undefined && another === undefined ? [{ sku, channel, title }] : [];
}

function firstRead({ client, lines }: ChannelReading) {
  const first = [...lines.values()].flatMap((states) => states.slice(0, 1));
  return { channel: client.channel, lines: first };
}

function isTooMuchForOneMessage({ lines }: SkuReading): boolean {
  return lines.length > OPEN_LINES_MAX || new TextEncoder().encode(JSON.stringify(lines)).length > OPEN_LINES_BYTES_MAX;
}

/** The readings of all channels, grouped by SKU. */
export function skuReadings(
  readings: readonly ChannelReading[],
  listings: readonly ImportedListing[],
): readonly SkuReading[] {
  const lines = Map.groupBy(
    readings.flatMap((reading) => [...reading.lines.values()]),
    ([line]) => line?.sku,
  );
  const movements = Map.groupBy(
    readings.flatMap((reading) => [...reading.movements.values()]),
    ({ sku }) => sku,
  );
  const leftOut = Map.groupBy(
    readings.flatMap((reading) => [...reading.leftOutLines.values()]),
    ({ sku }) => sku,
  );
  return [...Map.groupBy(listings, ({ listing }) => listing.sku)].map(([sku, group]) => ({
    sku,
    listings: group,
    lines: lines.get(sku) ?? [],
    movements: movements.get(sku) ?? [],
    leftOutLines: leftOut.get(sku) ?? [],
  }));
}

function comparedWithLedger(
  usable: readonly ImportedListing[],
  all: readonly ImportedListing[],
  readings: readonly ChannelReading[],
  skuStates: ReadonlyMap<Sku, SkuState>,
): Pick<ImportPlan, 'added' | 'openAnew' | 'changed' | 'believedOtherwise' | 'vanished'> {
  const registered = new Map(
    [...skuStates.values()].flatMap(({ listings }) => listings.map((each) => [placeKey(each), each] as const)),
  );
  const places = usable
    .filter(({ listing }) => skuStates.has(listing.sku))
    .map((each) => {
      const place = placeOf(each);
      return { place, listing: each.listing, before: registered.get(placeKey(place)) };
    });
  const present = new Set(all.map((each) => placeKey(placeOf(each))));
  const read = new Set(readings.map(({ client }) => client.channel));
  const isOfBundle = ({ place }: (typeof places)[number]) => skuStates.get(place.sku)?.exposure?.madeOf !== undefined;
  const openAnew = places.filter((each) => each.before === undefined || isOfBundle(each)).map(({ place }) => place.sku);
  return {
    added: places.filter(({ before }) => before === undefined).map(({ place }) => place),
    openAnew: [...new Set(openAnew)],
    changed: places.flatMap(({ place, listing, before }) => {
      const changes = before === undefined ? [] : changesOf(before, listing);
      return changes.length > 0 ? [{ ...place, changes }] : [];
    }),
    believedOtherwise: places.flatMap(({ place, listing, before }) => {
      const isComparable = before?.managed === true && before.externalId === listing.externalId;
      return isComparable && before.shown !== listing.shows
        ? [{ ...place, shown: before.shown, shows: listing.shows }]
        : [];
    }),
    vanished: [...registered.values()].filter(
      (each) => each.managed && read.has(each.channel) && !present.has(placeKey(each)),
    ),
  };
}

function changesOf(before: Listing, now: ImportedListing['listing']): readonly string[] {
  return [
    ...(before.externalId === now.externalId ? [] : [`id ${before.externalId} → ${now.externalId}`]),
    ...(before.drawsOn.join() === now.drawsOn.join()
      ? []
      : [`draws on ${before.drawsOn.join(', ')} → ${now.drawsOn.join(', ')}`]),
    ...(before.managed === now.managed
      ? []
      : [now.managed ? 'kept by the channel → ours to push' : 'ours to push → kept by the channel']),
    // It was not raised meanwhile: what is due is due now, though it shows what we believe.
    ...(isDoubled(before) ? ['its SKU twice there → once'] : []),
  ];
}

function differences(
  reading: SkuReading,
  skuState: SkuState | undefined,
  source: StockSource,
): ImportPlan['differing'] {
  const stock = source.stockOf(reading);
  const ledgerAt = (location: LocationId) => (skuState?.stock[location] ?? NO_STOCK).onHand;
  const onHand: OnHand = stock?.onHand ?? {};
  return entriesOf(onHand)
    .map(([location, units]) => ({
      sku: reading.sku,
      location,
      ledger: ledgerAt(location),
      source:
        stock?.includes === 'counted' ? units : ledgerAt(location) + shownMoreAt(reading, skuState, source, location),
    }))
    .filter((each) => each.ledger !== each.source);
}

/**
 * By how many units a channel's figures for a location are above what we believe. The channel's units on hand alone do
 * not say it: our own pushes have subtracted there what other channels, bundles and holds have committed. Units that the
 * channel shows less because it has more off sale than the ledger has unavailable are on hand there all the same.
 */
function shownMoreAt(
  { listings }: SkuReading,
  skuState: SkuState | undefined,
  { name }: StockSource,
  location: LocationId,
): number {
  const { unavailable } = skuState?.stock[location] ?? NO_STOCK;
  const here = listings.filter(({ client, listing }) => client.channel === name && listing.drawsOn[0] === location);
  const offSale = Math.max(
    0,
    here.reduce((sum, { listing }) => sum + (listing.stock?.unavailable ?? 0), 0) - unavailable,
  );
  const more = here.reduce((sum, { listing }) => {
    const known = skuState?.listings.find(
      (each) => each.channel === name && each.channelLocation === listing.channelLocation,
    );
    return sum + (known?.managed === true ? listing.shows - known.shown : 0);
  }, 0);
  return more < 0 ? Math.min(0, more + offSale) : more;
}

function placeOf({ client, listing: { sku, channelLocation } }: ImportedListing): ListedPlace {
  return { sku, channel: client.channel, channelLocation };
}

function placeKey({ sku, channel, channelLocation }: ListedPlace): string {
  return `${channel}|${channelLocation}|${sku}`;
}

function duplicatesOf(listings: readonly ImportedListing[]): ImportPlan['duplicates'] {
  const byPlace = Map.groupBy(listings, (each) => placeKey(placeOf(each)));
  const doubled = new Map<string, ImportPlan['duplicates'][number]>();
  for (const group of byPlace.values()) {
    const [first] = group;
    if (first !== undefined && group.length > 1) {
      const { sku, channel } = placeOf(first);
      doubled.set(`${channel}|${sku}`, { channel, sku, externalIds: group.map(({ listing }) => listing.externalId) });
    }
  }
  return [...doubled.values()];
}
