/** Proposes which SKU a channel's listing may sell, by what both are called. Nothing is linked by it. */
import type { ChannelId, Sku } from '../identifiers.ts';
import { gtinOf } from './gtin.ts';
import { areAlike, type Look, lookOf } from './look-alike.ts';

/** A listing as its channel's catalogue names it. */
export type NamedListing = {
  readonly channel: ChannelId;
  /** The channel's id of it. */
  readonly listing: string;
  /** Its own SKU at the channel. */
  readonly name: Sku;
  /** As its channel has it, for people. */
  readonly title?: string | undefined;
  /** The SKU that it sells already, by its name or by a link. */
  readonly sells?: Sku | undefined;
  /** Its trade item number as written there. */
  readonly gtin?: string | undefined;
  /** Amazon's number of the article. */
  readonly asin?: string | undefined;
};

/** What two catalogues have in common; the earlier ones say more. */
export type ProposalReason = 'gtin' | 'asin' | 'lookAlike';

/**
 * What speaks against a candidate: the number stands on other articles of one channel too; it has another number; the channel has
 * a listing that sells it; a listing of another channel is like this one, and is not proposed it.
 */
export type CounterReason = 'numberShared' | 'otherNumber' | 'listedThere' | 'likeAnother';

export type Candidate = {
  readonly sku: Sku;
  readonly because: readonly ProposalReason[];
  readonly but?: readonly CounterReason[];
};

export type Proposals = {
  /** One SKU for the listing, and no other listing of its channel for that SKU. How many units it sells nobody knows. */
  readonly proposed: readonly { readonly listing: NamedListing; readonly candidate: Candidate }[];
  /** Several SKUs, several listings for one SKU, or something speaks against it: a person must choose. */
  readonly ambiguous: readonly { readonly listing: NamedListing; readonly candidates: readonly Candidate[] }[];
  /** Listings of which nothing is known. */
  readonly unmatched: readonly NamedListing[];
};

/** A listing that sells no SKU of the ledger, with what it may sell. */
type Open = { readonly listing: NamedListing; readonly candidates: readonly Candidate[] };

/**
 * Compares the listings that sell no SKU of the ledger with those that do, and with the ledger's SKUs. All SKUs that any reason
 * names are candidates. Where there is one, and a reason for it that nothing speaks against, it is proposed.
 */
export function proposeLinks(listings: readonly NamedListing[], skus: Iterable<Sku>): Proposals {
  const known = knownBy(listings, skus);
  const open = listings
    .filter(({ sells }) => sells === undefined)
    .map((listing): Open => ({ listing, candidates: candidatesOf(listing, known) }));
  const wanted = Map.groupBy(
    open.flatMap(({ listing, candidates }) => candidates.map(({ sku }) => `${listing.channel}|${sku}`)),
    (key) => key,
  );
  const isTorn = tornBy(open);
  const judged = open.map(({ listing, candidates }) => {
    const candidate = likelyOf(candidates);
    const isAlone = wanted.get(`${listing.channel}|${candidate?.sku}`)?.length === 1;
    const isDoubtful = candidate !== undefined && isTorn(listing, candidate);
    return {
      listing,
      candidates: isDoubtful ? [against(candidate, 'likeAnother')] : candidates,
      proposed: isDoubtful || !isAlone ? undefined : candidate,
    };
  });
  return {
    proposed: judged.flatMap(({ listing, proposed }) =>
      proposed === undefined ? [] : [{ listing, candidate: proposed }],
    ),
    ambiguous: judged
      .filter(({ candidates, proposed }) => candidates.length > 0 && proposed === undefined)
      .map(({ listing, candidates }) => ({ listing, candidates })),
    unmatched: open.filter(({ candidates }) => candidates.length === 0).map(({ listing }) => listing),
  };
}

/** The only candidate, where a reason for it stands. */
function likelyOf([candidate, another]: readonly Candidate[]): Candidate | undefined {
  return candidate !== undefined && another === undefined && isSure(candidate) ? candidate : undefined;
}

/**
 * Whether a listing of another channel speaks against a candidate: it has the same name and is not as likely to sell it; it looks
 * like this one and like no SKU; or it looks like this one, or has its number, and may sell another SKU.
 */
function tornBy(open: readonly Open[]): (listing: NamedListing, candidate: Candidate) => boolean {
  const byNumber = Map.groupBy(open, ({ listing }) => numberOf(listing));
  const looks = open.flatMap((each) => pairs(lookOf(each.listing.name), each));
  const byLetters = Map.groupBy(looks, ([{ letters }]) => letters);
  return (own, { sku }) => {
    const { channel, name } = own;
    const [number, look] = [numberOf(own), lookOf(name)];
    const others = (all: readonly Open[]) => all.filter(({ listing }) => listing.channel !== channel);
    const letters = look === undefined ? [] : (byLetters.get(look.letters) ?? []);
    const alike = others(
      letters.filter(([other]) => look !== undefined && areAlike(other, look)).map(([, each]) => each),
    );
    const numbered = others(number === undefined ? [] : (byNumber.get(number) ?? []));
    return (
      alike.some(({ listing, candidates }) => listing.name === name && likelyOf(candidates)?.sku !== sku) ||
      alike.some(({ candidates }) => candidates.length === 0) ||
      [...alike, ...numbered].some(({ candidates }) => candidates.some((each) => each.sku !== sku))
    );
  };
}

/** The trade item numbers that stand on the listing: beside its SKU, or, as many shops have it, as its SKU. */
function numbersOn({ name, gtin }: Pick<NamedListing, 'name' | 'gtin'>): readonly string[] {
  return [...new Set([gtinOf(gtin), gtinOf(name)])].filter((number) => number !== undefined);
}

/** Its one trade item number. Where the SKU is another number than stands beside it, nobody knows which is right: neither counts. */
function numberOf(listing: Pick<NamedListing, 'name' | 'gtin'>): string | undefined {
  const [number, another] = numbersOn(listing);
  return another === undefined ? number : undefined;
}

function against(candidate: Candidate, reason: CounterReason): Candidate {
  return { ...candidate, but: [...(candidate.but ?? []), reason] };
}

/** What the ledger's SKUs and the listings that sell them are known by. */
type Known = {
  readonly byNumber: ReadonlyMap<string, ReadonlySet<Sku>>;
  readonly byArticle: ReadonlyMap<string, ReadonlySet<Sku>>;
  readonly byLetters: ReadonlyMap<string, readonly { readonly look: Look; readonly sku: Sku }[]>;
  /** Trade item numbers of the listings that sell the SKU. */
  readonly numbersOf: ReadonlyMap<Sku, ReadonlySet<string>>;
  /** Numbers that stand on listings of different articles of one channel. */
  readonly shared: ReadonlySet<string>;
  /** On which channels the SKU has a listing. */
  readonly channelsOf: ReadonlyMap<Sku, ReadonlySet<ChannelId>>;
};

function knownBy(listings: readonly NamedListing[], skus: Iterable<Sku>): Known {
  const selling = listings.flatMap(({ sells, ...rest }) => (sells === undefined ? [] : [{ ...rest, sells }]));
  const numbered = selling.flatMap((each) => pairs(numberOf(each), each.sells));
  const looks = [
    ...[...skus].map((sku) => ({ look: lookOf(sku), sku })),
    ...selling.map(({ name, sells }) => ({ look: lookOf(name), sku: sells })),
  ].flatMap(({ look, sku }) => (look === undefined ? [] : [{ look, sku }]));
  const byArticle = setsOf(selling.flatMap(({ asin, sells }) => pairs(asin || undefined, sells)));
  return {
    byNumber: setsOf(numbered),
    byArticle,
    byLetters: Map.groupBy(looks, ({ look }) => look.letters),
    numbersOf: setsOf(numbered.map(([number, sku]) => [sku, number])),
    shared: sharedNumbers(listings, byArticle),
    channelsOf: setsOf(selling.map(({ sells, channel }) => [sells, channel])),
  };
}

/**
 * Shops copy one number to all sizes of a shirt, and nobody sees it there. What a listing sells says what article it is, or Amazon's
 * number of it; any other is an article of its own name.
 */
function sharedNumbers(listings: readonly NamedListing[], byArticle: Known['byArticle']): ReadonlySet<string> {
  const articleOf = ({ sells, asin, name }: NamedListing) => {
    const [sku] = sells === undefined && asin ? (byArticle.get(asin) ?? []) : [sells];
    return sku === undefined ? JSON.stringify(asin ? { asin } : { name }) : JSON.stringify({ sku });
  };
  const articles = setsOf(
    listings.flatMap((listing) =>
      numbersOn(listing).map((number) => [`${listing.channel}|${number}`, articleOf(listing)] as const),
    ),
  );
  const shared = [...articles].filter(([, { size }]) => size > 1);
  return new Set(shared.map(([key]) => key.slice(key.indexOf('|') + 1)));
}

function pairs<Key, Value>(key: Key | undefined, value: Value): readonly (readonly [Key, Value])[] {
  return key === undefined ? [] : [[key, value]];
}

function setsOf<Key, Value>(all: readonly (readonly [Key, Value])[]): ReadonlyMap<Key, ReadonlySet<Value>> {
  return new Map(
    [...Map.groupBy(all, ([key]) => key)].map(([key, own]) => [key, new Set(own.map(([, value]) => value))]),
  );
}

function candidatesOf(listing: NamedListing, known: Known): readonly Candidate[] {
  const { channel, name, asin } = listing;
  const [number, look] = [numberOf(listing), lookOf(name)];
  const alike = look === undefined ? [] : (known.byLetters.get(look.letters) ?? []);
  const found: readonly (readonly [Sku, ProposalReason])[] = [
    ...[...((number && known.byNumber.get(number)) || [])].map((sku) => [sku, 'gtin'] as const),
    ...[...((asin && known.byArticle.get(asin)) || [])].map((sku) => [sku, 'asin'] as const),
    ...alike
      .filter((each) => look !== undefined && areAlike(each.look, look))
      .map(({ sku }) => [sku, 'lookAlike'] as const),
  ];
  return [...setsOf(found)].map(([sku, because]) => {
    const numbers = known.numbersOf.get(sku);
    const but: readonly (readonly [CounterReason, boolean])[] = [
      ['numberShared', number !== undefined && because.has('gtin') && known.shared.has(number)],
      ['otherNumber', number !== undefined && numbers !== undefined && !numbers.has(number)],
      ['listedThere', known.channelsOf.get(sku)?.has(channel) === true],
    ];
    const candidate: Candidate = { sku, because: [...because] };
    return but.filter(([, holds]) => holds).reduce((each, [reason]) => against(each, reason), candidate);
  });
}

/** Whether one of the reasons stands though something speaks against others. Amazon itself says which listings are of one article. */
function isSure({ because, but = [] }: Candidate): boolean {
  const standsAlone = (reason: ProposalReason, counter: CounterReason) =>
    because.includes(reason) && !but.includes(counter) && !but.includes('listedThere');
  return because.includes('asin') || standsAlone('gtin', 'numberShared') || standsAlone('lookAlike', 'otherNumber');
}
