/** What the ledger knows of a SKU's demand: how fast it sells, and where. It lies on the stock card. */
export type Demand = {
  /** The stretch of sales that is being counted, and the one before it: together 33 to 64 of the last units sold. */
  readonly present: Stretch;
  readonly previous?: Stretch | undefined;
  /** When the last unit was sold; ISO 8601. */
  readonly lastAt: string;
  /** Each listing's part of the demand, 0 to 1; 1 in sum. A listing that had nothing to sell keeps its part. */
  readonly parts: Readonly<Record<string, number>>;
};

/** So many units were sold from then on. */
type Stretch = { readonly from: string; readonly units: number };

/** Sales heard of: so many units of one listing. */
export type ListingSale = {
  readonly listing: string;
  readonly units: number;
  /** ISO 8601. */
  readonly at: string;
  /** Listings that had units to sell then: only they could show their demand. */
  readonly open: readonly string[];
};

/** Units in a stretch: a rate of 33 to 64 units is known to about 15 %, and follows a flash sale within seconds. */
const STRETCH_UNITS = 32;
/** A part follows the last 60 units or so, whatever time they took: it knows a shift of demand in that many sales. */
const PART_MEMORY_UNITS = 60;
/** Before the first sales all listings are taken for equal, as firmly as if 15 units had said so. */
const PRIOR_UNITS = 15;
/** One big order tells less of the demand than its units do. */
const UNITS_OF_ONE_SALE_MAX = 10;

/** The demand after a sale. Rates follow units, not hours, so that a flash sale and a slow month are known alike. */
export function demandAfterSale(demand: Demand | undefined, sale: ListingSale): Demand {
  const units = Math.min(sale.units, UNITS_OF_ONE_SALE_MAX);
  const parts = partsAfter(demand, sale, units);
  if (demand === undefined) {
    return { present: { from: sale.at, units }, lastAt: sale.at, parts };
  }
  const lastAt = sale.at > demand.lastAt ? sale.at : demand.lastAt;
  return demand.present.units >= STRETCH_UNITS
    ? { present: { from: demand.lastAt, units }, previous: demand.present, lastAt, parts }
    : { ...demand, present: { ...demand.present, units: demand.present.units + units }, lastAt, parts };
}

/**
 * Units a second over all listings; 0 while fewer than two units are known. It falls while nothing is sold, except that
 * the last `lagSeconds` tell nothing: what was sold in them is not heard of yet.
 */
export function salesRate(demand: Demand | undefined, now: Date, lagSeconds = 0): number {
  if (demand === undefined) {
    return 0;
  }
  const { present, previous, lastAt } = demand;
  const heardUpTo = Math.max(Date.parse(lastAt), now.getTime() - lagSeconds * 1_000);
  const seconds = (heardUpTo - Date.parse((previous ?? present).from)) / 1_000;
  // The first unit of the first stretch begins the time, it does not fill it.
  const units = (previous?.units ?? -1) + present.units;
  return units > 0 ? units / Math.max(seconds, 0.001) : 0;
}

/** So many units tell of a rush that has just begun, though the units before them took a month. */
const RUSH_UNITS = 16;

/** The rate on the safe side: two standard deviations above what the last units tell, or the last few of them. */
export function rateAtMost(demand: Demand | undefined, now: Date, lagSeconds = 0): number {
  if (demand === undefined) {
    return 0;
  }
  const { previous: _previous, ...latest } = demand;
  const isRush = demand.present.units >= RUSH_UNITS;
  return Math.max(boundedRate(demand, now, lagSeconds), isRush ? boundedRate(latest, now, lagSeconds) : 0);
}

function boundedRate(demand: Demand, now: Date, lagSeconds: number): number {
  const units = (demand.previous?.units ?? 0) + demand.present.units;
  return salesRate(demand, now, lagSeconds) * (1 + 2 / Math.sqrt(units));
}

/** What a listing is left of its part that had units for four times its usual time to a sale and sold none. */
const PART_LEFT_BY_IDLING = 0.25;

/** The demand after a listing held the last units and did not sell them: the others are asked for more than it. */
export function demandAfterIdling(
  demand: Demand | undefined,
  listing: string,
  among: readonly string[],
): Demand | undefined {
  if (demand === undefined) {
    return undefined;
  }
  const parts = among.map((each) => [each, partOf(demand, each, among)] as const);
  const left = parts.map(([each, part]) => [each, each === listing ? part * PART_LEFT_BY_IDLING : part] as const);
  const sum = left.reduce((total, [, part]) => total + part, 0);
  return {
    ...demand,
    parts: { ...demand.parts, ...Object.fromEntries(left.map(([each, part]) => [each, part / sum])) },
  };
}

/** The listing's part of the demand among these; equal parts where nothing is known. */
export function partOf(demand: Demand | undefined, listing: string, among: readonly string[]): number {
  const known = among.map((each) => demand?.parts[each] ?? 0);
  const sum = known.reduce((total, part) => total + part, 0);
  return sum > 0 ? (demand?.parts[listing] ?? 0) / sum : 1 / among.length;
}

function partsAfter(demand: Demand | undefined, { listing, open }: ListingSale, units: number): Demand['parts'] {
  const able = open.includes(listing) ? open : [...open, listing];
  const names = [...new Set([...Object.keys(demand?.parts ?? {}), ...able])];
  const sold = (demand?.previous?.units ?? 0) + (demand?.present.units ?? 0);
  const memory = Math.min(sold + PRIOR_UNITS + 1, PART_MEMORY_UNITS);
  const moved = 1 - (1 - 1 / memory) ** units;
  const before = Object.fromEntries(names.map((each) => [each, partBefore(demand, each, names)]));
  const shared = able.reduce((total, each) => total + (before[each] ?? 0), 0);
  return Object.fromEntries(
    names.map((each) => {
      const part = before[each] ?? 0;
      const kept = able.includes(each) ? part * (1 - moved) : part;
      return [each, kept + (each === listing ? moved * shared : 0)];
    }),
  );
}

/** A listing that was never heard of before is taken for an equal of the others. */
function partBefore(demand: Demand | undefined, listing: string, names: readonly string[]): number {
  const unknown = names.filter((each) => demand?.parts[each] === undefined).length;
  return (
    (demand?.parts[listing] ?? 1 / names.length) *
    (demand?.parts[listing] === undefined ? 1 : 1 - unknown / names.length)
  );
}
