import { describe, expect, it } from '@jest/globals';
import { csvLines } from '../../../cli/files/csv-lines.ts';
import { spreadsheetText } from '../../../cli/files/spreadsheet-text.ts';

const TEXT = 'sku;quantity\r\nTASSE-GRÜN;3\r\n';
const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const bigEndian = (text: string) => utf16(text).swap16();

describe('the text of a file', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with its mark', Buffer.from(`\uFEFF${TEXT}`)],
    ['UTF-16, as Excel writes “Unicode Text”', utf16(`\uFEFF${TEXT}`)],
    ['UTF-16 of the other order', bigEndian(`\uFEFF${TEXT}`)],
    ['UTF-16 without a mark', utf16(TEXT)],
    ['UTF-16 of the other order without a mark', bigEndian(TEXT)],
    ['Windows-1252', Buffer.from(TEXT, 'latin1')],
  ])('is read from %s', (_, bytes) => {
    const lines = csvLines(spreadsheetText(bytes, 'stock.csv'), ['sku', 'quantity']);
    expect(lines.map(({ cells }) => cells)).toEqual([{ sku: 'TASSE-GRÜN', quantity: '3' }]);
  });

  it('reads the characters that Windows-1252 has and Latin-1 has not', () => {
    expect(spreadsheetText(Uint8Array.of(0x80, 0x96, 0x99), 'stock.csv')).toBe('€–™');
  });

  it.each([
    ['a workbook of Excel or LibreOffice', [0x50, 0x4b, 0x03, 0x04, 0x14], 'stock.xlsx is a workbook, not a CSV file'],
    ['an older workbook', [0xd0, 0xcf, 0x11, 0xe0, 0xa1], 'is a workbook'],
    ['what is no text', [0x61, 0x62, 0x63, 0x00, 0x64], 'is no text'],
  ])('%s is refused, with what to do', (_, bytes, reason) => {
    expect(() => spreadsheetText(Uint8Array.from(bytes), 'stock.xlsx')).toThrow(reason);
  });
});

describe('the lines of a file', () => {
  it.each([
    ['commas', 'sku,quantity\nMUG,"1,234"\n', ',', '1,234'],
    ['semicolons', 'sku;quantity\nMUG;1.234\n', ';', '1.234'],
    ['tabs', 'sku\tquantity\nMUG\t1,234\n', '\t', '1,234'],
    ['commas within a quoted name', '"sku",quantity\n"MUG",3\n', ',', '3'],
  ])('are cut at %s', (_, text, separator, quantity) => {
    expect(csvLines(text, ['sku', 'quantity'])).toEqual([{ cells: { sku: 'MUG', quantity }, line: 2, separator }]);
  });

  it('leave out rows in which every cell is empty, and count them', () => {
    const lines = csvLines('sku,quantity\n,\nMUG,3\n,\n\n', ['sku', 'quantity']);
    expect(lines).toEqual([{ cells: { sku: 'MUG', quantity: '3' }, line: 3, separator: ',' }]);
  });
});
