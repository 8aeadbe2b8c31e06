import { describe, expect, it } from '@jest/globals';
import { cellText, csvField } from '../../../cli/files/csv-field.ts';

describe('a field of CSV', () => {
  it.each([
    ['MUG', 'MUG'],
    ['a,b', '"a,b"'],
    ['12" mug', '"12"" mug"'],
    [' MUG', '" MUG"'],
    ["=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['=1,2', '"\'=1,2"'],
    ["'+1", "''+1"],
  ])('%s is written as %s', (text, written) => {
    expect(csvField(text)).toBe(written);
  });
});

it.each(['MUG', '+1', "'+1", "'MUG", '=1'])('%s is read back from a file that was written for spreadsheets', (text) => {
  expect(cellText(csvField(text))).toBe(text);
});
