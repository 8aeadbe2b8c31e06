/** Guesses which word was meant by one that is misspelt. */

/** ` Did you mean X?`, of the known word that is nearest; nothing where none is near. */
export function didYouMean(given: string, known: readonly string[]): string {
  const [nearest] = known
    .map((word) => ({ word, distance: distanceOf(given.toLowerCase(), word.toLowerCase()) }))
    .filter(({ word, distance }) => distance <= mistakesIn(word) || isCutOff(given, word))
    .sort((one, other) => one.distance - other.distance);
  return nearest === undefined ? '' : ` Did you mean ${nearest.word}?`;
}

/** A third of the letters may be wrong, or one of a short word. */
function mistakesIn(word: string): number {
  return Math.max(1, Math.floor(word.replace(/^-+/, '').length / 3));
}

function isCutOff(given: string, word: string): boolean {
  return given.replace(/^-+/, '').length >= 3 && word.startsWith(given);
}

/**
 * How many letters must be changed, added, left out or swapped with their neighbour to make one word of the other: the
 * distance of optimal string alignment (Damerau, doi:10.1145/363958.363994).
 */
function distanceOf(one: string, other: string): number {
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      next[column] = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [before, last] = [last, next];
  }
  return last[other.length] ?? 0;
}
