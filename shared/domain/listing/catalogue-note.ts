/** Decides what a message about a channel’s catalogue changes on a listing. */
import { firstCharacters } from '../identifiers.ts';
import type { Listing } from './listing.ts';
import { isLinked } from './place.ts';

/** What a channel says of something in its catalogue. It moves no stock. */
export type CatalogueNews =
  /** It is sold under that SKU; null: under none. */
  | { readonly kind: 'offered'; readonly sku: string | null }
  | { readonly kind: 'deleted' }
  /** The channel counts it; or it does not, and sells it without end. */
  | { readonly kind: 'counted' }
  | { readonly kind: 'notCounted' }
  /** Customers can buy it when it shows nothing; or they cannot. */
  | { readonly kind: 'sellsWithoutStock' }
  | { readonly kind: 'stopsWithoutStock' }
  /** The channel has another item under its SKU, with this id of the channel. */
  | { readonly kind: 'doubled'; readonly externalId: string }
  /** A location of the channel stocks it. */
  | { readonly kind: 'stocked' }
  | { readonly kind: 'notStocked' }
  /** Customers of that marketplace can buy it, or cannot. */
  | { readonly kind: 'buyable'; readonly marketplace: string }
  | { readonly kind: 'notBuyable'; readonly marketplace: string; readonly isDeleted: boolean };

/** What is kept on a listing of what its channel's catalogue last said, one note for each matter. */
export type CatalogueNote = {
  /**
   * `item`: what it is; `count`, `place`: whether it is counted, stocked; `withoutStock`: whether it sells when it shows
   * nothing; `double`: whether its SKU is there twice; `sale:<marketplace>`: whether it can be bought.
   */
  readonly matter: string;
  /** When the channel said so; ISO 8601. */
  readonly at: string;
  /** What is wrong, as the end of a sentence that begins with the listing; absent where nothing is. */
  readonly problem?: string;
  /** While it shows nothing, it is no problem: what is sold out cannot be bought. */
  readonly unlessSoldOut?: true;
  /** Whether the listing was pushed before, and is not for as long as the problem lasts. */
  readonly stopped?: true;
};

/** A listing after what its channel's catalogue reported of it. */
export type Noted = {
  readonly notes: readonly CatalogueNote[];
  readonly managed: boolean;
  /** What is wrong and was not known. */
  readonly problem?: string;
  /** What was wrong before, and is not any more. */
  readonly solved?: string;
};

/**
 * What follows for a listing from what its channel said at that time (ISO 8601). Undefined: nothing new, or something
 * newer is known of the matter.
 *
 * A listing whose item is now sold under another SKU, is deleted or is not stocked there any more is pushed no longer: its
 * figure would go onto something else, or nowhere. One that cannot be bought just now is pushed on, so that its figure is
 * right when it can.
 */
export function noteNews(
  listing: Pick<Listing, 'sku' | 'managed' | 'shown' | 'catalogueNotes' | 'channelLocation'>,
  news: CatalogueNews,
  at: string,
): Noted | undefined {
  const matter = matterOf(news);
  const notes = listing.catalogueNotes ?? [];
  const before = notes.find((note) => note.matter === matter);
  const found = problemOf(listing, news);
  if (before === undefined ? found === undefined : before.at > at || before.problem === found?.problem) {
    return undefined;
  }
  const others = notes.filter((note) => note !== before);
  const isStopped = others.some(({ stopped }) => stopped);
  const wasManaged = listing.managed || before?.stopped === true || isStopped;
  const stopped = found?.stops === true && wasManaged;
  const note: CatalogueNote = {
    matter,
    at,
    ...(found !== undefined && { problem: found.problem }),
    ...(found?.unlessSoldOut === true && { unlessSoldOut: true as const }),
    ...(stopped && { stopped: true as const }),
  };
  const isReported = found !== undefined && isProblem(note, listing.shown);
  return {
    notes: [...others, note],
    managed: wasManaged && !stopped && !isStopped,
    ...(isReported && { problem: found.problem }),
    ...(found === undefined && before?.problem !== undefined && { solved: before.problem }),
  };
}

/** What is noted of a listing as it is registered from its channel's catalogue; what was noted before is over. */
export function notesOnRegistering(sellsWithoutStock: boolean, at: string): readonly CatalogueNote[] {
  return sellsWithoutStock ? [{ matter: WITHOUT_STOCK, at, problem: SELLS_WITHOUT_STOCK }] : [];
}

/** Whether its customers can buy it when it shows nothing: then no share and no bound limits what it sells. */
export function sellsWithoutStock({ catalogueNotes = [] }: Pick<Listing, 'catalogueNotes'>): boolean {
  return catalogueNotes.some(({ matter, problem }) => matter === WITHOUT_STOCK && problem !== undefined);
}

/**
 * Whether its channel has another item under its SKU. Nobody knows then which of them an order is of, nor which of them
 * should show the stock: neither is raised.
 */
export function isDoubled({ catalogueNotes = [] }: Pick<Listing, 'catalogueNotes'>): boolean {
  return catalogueNotes.some(({ matter, problem }) => matter === DOUBLE && problem !== undefined);
}

/** Whether it was pushed until its channel said that it is something else now, or is gone. */
export function wasStopped({ managed, catalogueNotes = [] }: Pick<Listing, 'managed' | 'catalogueNotes'>): boolean {
  return !managed && catalogueNotes.some(({ stopped }) => stopped === true);
}

/** Whether it was pushed until its channel said that it stocks the item at that location no more, and only for that. */
export function isPlaceLeft({ managed, catalogueNotes = [] }: Pick<Listing, 'managed' | 'catalogueNotes'>): boolean {
  const stopped = catalogueNotes.filter((note) => note.stopped === true);
  return !managed && stopped.length > 0 && stopped.every(({ matter }) => matter === PLACE);
}

const WITHOUT_STOCK = 'withoutStock';
const PLACE = 'place';
const SELLS_WITHOUT_STOCK = 'is sold on when nothing is left (“Continue selling when out of stock”)';
const DOUBLE = 'double';

/**
 * What is wrong with the listing in its channel's catalogue, in one sentence; undefined when nothing is. That it sells
 * without stock is the merchant's choice: see `sellsWithoutStock`.
 */
export function catalogueProblem({
  catalogueNotes = [],
  shown,
}: Pick<Listing, 'catalogueNotes' | 'shown'>): string | undefined {
  const problems = catalogueNotes
    .filter((note) => note.matter !== WITHOUT_STOCK && isProblem(note, shown))
    .map(({ problem }) => problem);
  return problems.length === 0 ? undefined : `The listing ${problems.join(', and ')}.`;
}

function isProblem({ problem, unlessSoldOut }: CatalogueNote, shown: number): boolean {
  return problem !== undefined && (unlessSoldOut !== true || shown > 0);
}

function matterOf(news: CatalogueNews): string {
  switch (news.kind) {
    case 'offered':
    case 'deleted':
      return 'item';
    case 'counted':
    case 'notCounted':
      return 'count';
    case 'sellsWithoutStock':
    case 'stopsWithoutStock':
      return WITHOUT_STOCK;
    case 'doubled':
      return DOUBLE;
    case 'stocked':
    case 'notStocked':
      return PLACE;
    case 'buyable':
    case 'notBuyable':
      return `sale:${news.marketplace}`;
    default:
      return news satisfies never;
  }
}

type Problem = { readonly problem: string; readonly stops?: true; readonly unlessSoldOut?: true };

function problemOf(listing: Pick<Listing, 'sku' | 'channelLocation'>, news: CatalogueNews): Problem | undefined {
  switch (news.kind) {
    case 'offered':
      return news.sku === listing.sku || isLinked(listing)
        ? undefined
        : { problem: `is sold there under ${named(news.sku)} now, so that it is pushed no more`, stops: true };
    case 'deleted':
      return { problem: 'was deleted there', stops: true };
    case 'notCounted':
      return { problem: 'is not counted there any more, so that it sells without end' };
    case 'sellsWithoutStock':
      return { problem: SELLS_WITHOUT_STOCK };
    case 'doubled':
      return {
        problem: `shares its SKU with another item there (${news.externalId}), so that neither is raised`,
      };
    case 'notStocked':
      return { problem: 'is not stocked at that location any more', stops: true };
    case 'notBuyable':
      return news.isDeleted
        ? { problem: `was deleted on ${news.marketplace}` }
        : { problem: `cannot be bought on ${news.marketplace}`, unlessSoldOut: true };
    case 'counted':
    case 'stopsWithoutStock':
    case 'stocked':
    case 'buyable':
      return undefined;
    default:
      return news satisfies never;
  }
}

/** A merchant's SKU may be anything: it is quoted, and cut. */
function named(sku: string | null): string {
  return sku ? `SKU “${firstCharacters(sku, 255)}”` : 'no SKU';
}
