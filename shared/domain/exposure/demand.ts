// A SKU's demand, learnt from its sales: how fast it sells, and each listing's part of that.

/** What the ledger knows of a SKU's demand. */
export type Demand = {
  /** The stretch of sales being counted now, and the one before it: together the last 33 to 64 units sold. */
  readonly present: Stretch;
  readonly previous?: Stretch | undefined;
  /** When the last unit was sold; ISO 8601. */
  readonly lastAt: string;
  /** Each listing's part of the demand, 0 to 1; together 1. A listing that had nothing to sell keeps its part. */
  readonly parts: Parts;
  /** The units that `parts` rest on. Absent on what was stored before it was kept. */
  readonly partsUnits?: number | undefined;
  /** The parts of the last units alone: where they contradict `parts`, the demand has shifted. */
  readonly recentParts?: Parts | undefined;
};

/** By listing. */
type Parts = Readonly<Record<string, number>>;

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
/**
 * Parts are remembered twice, in units, however long they took. The long memory is exact where the demand is steady; the
 * short one sees a shift. docs/simulator.md has the figures.
 */
const MEMORY_UNITS = { long: 400, short: 40 };
/** The short memory replaces the long one once they differ by so many standard deviations: by chance one in a hundred. */
const SHIFTED_AT = 2.6;
/** Before the first sale all parts are equal; this prior has the weight of 15 units. */
const PRIOR_UNITS = 15;
/** One big order says less about the demand than its units suggest: at most this many of them count. */
const UNITS_OF_ONE_SALE_MAX = 10;

/** The demand after a sale. Stretches count units, not hours, so flash sales and slow months are estimated equally well. */
export function demandAfterSale(demand: Demand | undefined, sale: ListingSale): Demand {
  const units = Math.min(sale.units, UNITS_OF_ONE_SALE_MAX);
  const parts = rememberedAfter(demand, sale, units);
  if (demand === undefined) {
    return { present: { from: sale.at, units }, lastAt: sale.at, ...parts };
  }
  const lastAt = sale.at > demand.lastAt ? sale.at : demand.lastAt;
  return demand.present.units >= STRETCH_UNITS
    ? { present: { from: demand.lastAt, units }, previous: demand.present, lastAt, ...parts }
    : { ...demand, present: { ...demand.present, units: demand.present.units + units }, lastAt, ...parts };
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

/** Units of a rush without notice that must be reported until its rate is known: the last of an older stretch, and those of its own. */
export const UNITS_UNTIL_RUSH_KNOWN = STRETCH_UNITS + RUSH_UNITS;

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
  return {
    ...demand,
    parts: { ...demand.parts, ...partsAfterIdling(demand, listing, among) },
    recentParts: { ...demand.recentParts, ...partsAfterIdling(recentDemand(demand), listing, among) },
    partsUnits: Math.min(unitsKnown(demand), MEMORY_UNITS.short),
  };
}

function partsAfterIdling(demand: Demand | undefined, listing: string, among: readonly string[]): Parts {
  const parts = among.map((each) => [each, partOf(demand, each, among)] as const);
  const left = parts.map(([each, part]) => [each, each === listing ? part * PART_KEPT_AFTER_IDLING : part] as const);
  const sum = left.reduce((total, [, part]) => total + part, 0);
  return Object.fromEntries(left.map(([each, part]) => [each, part / sum]));
}

/** The demand as its last units say, where one choice among the listings matters more than an exact part. */
export function recentDemand(demand: Demand | undefined): Demand | undefined {
  return demand?.recentParts === undefined ? demand : { ...demand, parts: demand.recentParts };
}

/**
 * The listing's part of the demand among these. One of which nothing is known yet has the mean part: it was linked, or stocked
 * again, since the last sale, and with no part it would get no units and never sell any.
 */
export function partOf(demand: Demand | undefined, listing: string, among: readonly string[]): number {
  const parts = among.map((each) => demand?.parts[each] ?? 0);
  const sum = parts.reduce((total, part) => total + part, 0);
  const known = parts.filter((part) => part > 0).length;
  const part = demand?.parts[listing] ?? 0;
  return part > 0 ? ((part / sum) * known) / among.length : 1 / among.length;
}

/** Both memories after a sale; the short one takes over where it contradicts the long one. */
function rememberedAfter(
  demand: Demand | undefined,
  sale: ListingSale,
  units: number,
): Pick<Demand, 'parts' | 'partsUnits' | 'recentParts'> {
  const known = demand === undefined ? 0 : unitsKnown(demand);
  const partsUnits = known + units;
  const parts = partsAfter(demand?.parts, sale, units, Math.min(known + PRIOR_UNITS + 1, MEMORY_UNITS.long));
  const before = demand?.recentParts ?? demand?.parts;
  const recentParts = partsAfter(before, sale, units, Math.min(known + PRIOR_UNITS + 1, MEMORY_UNITS.short));
  return hasShifted(parts, recentParts, partsUnits)
    ? { parts: recentParts, partsUnits: MEMORY_UNITS.short, recentParts }
    : { parts, partsUnits, recentParts };
}

/** The units that the parts rest on; of what was stored before they were counted, those of its stretches. */
function unitsKnown({ partsUnits, previous, present }: Demand): number {
  return partsUnits ?? (previous?.units ?? 0) + present.units;
}

/** The mean over the last n units, weighted by age, varies like the mean of 2n units. */
function hasShifted(parts: Parts, recentParts: Parts, units: number): boolean {
  if (units < 2 * MEMORY_UNITS.short) {
    return false;
  }
  const perUnit = 1 / (2 * MEMORY_UNITS.short) + 1 / (2 * Math.min(units, MEMORY_UNITS.long));
  for (const listing of Object.keys(parts)) {
    const part = parts[listing] ?? 0;
    const deviation = Math.sqrt(Math.max(part * (1 - part), 0.01) * perUnit);
    if (Math.abs((recentParts[listing] ?? 0) - part) > SHIFTED_AT * deviation) {
      return true;
    }
  }
  return false;
}

/** In one pass over the listings, with no list between: a SKU may have a hundred, and each sale passes here twice. */
function partsAfter(before: Parts = {}, { listing, open }: ListingSale, units: number, memory: number): Parts {
  const able = new Set(open).add(listing);
  const parts = partsBefore(before, able);
  const moved = 1 - (1 - 1 / memory) ** units;
  let shared = 0;
  for (const each of able) {
    const part = parts[each] ?? 0;
    shared += part;
    parts[each] = part * (1 - moved);
  }
  parts[listing] = (parts[listing] ?? 0) + moved * shared;
  return parts;
}

/** The part of each listing that has one or is able to sell. One that has none yet gets the mean part of the listings. */
function partsBefore(before: Parts, able: ReadonlySet<string>): Record<string, number> {
  const names = Object.keys(before);
  let size = names.length;
  for (const each of able) {
    size += before[each] === undefined ? 1 : 0;
  }
  const known = 1 - (size - names.length) / size;
  const parts: Record<string, number> = {};
  for (const each of names) {
    parts[each] = (before[each] ?? 0) * known;
  }
  for (const each of able) {
    parts[each] ??= 1 / size;
  }
  return parts;
}
