/** Which SKUs a person would take for one another: those that differ in case, blanks, punctuation and leading zeros only. */

/** How a SKU looks. */
export type Look = {
  /** Its letters and digits, without leading zeros. Signs such as + stay, because another model has them. */
  readonly letters: string;
  /** Behind how many of these something else stands. */
  readonly gaps: ReadonlySet<number>;
  /** Of those, where a point, a comma or a slash stands within a number: 1.5 is not 15, and 1/2 is not 12. */
  readonly signs: ReadonlySet<number>;
};

const GAP = /[\s\p{P}\p{Sk}\p{So}|~\u2044]+/gu;
const NUMBER_SIGN = /^[.,/\u2044]$/;
const DIGIT = /^\d$/;

/** What the SKU looks like; undefined where it is made of nothing but blanks and punctuation. */
export function lookOf(sku: string): Look | undefined {
  const written = sku.normalize('NFKC').toLowerCase();
  const [gaps, signs] = [new Set<number>(), new Set<number>()];
  let [letters, end] = ['', 0];
  for (const { 0: gap, index } of written.matchAll(GAP)) {
    letters += written.slice(end, index);
    end = index + gap.length;
    gaps.add(letters.length);
    if (NUMBER_SIGN.test(gap) && DIGIT.test(written.charAt(index - 1)) && DIGIT.test(written.charAt(end))) {
      signs.add(letters.length);
    }
  }
  letters += written.slice(end);
  const zeros = /^0+(?=.)/.exec(letters)?.[0].length ?? 0;
  const within = (places: ReadonlySet<number>) =>
    new Set([...places].map((place) => place - zeros).filter((place) => place > 0 && place < letters.length - zeros));
  return letters === '' ? undefined : { letters: letters.slice(zeros), gaps: within(gaps), signs: within(signs) };
}

/**
 * Whether they look alike: the same letters, and one has a gap wherever the other has. Gaps at other places make other words of
 * the same letters: 10-5 is not 1-05, and S-BL is not SB-L, while all of them look like one without gaps.
 */
export function areAlike(one: Look, other: Look): boolean {
  return (
    one.letters === other.letters &&
    (one.gaps.isSubsetOf(other.gaps) || other.gaps.isSubsetOf(one.gaps)) &&
    one.signs.isSubsetOf(other.gaps) &&
    other.signs.isSubsetOf(one.gaps)
  );
}
