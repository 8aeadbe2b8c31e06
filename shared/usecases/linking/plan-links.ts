/** Plans what links would change: which listing leaves which SKU, and what it would show. Writes nothing. */
import { currentExposure, type ExposureRules } from '../../domain/exposure/exposure.ts';
import { type offeredStock, sellableOffered } from '../../domain/exposure/offered-stock.ts';
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import { type Link, relinked, unlinked } from '../../domain/listing/link.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import type { PushMode } from '../../domain/listing/listing-push.ts';
import { locationAt } from '../../domain/listing/place.ts';
import type { CatalogueListing, LeftOut } from '../../ports/channel/channel.ts';
import { LINK_WRITES_MAX, type LinkChange, linkWrites } from '../../ports/importing/links.ts';
import type { LedgerStore } from '../../ports/posting/posting.ts';
import type { StockReader } from '../../ports/reading/stock-reader.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { fits, linkGroups } from './link-groups.ts';
import { linkedRow } from './linked-channel.ts';

/** What the merchant wants of one listing; `sku` absent: it sells its own SKU again. */
export type WantedLink = {
  readonly channel: ChannelId;
  /** The channel's id of it, the id under which orders name it, or its SKU there where only one listing has it. */
  readonly listing: string;
  readonly sku?: Sku;
  readonly units: number;
};

/** A channel's catalogue as it is there, with the links that are kept of it. */
export type LinkableCatalogue = {
  readonly channel: ChannelId;
  readonly pushMode: PushMode;
  readonly rows: readonly CatalogueListing[];
  readonly leftOut: readonly LeftOut[];
  readonly links: readonly Link[];
};

/** One listing that sells something else than before. */
export type PlannedLink = {
  readonly wanted: WantedLink;
  readonly change: LinkChange;
  readonly from: { readonly sku: Sku; readonly units: number };
  readonly to: { readonly sku: Sku; readonly units: number };
  /** What it shows at each of its locations, and what it would show, in its own units; `would` absent where nobody knows yet. */
  readonly figures: readonly { readonly location: string; readonly shows: number; readonly would?: number }[];
  /**
   * Units of the earlier SKU in open orders of the channel, where the SKU to come is under escrow; absent: none. Where one is
   * cancelled, its units are on sale at the listing and in no share, until the check that follows.
   */
  readonly mayReturn?: number;
  /** The SKU is not in the ledger: its orders wait until it is. */
  readonly isUnknown: boolean;
};

export type LinkPlan = {
  readonly planned: readonly PlannedLink[];
  /** What cannot be linked, each with what to do. Nothing is written while there is any. */
  readonly refused: readonly { readonly wanted: WantedLink; readonly reason: string }[];
};

export type LinkPlanPorts = {
  readonly ledger: Pick<LedgerStore, 'load'>;
  readonly reader: Pick<StockReader, 'skuState' | 'openLines'>;
  readonly rules: ExposureRules;
};

/** Compares what is wanted with the catalogues and with the links that hold. What holds already is not planned. */
export async function planLinks(
  ports: LinkPlanPorts,
  catalogues: readonly LinkableCatalogue[],
  wanted: readonly WantedLink[],
): Promise<LinkPlan> {
  const moves: Move[] = [];
  const refused: LinkPlan['refused'][number][] = [];
  const seen = new Map<string, WantedLink>();
  for (const each of wanted) {
    const catalogue = catalogues.find(({ channel }) => channel === each.channel);
    const found = catalogue === undefined ? `${each.channel} is no channel with listings.` : itemOf(catalogue, each);
    if (catalogue === undefined || typeof found === 'string') {
      refused.push({ wanted: each, reason: String(found) });
      continue;
    }
    const key = `${each.channel}|${found[0].externalId}`;
    const other = seen.get(key);
    seen.set(key, each);
    if (other !== undefined) {
      const isSame = other.sku === each.sku && other.units === each.units;
      refused.push(...(isSame ? [] : [{ wanted: each, reason: twice(other, each) }]));
      continue;
    }
    const move = await planOne(ports, catalogue, found, each);
    moves.push(...(move === undefined ? [] : [move]));
  }
  const changes = moves.map(({ change }) => change);
  const planned = moves.map(({ state, ...move }): PlannedLink => {
    const { channel, comes } = move.change;
    const listings = listedAfter(changes, move.to.sku, state);
    const figures = comes.map((row) => figureOf(ports.rules, { state, channel }, listings, row));
    return { ...move, figures, isUnknown: state === undefined };
  });
  return { planned, refused: [...refused, ...tooManyAtOnce(planned)] };
}

/** Links that exchange SKUs are written together, and a write takes so many: what the store would refuse is refused here. */
function tooManyAtOnce(planned: readonly PlannedLink[]): LinkPlan['refused'] {
  return linkGroups(planned)
    .filter((group) => !fits(group))
    .flatMap((group) => {
      const writes = linkWrites(group.map(({ change }) => change));
      const [first] = group;
      const reason = `It is one of ${group.length} links that exchange ${first?.to.sku} with other SKUs and are written together. That takes ${writes} writes, and at most ${LINK_WRITES_MAX} can be made at once: give a part of them first.`;
      return first === undefined ? [] : [{ wanted: first.wanted, reason }];
    });
}

/** A link that is to change, with the state of the SKU that its listing would sell. */
type Move = Pick<PlannedLink, 'wanted' | 'change' | 'from' | 'to' | 'mayReturn'> & {
  readonly state: SkuState | undefined;
};

type OfferedListing = Parameters<typeof offeredStock>[1][number];

/** The listings of the SKU once all of these links have changed: what one of them may show depends on the others. */
function listedAfter(changes: readonly LinkChange[], sku: Sku, state: SkuState | undefined): readonly OfferedListing[] {
  const leave = new Set(changes.flatMap(({ leaves }) => leaves.filter((each) => each.sku === sku).map(listingId)));
  const stay = state?.listings.filter((each) => !leave.has(listingId(each))) ?? [];
  const come = changes.flatMap(({ channel, comes }) =>
    comes.filter((row) => row.sku === sku).map(({ managed, drawsOn }) => ({ channel, managed, drawsOn })),
  );
  return [...stay, ...come];
}

function twice(one: WantedLink, other: WantedLink): string {
  return `It would sell both ${one.units} × ${one.sku ?? 'its own SKU'} and ${other.units} × ${other.sku ?? 'its own SKU'}: one listing sells one SKU. To sell several together, make a bundle of them.`;
}

type Item = readonly [CatalogueListing, ...CatalogueListing[]];

/** The rows of the listing, one for each of its locations; or why there are none to link, as a sentence. */
function itemOf({ channel, rows, leftOut }: LinkableCatalogue, { listing, units, sku }: WantedLink): Item | string {
  if (!Number.isInteger(units) || units < 1) {
    return `It cannot sell ${units} units at a time: use a whole number of 1 or more.`;
  }
  const byId = rows.filter(({ externalId, soldAs }) => externalId === listing || soldAs === listing);
  const named = byId.length > 0 ? byId : rows.filter((row) => row.sku === listing);
  const ids = [...new Set(named.map(({ externalId }) => externalId))];
  const [first, ...others] = named;
  if (first === undefined) {
    const left = leftOut.find((each) => each.externalId === listing || each.sku === listing);
    return left === undefined
      ? `${channel} has no listing ${listing}.`
      : `${channel} has a listing ${listing} that cannot be linked. ${left.reason}`;
  }
  if (ids.length > 1) {
    return `${channel} has ${ids.length} listings with the SKU ${listing}: name one by its id, ${ids.join(' or ')}.`;
  }
  return first.madeOf !== undefined && sku !== undefined
    ? `${listing} is a bundle that ${channel} makes itself: its quantity follows from its components.`
    : [first, ...others];
}

async function planOne(
  ports: LinkPlanPorts,
  { channel, pushMode, links }: LinkableCatalogue,
  item: Item,
  wanted: WantedLink,
): Promise<Move | undefined> {
  const [{ externalId, soldAs, sku: name }] = item;
  const own = links.filter((each) => each.externalId === externalId);
  const present = own.find((each) => each.name === name) ?? own[0];
  const isLinked = present !== undefined && present.isRemoved !== true;
  if (wanted.sku === undefined ? !isLinked : isLinked && present.sku === wanted.sku && present.units === wanted.units) {
    return undefined;
  }
  const from = isLinked ? { sku: present.sku, units: present.units } : { sku: name, units: 1 };
  const fresh: Link = {
    channel,
    externalId,
    ...(soldAs !== undefined && { soldAs }),
    name,
    ...from,
    before: present?.before ?? [],
  };
  const linksAfter = (own.some((each) => each.name === name) ? own : [...own, undefined]).map((before) => {
    const known = before ?? fresh;
    const after = wanted.sku === undefined ? unlinked(known) : relinked(known, wanted.sku, wanted.units);
    return { ...(before && { before }), after };
  });
  const [{ after } = { after: fresh }] = linksAfter;
  const { listings } = await ports.ledger.load(from.sku, []);
  const isOfItem = (each: Listing) => each.channel === channel && each.externalId === externalId;
  const state = await ports.reader.skuState(after.sku);
  const rows = item.map((row) => linkedRow(row, after.isRemoved ? undefined : after));
  const change: LinkChange = {
    links: linksAfter,
    leaves: listings.filter(isOfItem),
    comes: rows,
    channel,
    pushMode,
  };
  const mayReturn = state?.exposure?.shares === undefined ? 0 : await openUnits(ports, from.sku, channel);
  const to = { sku: after.sku, units: after.units };
  return { wanted, change, from, to, state, ...(mayReturn > 0 && after.sku !== from.sku && { mayReturn }) };
}

async function openUnits({ reader }: LinkPlanPorts, sku: Sku, channel: ChannelId): Promise<number> {
  const lines = await reader.openLines(sku);
  return lines.filter((line) => line.channel === channel).reduce((sum, { units }) => sum + units, 0);
}

function figureOf(
  rules: ExposureRules,
  { state, channel }: { readonly state: SkuState | undefined; readonly channel: ChannelId },
  listings: readonly OfferedListing[],
  row: CatalogueListing,
): PlannedLink['figures'][number] {
  const { units = 1, channelLocation, drawsOn, shows, managed } = row;
  const location = locationAt(channelLocation);
  const exposure = state && currentExposure(state, rules);
  const isOpen = state === undefined || exposure === undefined || exposure.shares !== undefined || !managed;
  const asListed = { channel, channelLocation, drawsOn, units };
  const would = isOpen ? {} : { would: sellableOffered({ stock: state.stock, listings }, asListed, exposure) / units };
  return { location, shows: shows / units, ...would };
}
