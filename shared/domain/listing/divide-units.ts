// Divides whole units in proportion to parts, within caps and limits, and in whole packs.
import { unitsOf, wholeUnits } from './units.ts';

/** One that gets its part of the units. */
export type Part = {
  readonly id: string;
  /** Above 0; one with 0 gets nothing. */
  readonly part: number;
  /** The most it may have. */
  readonly cap: number;
  /** What it gets is a multiple of it; absent: 1. */
  readonly units?: number;
};

/** The most that some of them may have together. */
export type Limit = { readonly ids: ReadonlySet<string>; readonly units: number };

/** What each gets, by id. */
export type Division = ReadonlyMap<string, number>;

/**
 * Divides whole units in proportion to the parts, within every cap and limit; what these cut off goes to the others. One
 * that takes multiples only gets no more than makes one; what that leaves over goes to those that can take it.
 */
export function divide(units: number, among: readonly Part[], limits: readonly Limit[] = []): Division {
  const exact = divideSingly(units, among, limits);
  if (!among.some((each) => each.units !== undefined)) {
    return exact;
  }
  const due = (id: string) => exact.get(id) ?? 0;
  const given = new Map(among.map((each) => [each.id, wholeUnits(due(each.id), each)]));
  const lacking = ({ id }: Part) => due(id) - (given.get(id) ?? 0);
  for (let left = unitsGiven(exact) - unitsGiven(given); left > 0; ) {
    const [next] = among
      .filter((each) => each.part > 0 && unitsOf(each) <= left)
      .filter((each) => fits(each, unitsOf(each), given, limits))
      .toSorted((a, b) => lacking(b) - lacking(a) || b.part - a.part || (a.id < b.id ? -1 : 1));
    if (next === undefined) {
      break;
    }
    given.set(next.id, (given.get(next.id) ?? 0) + unitsOf(next));
    left -= unitsOf(next);
  }
  return given;
}

export function unitsGiven(given: Division): number {
  return [...given.values()].reduce((total, units) => total + units, 0);
}

/** What the limits leave once so much is given. */
export function limitsAfter(limits: readonly Limit[], given: Division): readonly Limit[] {
  return limits.map(({ ids, units }) => ({ ids, units: units - sumWithin(given, ids) }));
}

function sumWithin(given: Division, ids: ReadonlySet<string>): number {
  return [...given].reduce((total, [id, units]) => total + (ids.has(id) ? units : 0), 0);
}

function fits({ id, cap }: Part, units: number, given: Division, limits: readonly Limit[]): boolean {
  return (
    (given.get(id) ?? 0) + units <= cap &&
    limits.every(({ ids, units: most }) => !ids.has(id) || sumWithin(given, ids) + units <= most)
  );
}

/**
 * Divides by largest remainders. Of equal remainders the greater part wins, then the id, so that the result is always the
 * same.
 */
function divideSingly(units: number, among: readonly Part[], limits: readonly Limit[]): Division {
  const due = exactly(units, among, limits);
  const given = new Map(among.map(({ id }) => [id, Math.floor(due.get(id) ?? 0)]));
  const remainder = ({ id }: Part) => (due.get(id) ?? 0) % 1;
  const byRemainder = among
    .filter(({ id }) => due.has(id))
    .toSorted((a, b) => remainder(b) - remainder(a) || b.part - a.part || (a.id < b.id ? -1 : 1));
  let left = units - unitsGiven(given);
  for (const each of byRemainder) {
    if (left >= 1 && fits(each, 1, given, limits)) {
      given.set(each.id, (given.get(each.id) ?? 0) + 1);
      left -= 1;
    }
  }
  return given;
}

/** All get in proportion to their parts, until a cap or a limit is reached: those under it have theirs, and the others go on. */
function exactly(units: number, among: readonly Part[], limits: readonly Limit[]): Division {
  const given = new Map<string, number>();
  let open = among.filter(({ part, cap }) => part > 0 && cap > 0);
  while (open.length > 0) {
    const rooms = [
      { parts: open, units: Math.max(0, units - unitsGiven(given)) },
      ...limitsAfter(limits, given).map((each) => ({
        parts: open.filter(({ id }) => each.ids.has(id)),
        units: Math.max(0, each.units),
      })),
      ...open.map((each) => ({ parts: [each], units: each.cap })),
    ].flatMap((room) => {
      const parts = room.parts.reduce((total, { part }) => total + part, 0);
      return parts > 0 ? [{ ...room, total: parts, each: room.units / parts }] : [];
    });
    const tightest = rooms.reduce((least, room) => (room.each < least.each ? room : least));
    for (const { id, part } of tightest.parts) {
      given.set(id, tightest.parts.length === 1 ? tightest.units : (tightest.units * part) / tightest.total);
    }
    open = open.filter(({ id }) => !given.has(id));
  }
  return given;
}
