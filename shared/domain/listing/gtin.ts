/** Trade item numbers (GTIN): which of the numbers that catalogues have identify an article everywhere. */

const LENGTHS = [8, 12, 13, 14];

/**
 * The number in 14 digits; undefined where it identifies nothing outside of one shop: no number, a wrong check digit, only
 * zeros, or one of the ranges that shops give out themselves (prefixes 02 and 20 to 29; of 8 digits those that begin with 0
 * or 2). Shops write it with blanks and hyphens.
 * Sources: https://www.gs1.org/services/how-calculate-check-digit-manually and
 * https://www.gs1.org/standards/id-keys/company-prefix (restricted circulation numbers; 2026-11).
 */
export function gtinOf(written: string | null | undefined): string | undefined {
  const digits = (written ?? '').replace(/[\s-]/gu, '');
  if (!/^\d+$/.test(digits) || !LENGTHS.includes(digits.length) || /^0+$/.test(digits)) {
    return undefined;
  }
  const number = digits.padStart(14, '0');
  const isOfShop = digits.length === 8 ? /^[02]/.test(digits) : /^.(02|2)/.test(number);
  return isOfShop || !hasRightCheckDigit(number) ? undefined : number;
}

/** The last digit makes the sum a multiple of ten, in which every other digit from the right counts three times. */
function hasRightCheckDigit(number: string): boolean {
  const sum = [...number].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return sum % 10 === 0;
}
