/** Reads a number of units from a cell, as spreadsheet programs of any country write it. */
import { quoted } from '../../shared/domain/identifiers.ts';
import type { Separator } from './csv-lines.ts';

/**
 * The whole number in the cell, with its sign where it has one. Thousands may be apart by a blank, an apostrophe, a point or a
 * comma; decimals must be zeros. JavaScript also reads `0x10` and `1E+05` as numbers: nobody counted those, and the latter is a
 * number that a program has shortened. Throws a sentence for what is no whole number, and for what can be two:
 * `12.000` is twelve where the decimal mark is a point, and twelve thousand where it is a comma. What is between
 * the cells does not tell: LibreOffice writes commas there in every country, and numbers as they are shown
 * (https://help.libreoffice.org/latest/en-US/text/shared/guide/csv_params.html, tokens 1 and 8, read 2026-11-29).
 */
export function wholeUnits(text: string, separator: Separator): number {
  const [, sign = '', digits = ''] = /^([+\-−]?)(.*)$/s.exec(text.trim()) ?? [];
  const [first, ...others] = new Set(readings(digits, separator));
  if (first === undefined) {
    throw new Error(
      `${quoted(text)} is not a quantity: use a whole number of units, in decimal digits${isShortened(digits) ? '; a spreadsheet has shortened it' : ''}.`,
    );
  }
  if (others.length > 0) {
    throw new Error(`${quoted(text)} can be ${[first, ...others].join(' or ')}: write it without a separator.`);
  }
  return sign === '' || sign === '+' ? first : -first;
}

/** A number of units as a spreadsheet shows it, in digits alone; an empty cell stays empty. Throws as `wholeUnits` does. */
export function inDigits(text: string, separator: Separator): string {
  return /^\d*$/.test(text) ? text : String(wholeUnits(text, separator));
}

function readings(digits: string, separator: Separator): readonly number[] {
  if (/^\d{1,12}$/.test(digits)) {
    return [Number(digits)];
  }
  // Where commas are between the cells, a comma in a number is mostly written by a program whose decimal mark is the point.
  const decimalMarks = separator === ',' && !/^\d{1,3}\.000$/.test(digits) ? ['.'] : ['.', ','];
  return decimalMarks.flatMap((mark) => {
    const [whole = '', decimals, ...rest] = digits.split(mark);
    const isWhole = rest.length === 0 && (decimals === undefined || /^0{1,6}$/.test(decimals));
    const thousands = mark === '.' ? ',' : '.';
    return isWhole && isGrouped(whole, thousands) ? [Number(whole.replaceAll(/\D/g, ''))] : [];
  });
}

/** Digits alone, or in groups of three that are all apart by the same mark: blanks of three kinds and apostrophes too. */
function isGrouped(whole: string, thousands: string): boolean {
  return (
    /^\d{1,12}$/.test(whole) ||
    [thousands, ' ', '\u00a0', '\u202f', "'", '’'].some((mark) => {
      const [first = '', ...groups] = whole.split(mark);
      return groups.length <= 3 && /^\d{1,3}$/.test(first) && groups.every((group) => /^\d{3}$/.test(group));
    })
  );
}

function isShortened(digits: string): boolean {
  return /^\d+(?:[.,]\d+)?E[+-]?\d+$/i.test(digits);
}
