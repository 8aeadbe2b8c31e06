/** Hands what came under the name of a linked listing on to the ledger of the SKU that it sells. */
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import { handedOn, type Link, linkOf } from '../../domain/listing/link.ts';
import { isOfListing, type ListingObservation } from '../../domain/stock/multiplied.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import { keyOfWholeLine } from '../../domain/stock/order-line.ts';
import type { LedgerStore, Parked, ParkingLot } from '../../ports/posting/posting.ts';

/** An observation as it came, and as the SKU's ledger takes it. */
export type HandedOn = { readonly reported: Observation; readonly addressed: ListingObservation };

type Ledger = Pick<LedgerStore, 'load'>;

/**
 * The first of the observations: those that are handed on, up to one that is kept; or those that are kept, up to one that is
 * handed on. Each goes to the ledger that has its line already, be it the name's own; a line that none has goes to the SKU
 * that the listing sells now.
 */
export async function firstOfOneLedger(
  ledger: Ledger,
  named: SkuLedger,
  observations: readonly Observation[],
): Promise<{ readonly handed: readonly HandedOn[]; readonly kept: readonly Observation[] }> {
  if (named.links === undefined) {
    return { handed: [], kept: observations };
  }
  const handed: HandedOn[] = [];
  const kept: Observation[] = [];
  for (const reported of observations) {
    const addressed = await addressedOf(ledger, named, reported);
    if (addressed === undefined ? handed.length > 0 : kept.length > 0) {
      break;
    }
    if (addressed === undefined) {
      kept.push(reported);
    } else {
      handed.push({ reported, addressed });
    }
  }
  return { handed, kept };
}

/** Where the listing of an observation is, whose line another ledger has than that of the SKU that it sells now. */
export type ListedElsewhere = { readonly sku: Sku; readonly channel: ChannelId; readonly channelLocation: string };

/**
 * The listings of lines that went on in an earlier ledger. Their channel counted there what it took or put back, and no posting
 * moves what is believed of them: they must be checked.
 */
export function listedElsewhere(
  { sku: name, links = [] }: SkuLedger,
  { handed, kept }: { readonly handed: readonly HandedOn[]; readonly kept: readonly Observation[] },
): readonly ListedElsewhere[] {
  const posted = [
    ...handed.map(({ reported, addressed }) => ({ reported, sku: addressed.sku })),
    ...kept.map((reported) => ({ reported, sku: name })),
  ];
  return posted.flatMap(({ reported, sku }) => {
    const link = isOfListing(reported) ? linkOf(links, reported) : undefined;
    if (link === undefined || !isOfListing(reported) || link.sku === sku) {
      return [];
    }
    const { channelLocation = '-' } = link.isRemoved ? reported : handedOn(reported, link, link.sku);
    return [{ sku: link.sku, channel: link.channel, channelLocation }];
  });
}

/** The observation as the ledger takes it where its line belongs; undefined where that is the name's own, or it has no link. */
export async function addressedOf(
  ledger: Ledger,
  named: SkuLedger,
  reported: Observation,
): Promise<ListingObservation | undefined> {
  return addressedBy(ledger, named, await linkBehind(ledger, named, reported), reported);
}

/** The same, where the link behind it is known. */
export async function addressedBy(
  ledger: Ledger,
  named: SkuLedger,
  link: Link | undefined,
  reported: Observation,
): Promise<ListingObservation | undefined> {
  if (link === undefined || !isOfListing(reported)) {
    return undefined;
  }
  const sku = await skuWith(ledger, named, link, reported);
  return sku === named.sku ? undefined : handedOn(withItem(reported, link), link, sku);
}

/** A line of a deleted item named by what the item was sold as, so that it counts in the units of its listing. */
function withItem(reported: ListingObservation, { soldAs, externalId }: Link): ListingObservation {
  return reported.kind === 'orderLine' && reported.soldAs === null
    ? { ...reported, soldAs: soldAs ?? externalId }
    : reported;
}

/**
 * The link of the listing that the observation is of. A line of an item that its channel has deleted names none: it is of the
 * listing whose ledger has it already, or of the only one that bore the SKU, where the ledger does not have that.
 */
export async function linkBehind(
  ledger: Ledger,
  { sku, seq, links = [] }: SkuLedger,
  reported: Observation,
): Promise<Link | undefined> {
  if (links.length === 0 || !isOfListing(reported)) {
    return undefined;
  }
  const { kind, soldAs, source } = reported;
  if (kind !== 'orderLine' || soldAs !== null) {
    return linkOf(links, reported);
  }
  const possible = links.filter((link) => linkOf([link], { ...reported, soldAs: link.soldAs ?? link.externalId }));
  for (const link of possible) {
    const others = [link.sku, ...link.before].filter((each) => each !== sku);
    if ((await firstWithLine(ledger, others, source.key)) !== undefined) {
      return link;
    }
  }
  return seq === 0 && possible.length === 1 ? possible[0] : undefined;
}

/** The SKU whose ledger has the line: the name's own, those that the listing sold before, or the one that it sells now. */
async function skuWith(
  ledger: Ledger,
  named: SkuLedger,
  { sku, before }: Link,
  { source }: ListingObservation,
): Promise<Sku> {
  const earlier = [...(named.seq > 0 ? [named.sku] : []), ...before].filter((each) => each !== sku);
  return (await firstWithLine(ledger, earlier, source.key)) ?? sku;
}

/** The first of these SKUs whose ledger has the line under this key, or the line that it is a part of. */
async function firstWithLine(ledger: Ledger, skus: readonly Sku[], key: string): Promise<Sku | undefined> {
  const keys = keysOfLine(key);
  for (const sku of new Set(skus)) {
    const { seen } = await ledger.load(sku, keys);
    if (keys.some((each) => seen.has(each))) {
      return sku;
    }
  }
  return undefined;
}

/** A part of a line at a further location has a key of its own beside the line's: they stay together. */
function keysOfLine(key: string): readonly string[] {
  return [...new Set([key, keyOfWholeLine(key)])];
}

/**
 * The parking lot in which what cannot be posted waits as it came, under its name: it is handed on anew when it is replayed,
 * by the link of that time.
 */
export function parkingAsReported(parking: ParkingLot, handed: readonly HandedOn[]): ParkingLot {
  const asReported = (parked: Parked): Parked => {
    const { source, receivedAt } = parked.observation;
    const own = handed.find(
      (each) => each.addressed.source.key === source.key && each.addressed.receivedAt === receivedAt,
    );
    return own === undefined ? parked : { ...parked, observation: own.reported };
  };
  return { ...parking, park: (parked) => parking.park(parked.map(asReported)) };
}
