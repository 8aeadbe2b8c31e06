/** Proposes which SKU a channel's listing may sell, by what both are called. Nothing is linked by it. */
import type { ChannelId, Sku } from '../identifiers.ts';
import { gtinOf } from './gtin.ts';

/** A listing as its channel's catalogue names it. */
export type NamedListing = {
  readonly channel: ChannelId;
  /** The channel's id of it. */
  readonly listing: string;
  /** Its own SKU at the channel. */
  readonly name: Sku;
  /** The SKU that it sells already, by its name or by a link. */
  readonly sells?: Sku | undefined;
  /** Its trade item number as written there. */
  readonly gtin?: string | undefined;
  /** Amazon's number of the article. */
  readonly asin?: string | undefined;
};

/** What two catalogues have in common; the earlier ones say more. */
export type ProposalReason = 'gtin' | 'asin' | 'lookAlike';

export type Candidate = { readonly sku: Sku; readonly because: readonly ProposalReason[] };

export type Proposals = {
  /** One SKU for the listing, and no other listing of its channel for that SKU. How many units it sells nobody knows. */
  readonly proposed: readonly { readonly listing: NamedListing; readonly candidate: Candidate }[];
  /** Several SKUs, or several listings for one SKU: a person must choose. */
  readonly ambiguous: readonly { readonly listing: NamedListing; readonly candidates: readonly Candidate[] }[];
  /** Listings of which nothing is known. */
  readonly unmatched: readonly NamedListing[];
};

/**
 * Compares the listings that sell no SKU of the ledger with those that do, and with the ledger's SKUs. A number that stands on
 * listings of two SKUs identifies neither, so all SKUs that any reason names are candidates: where there is one, it is
 * proposed.
 */
export function proposeLinks(listings: readonly NamedListing[], skus: Iterable<Sku>): Proposals {
  const known = new Map<string, Set<Sku>>();
  const note = (key: string, sku: Sku) => known.set(key, (known.get(key) ?? new Set()).add(sku));
  for (const sku of skus) {
    for (const look of looksOf(sku)) {
      note(`lookAlike:${look}`, sku);
    }
  }
  for (const listing of listings) {
    if (listing.sells !== undefined) {
      for (const { key } of keysOf(listing)) {
        note(key, listing.sells);
      }
    }
  }
  const open = listings
    .filter(({ sells }) => sells === undefined)
    .map((listing) => ({ listing, candidates: candidatesOf(listing, known) }));
  const wanted = Map.groupBy(
    open.flatMap(({ listing, candidates }) => candidates.map(({ sku }) => ({ sku, channel: listing.channel }))),
    ({ sku, channel }) => `${channel}|${sku}`,
  );
  const isProposed = ({ listing, candidates }: (typeof open)[number]) =>
    candidates.length === 1 && wanted.get(`${listing.channel}|${candidates[0]?.sku}`)?.length === 1;
  return {
    proposed: open
      .filter(isProposed)
      .flatMap(({ listing, candidates }) => candidates.map((candidate) => ({ listing, candidate }))),
    ambiguous: open.filter((each) => each.candidates.length > 0 && !isProposed(each)),
    unmatched: open.filter(({ candidates }) => candidates.length === 0).map(({ listing }) => listing),
  };
}

/** A run of these between two digits may make another number of them: 1.5 is not 15, and 1/2 is not 12. */
const NUMBER_SIGN = /(?<=\d)[.,/\u2044](?=\d)/g;
const BETWEEN_DIGITS = /(?<=\d)[\s\p{P}\u2044]+(?=\d)/gu;

/**
 * How a SKU looks to a person: without case, blanks, punctuation and leading zeros. Signs such as + stay, because another model
 * has them. Of numbers with a point, a comma or a slash nothing is left out: they look like those only that are apart in some
 * way at the same digits. Nothing where the SKU is made of nothing else.
 */
export function looksOf(sku: string): readonly string[] {
  const written = sku.normalize('NFKC').toLowerCase();
  const looks = [written.replace(BETWEEN_DIGITS, APART), written.replace(NUMBER_SIGN, APART)].map((each) =>
    each.replace(/[\s\p{P}\p{Sk}\p{So}|~]+/gu, '').replace(/^0+(?=.)/, ''),
  );
  return [...new Set(looks)].filter((look) => look !== '');
}

/** Stands for what keeps two digits apart; no SKU has it, because it is a symbol that NFKC writes in another way. */
const APART = '\u207A';

function candidatesOf(listing: NamedListing, known: ReadonlyMap<string, ReadonlySet<Sku>>): readonly Candidate[] {
  const found = keysOf(listing).flatMap(({ reason, key }) =>
    [...(known.get(key) ?? [])].map((sku) => ({ sku, reason })),
  );
  return [...Map.groupBy(found, ({ sku }) => sku)].map(([sku, group]) => ({
    sku,
    because: [...new Set(group.map(({ reason }) => reason))],
  }));
}

/** Under what a listing is compared: each key says of one reason what is equal. */
function keysOf({
  name,
  gtin,
  asin,
}: NamedListing): readonly { readonly reason: ProposalReason; readonly key: string }[] {
  const number = gtinOf(gtin);
  return [
    ...(number === undefined ? [] : [{ reason: 'gtin' as const, key: `gtin:${number}` }]),
    ...(asin === undefined || asin === '' ? [] : [{ reason: 'asin' as const, key: `asin:${asin}` }]),
    ...looksOf(name).map((look) => ({ reason: 'lookAlike' as const, key: `lookAlike:${look}` })),
  ];
}
