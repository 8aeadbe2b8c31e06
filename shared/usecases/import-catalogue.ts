import type { CatalogueListing, ChannelOutlet } from '../channel-ports.ts';
import { type ChannelId, type LocationId, parseQuantity, type Quantity, type Sku } from '../domain/identifiers.ts';
import type { BaselineObservation } from '../domain/observation.ts';
import type { Clock, ListingRegistry, ObservationQueue, OnHand, StockReader } from '../ports.ts';

/** A listing as read from its channel. */
export type ImportedListing = { readonly outlet: ChannelOutlet; readonly listing: CatalogueListing };

/** What an import would do, before anything is written. */
export type ImportPlan = {
  readonly source: ChannelId;
  readonly listings: readonly ImportedListing[];
  /** SKUs that enter the ledger, with what is on hand of them. */
  readonly baselines: ReadonlyMap<Sku, OnHand>;
  /** SKUs the ledger has already: their stock is not touched. */
  readonly known: readonly Sku[];
  /** Listed SKUs for which the source of stock has no figure: listed, but not in the ledger. */
  readonly withoutStock: readonly Sku[];
  /** SKUs that the source of stock knows and no channel lists: in the ledger, but pushed nowhere. */
  readonly unlisted: readonly Sku[];
  /** The same SKU twice within one channel: which of them sells cannot be told, so neither is imported. */
  readonly duplicates: readonly { readonly channel: string; readonly sku: Sku }[];
};

/** Where the first on-hand figures come from. */
export type StockSource = {
  /** Under which name the ledger records them: a channel, or the operator. */
  readonly name: ChannelId;
  onHandOf(sku: Sku, listings: readonly ImportedListing[]): OnHand | undefined;
  /** SKUs it knows by itself, listed or not: what is sold at the till only is in no catalogue. */
  readonly skus: readonly Sku[];
};

/** Takes what one channel shows as on hand, at the first location that the listing draws on. */
export function stockFromChannel(channel: ChannelId): StockSource {
  return {
    name: channel,
    skus: [],
    onHandOf(_sku, listings) {
      const own = listings.filter(({ outlet }) => outlet.channel === channel);
      const onHand: Record<LocationId, Quantity> = {};
      for (const { listing } of own) {
        const [location] = listing.drawsOn;
        if (location !== undefined) {
          onHand[location] = parseQuantity((onHand[location] ?? 0) + Math.max(0, listing.shows));
        }
      }
      return own.length === 0 ? undefined : onHand;
    },
  };
}

/** Reads every channel's whole catalogue. `progress` is told the number of listings read so far of each channel. */
export async function readCatalogues(
  outlets: readonly ChannelOutlet[],
  progress: (channel: string, listings: number) => void,
): Promise<readonly ImportedListing[]> {
  const read = await Promise.all(
    outlets.map(async (outlet) => {
      const listings: ImportedListing[] = [];
      for await (const page of outlet.catalogue()) {
        listings.push(...page.map((listing) => ({ outlet, listing })));
        progress(outlet.channel, listings.length);
      }
      return listings;
    }),
  );
  return read.flat();
}

/** Matches listings by SKU and finds what is new, known, doubled, or without a stock figure. Writes nothing. */
export async function planImport(
  reader: Pick<StockReader, 'snapshot'>,
  listings: readonly ImportedListing[],
  source: StockSource,
): Promise<ImportPlan> {
  const duplicates = duplicatesOf(listings);
  const doubled = new Set(duplicates.map((each) => `${each.channel}|${each.sku}`));
  const usable = listings.filter(({ outlet, listing }) => !doubled.has(`${outlet.channel}|${listing.sku}`));
  const baselines = new Map<Sku, OnHand>();
  const known: Sku[] = [];
  const withoutStock: Sku[] = [];
  const groups = Map.groupBy(usable, ({ listing }) => listing.sku);
  const unlisted = source.skus.filter((sku) => !listings.some(({ listing }) => listing.sku === sku));
  for (const sku of [...groups.keys(), ...unlisted]) {
    const onHand = source.onHandOf(sku, groups.get(sku) ?? []);
    if ((await reader.snapshot(sku)) !== undefined) {
      known.push(sku);
    } else if (onHand === undefined) {
      withoutStock.push(sku);
    } else {
      baselines.set(sku, onHand);
    }
  }
  return { source: source.name, listings: usable, baselines, known, withoutStock, unlisted, duplicates };
}

export type ImportPorts = {
  readonly registry: Pick<ListingRegistry, 'register'>;
  readonly observations: ObservationQueue;
  readonly clock: Clock;
};

/** Listings written at a time: enough to keep a laptop's connection busy, too few for a new table to throttle. */
const WRITES_AT_ONCE = 16;

/**
 * Registers the listings, then queues the baselines like any other observation. Running it again changes nothing
 * that is there: what a listing shows and what is on hand stay as the ledger has them.
 */
export async function applyImport(ports: ImportPorts, plan: ImportPlan): Promise<void> {
  const now = ports.clock();
  for (let start = 0; start < plan.listings.length; start += WRITES_AT_ONCE) {
    await Promise.all(
      plan.listings
        .slice(start, start + WRITES_AT_ONCE)
        .map(({ outlet, listing }) => ports.registry.register(listing, outlet.channel, outlet.pushMode, now)),
    );
  }
  const at = now.toISOString();
  const source = { channel: plan.source, key: 'baseline' };
  const observations = [...plan.baselines].map(
    ([sku, onHand]): BaselineObservation => ({ kind: 'baseline', sku, onHand, source, occurredAt: at, receivedAt: at }),
  );
  await ports.observations.send(observations);
}

function duplicatesOf(listings: readonly ImportedListing[]): ImportPlan['duplicates'] {
  const byPlace = Map.groupBy(
    listings,
    ({ outlet, listing }) => `${outlet.channel}|${listing.channelLocation}|${listing.sku}`,
  );
  return [...byPlace.values()].flatMap((group) => {
    const [first, second] = group;
    return first !== undefined && second !== undefined
      ? [{ channel: first.outlet.channel, sku: first.listing.sku }]
      : [];
  });
}
