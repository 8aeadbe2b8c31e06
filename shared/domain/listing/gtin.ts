/** Trade item numbers (GTIN): which of the numbers that catalogues have identify an article everywhere. */

const LENGTHS = [8, 12, 13, 14];
/** In 14 digits, after the first, which says how an article is packed. */
const NO_ARTICLE = /^.(0000000|0[245]|2|98[0-4]|99)/;

/**
 * The number in 14 digits; undefined where it identifies no article everywhere: no number, a wrong check digit, one of the
 * ranges that shops give out themselves (prefixes 0000000, 02, 04 and 20 to 29; of 8 digits those that begin with 0 or 2), or
 * one of coupons and receipts (05, 980 to 984, 99). Shops write it with blanks and hyphens.
 * Sources: https://www.gs1.org/services/how-calculate-check-digit-manually and
 * https://www.gs1.org/standards/id-keys/company-prefix (restricted circulation numbers and coupons; 2026-11).
 */
export function gtinOf(written: string | null | undefined): string | undefined {
  const digits = (written ?? '').replace(/[\s-]/gu, '');
  if (!/^\d+$/.test(digits) || !LENGTHS.includes(digits.length)) {
    return undefined;
  }
  const number = digits.padStart(14, '0');
  const isNoArticle = digits.length === 8 ? /^[02]/.test(digits) : NO_ARTICLE.test(number);
  return isNoArticle || !hasRightCheckDigit(number) ? undefined : number;
}

/** The last digit makes the sum a multiple of ten, in which every other digit from the right counts three times. */
function hasRightCheckDigit(number: string): boolean {
  const sum = [...number].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return sum % 10 === 0;
}
