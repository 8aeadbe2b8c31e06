/** The one source of chance in a simulation: the same seed gives the same numbers on every machine. */
export type Random = {
  /** 0 up to, not including, 1. */
  next(): number;
  /** A whole number, both ends included. */
  integer(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
  shuffled<T>(list: readonly T[]): T[];
};

/** sfc32 by Chris Doty-Humphrey (PractRand 0.95, public domain), its state filled from the seed by 15 idle steps. */
export function seededRandom(seed: number): Random {
  let [a, b, c, counter] = [seed | 0, (seed / 0x1_0000_0000) | 0, 0x9e37_79b9, 1];
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 0x1_0000_0000;
  };
  for (let step = 0; step < 15; step += 1) {
    next();
  }
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: (list) => list[integer(0, list.length - 1)] ?? list[0],
    shuffled: (list) =>
      list
        .map((each) => ({ each, rank: next() }))
        .sort((x, y) => x.rank - y.rank)
        .map(({ each }) => each),
  };
}
