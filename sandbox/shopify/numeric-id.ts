/** Ids as Shopify writes them: https://shopify.dev/docs/api/usage/gids (2026). */

/** Hands out numeric ids as Shopify has them: decimal digits, never used twice, newer ones higher. */
export type NumericIds = () => string;

// Eighteen digits: above 2^53, so that a receiver who reads ids as floating-point numbers merges neighbours and is found
// out at once. Shopify's own samples have such ids (820982911946154508); production ids have 13 to 14 digits so far.
const DIGITS_PER_MS = 100_000n;

// Every id is odd, so none ends in 0: a rounded one would, and must not pass by chance. The step is small, so that two
// orders in a row are one number as floats (32 apart at this size), though each order uses several ids.
const STEP = 2n;
const LAST_DIGIT = 7n;

/** Ids follow the clock, so that a restarted sandbox does not name a new order as an old one. */
export function createNumericIds(now: () => Date): NumericIds {
  let last = 0n;
  return () => {
    const fromClock = BigInt(now().getTime()) * DIGITS_PER_MS + LAST_DIGIT;
    last = fromClock > last ? fromClock : last + STEP;
    return String(last);
  };
}

/** The global id of a resource, as in `gid://shopify/Order/1`. */
export function gid(type: string, id: string): string {
  return `gid://shopify/${type}/${id}`;
}

/** The numeric part of a global id of this type, or undefined when it is another one. */
export function numericIdOf(type: string, globalId: string): string | undefined {
  const prefix = `gid://shopify/${type}/`;
  return globalId.startsWith(prefix) ? globalId.slice(prefix.length) : undefined;
}
