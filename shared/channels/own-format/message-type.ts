/** The types of messages at our own door, and the nearest of them to a type that is none. */

const TYPES = [
  'sale.completed',
  'sale.returned',
  'stock.received',
  'stock.adjusted',
  'stock.transferred',
  'stock.counted',
  'order.updated',
] as const;

export type MessageType = (typeof TYPES)[number];

/** The type, if it is one of ours. */
export function messageType(type: string): MessageType | undefined {
  return TYPES.find((each) => each === type);
}

/** How many letters of a type may be wrong, missing or too many: `sales.complete`, `order.created`. */
const MISTAKES_MOST = 3;
/** What begins so means stock: taken for a message that moves none, its units would be lost in silence. */
const ABOUT_STOCK =
  /^(?:sales?|stocks?|orders?|inventory|returns?|receipts?|deliver(?:y|ies)|transfers?|counts?|stocktakes?|adjustments?|exchanges?)(?![a-z])/;
const LENGTH_MOST = 64;

/**
 * Why a type that is none of ours is refused; undefined where it has nothing to do with stock and may be ignored. `others`: types that
 * the door reads as well.
 */
export function refusalOf(type: string, others: readonly string[] = []): string | undefined {
  const given = type.slice(0, LENGTH_MOST).toLowerCase();
  const [nearest] = [...TYPES, ...others]
    .map((each) => ({ each, mistakes: mistakesBetween(given, each) }))
    .filter(({ mistakes }) => mistakes <= MISTAKES_MOST)
    .sort((a, b) => a.mistakes - b.mistakes);
  if (nearest !== undefined) {
    return `This is no type of ours. Did you mean ${nearest.each}?`;
  }
  return ABOUT_STOCK.test(given) ? `This is no type of ours. The types are ${TYPES.join(', ')}.` : undefined;
}

/** The Levenshtein distance: how many letters must be replaced, added or taken away to make one word of the other. */
function mistakesBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [at, wanted] of [...other].entries()) {
      const replaced = (row[at] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
