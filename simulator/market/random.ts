/** Random numbers that are the same for the same seed. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Numbers from 0 up to, not including, 1. */
export type Random = () => number;

/** The same numbers for the same seed on every machine. */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  // Neighbouring seeds begin with the same digits; after some steps nothing of that is left.
  for (let step = 0; step < 20; step += 1) {
    generator.next();
  }
  return () => uniformFloat64(generator);
}

/** One seed for each of so many flash sales, drawn from the seed of the whole simulation. */
export function seedsOf(seed: number, count: number): readonly number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => Math.floor(random() * 0x1_0000_0000));
}
