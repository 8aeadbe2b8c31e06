// A SKU's demand, learnt from its sales: how fast it sells, and each listing's part of that.

/** What the ledger knows of a SKU's demand. */
export type Demand = {
  /** The stretch of sales being counted now, and the one before it: together the last 33 to 64 units sold. */
  readonly present: Stretch;
  readonly previous?: Stretch | undefined;
  /** When the last unit was sold; ISO 8601. */
  readonly lastAt: string;
  /** Each listing's part of the demand, 0 to 1; together 1. A listing that had nothing to sell keeps its part. */
  readonly parts: Readonly<Record<string, number>>;
};

/** Units sold since `from` (ISO 8601). */
type Stretch = { readonly from: string; readonly units: number };

/** Units that one listing sold. */
export type ListingSale = {
  readonly listing: string;
  readonly units: number;
  /** ISO 8601. */
  readonly at: string;
  /** Listings that had units to sell at that time: only their parts of the demand can be learnt from this sale. */
  readonly open: readonly string[];
};

/** Units in a stretch. A rate from 33 to 64 units has an error of about 15 %, and follows a flash sale within seconds. */
const STRETCH_UNITS = 32;
/** A part follows about the last 60 units, however long they took: after that many sales it reflects a shift of demand. */
const PART_MEMORY_UNITS = 60;
/** Before the first sale all parts are equal; this prior has the weight of 15 units. */
const PRIOR_UNITS = 15;
/** One big order says less about the demand than its units suggest: at most this many of them count. */
const UNITS_OF_ONE_SALE_MAX = 10;

/** The demand after a sale. Stretches count units, not hours, so flash sales and slow months are estimated equally well. */
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
 * Units a second over all listings; 0 while fewer than two units are known. It falls while nothing is sold. The last
 * `lagSeconds` do not count as time without sales, because sales in them may be unreported.
 */
export function salesRate(demand: Demand | undefined, now: Date, lagSeconds = 0): number {
  if (demand === undefined) {
    return 0;
  }
  const { present, previous, lastAt } = demand;
  const knownUpTo = Math.max(Date.parse(lastAt), now.getTime() - lagSeconds * 1_000);
  const seconds = (knownUpTo - Date.parse((previous ?? present).from)) / 1_000;
  // The first unit of the first stretch starts the clock: it does not count as sold within the time.
  const units = (previous?.units ?? -1) + present.units;
  return units > 0 ? units / Math.max(seconds, 0.001) : 0;
}

/** From this many units on, the present stretch alone may show that a rush has just begun. */
const RUSH_UNITS = 16;

/** The upper estimate of the rate: two standard deviations above that of both stretches, or of the present one if higher. */
export function rateAtMost(demand: Demand | undefined, now: Date, lagSeconds = 0): number {
  if (demand === undefined) {
    return 0;
  }
  const { previous: _previous, ...latest } = demand;
  const isRush = demand.present.units >= RUSH_UNITS;
  return Math.max(upperRate(demand, now, lagSeconds), isRush ? upperRate(latest, now, lagSeconds) : 0);
}

function upperRate(demand: Demand, now: Date, lagSeconds: number): number {
  const units = (demand.previous?.units ?? 0) + demand.present.units;
  return salesRate(demand, now, lagSeconds) * (1 + 2 / Math.sqrt(units));
}

/** The fraction of its part that a listing keeps after it was idle. */
const PART_KEPT_AFTER_IDLING = 0.25;

/** The demand after a listing held the last units past its idle timeout: its part falls, the others rise. */
export function demandAfterIdling(
  demand: Demand | undefined,
  listing: string,
  among: readonly string[],
): Demand | undefined {
  if (demand === undefined) {
    return undefined;
  }
  const parts = among.map((each) => [each, partOf(demand, each, among)] as const);
  const left = parts.map(([each, part]) => [each, each === listing ? part * PART_KEPT_AFTER_IDLING : part] as const);
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

/** A listing that has no part yet gets the mean part of the listings. */
function partBefore(demand: Demand | undefined, listing: string, names: readonly string[]): number {
  const unknown = names.filter((each) => demand?.parts[each] === undefined).length;
  return (
    (demand?.parts[listing] ?? 1 / names.length) *
    (demand?.parts[listing] === undefined ? 1 : 1 - unknown / names.length)
  );
}
