import { describe, expect, it } from '@jest/globals';
import { wholeUnits } from '../../../cli/files/whole-units.ts';

describe('a number of units in a cell', () => {
  it.each([
    ['12', ',', 12],
    [' 12 ', ',', 12],
    ['0', ';', 0],
    ['12.0', ',', 12],
    ['12.0000', ',', 12],
    ['1,234.000', ',', 1_234],
    ['12,00', ';', 12],
    ['12.00', '\t', 12],
    ['1,234', ',', 1_234],
    ['1.234', ';', 1_234],
    ['1,234', ';', 1_234],
    ['1.234', '\t', 1_234],
    ['12,000', ',', 12_000],
    ['1,234,567.00', ',', 1_234_567],
    ['1.234.567', ';', 1_234_567],
    ['1.234,00', ';', 1_234],
    ['1 234', ',', 1_234],
    ['1\u00a0234', ';', 1_234],
    ['1\u202f234\u202f567', ';', 1_234_567],
    ["1'234", ';', 1_234],
    ['1’234', ';', 1_234],
    ['-3', ',', -3],
    ['−3', ',', -3],
    ['+3', ',', 3],
  ] as const)('%j between “%s” is %i', (text, separator, units) => {
    expect(wholeUnits(text, separator)).toBe(units);
  });

  it.each([
    ['12.000', ',', '“12.000” can be 12 or 12000: write it without a separator'],
    ['12.000', ';', '“12.000” can be 12 or 12000'],
    ['12,000', ';', '“12,000” can be 12000 or 12'],
    ['12,000', '\t', 'can be 12000 or 12'],
    [
      '1E+05',
      ',',
      '“1E+05” is not a quantity: use a whole number of units, in decimal digits; a spreadsheet has shortened it',
    ],
    ['1,2E+05', ';', 'a spreadsheet has shortened it'],
    ['0x10', ',', '“0x10” is not a quantity'],
    ['2.5', ',', '“2.5” is not a quantity'],
    ['1.234', ',', '“1.234” is not a quantity'],
    ['1,23', ',', '“1,23” is not a quantity'],
    ['1,2345', ',', '“1,2345” is not a quantity'],
    ['1 234,567', ',', 'is not a quantity'],
    ['12,34,567', ',', 'is not a quantity'],
    ['(3)', ',', 'is not a quantity'],
    ['--3', ',', 'is not a quantity'],
    ['', ',', '“” is not a quantity'],
    ['n/a', ',', 'is not a quantity'],
    ['12 pcs', ',', 'is not a quantity'],
  ] as const)('%j between “%s” is refused', (text, separator, reason) => {
    expect(() => wholeUnits(text, separator)).toThrow(reason);
  });
});
