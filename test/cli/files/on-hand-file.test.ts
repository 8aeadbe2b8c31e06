import { describe, expect, it } from '@jest/globals';
import { parseOnHand } from '../../../cli/files/on-hand-file.ts';
import { parseLocationId } from '../../../shared/domain/identifiers.ts';

const LOCATIONS = ['main', 'client'].map(parseLocationId);

describe('a file of what is on hand', () => {
  it('gives the units by SKU and location, whatever the case of its header', () => {
    const read = parseOnHand(
      '\uFEFFSKU,Location,Quantity\nMUG,main,3\nMUG, client ,0\n\n"CUP, blue",main,7\n',
      LOCATIONS,
    );
    expect(Object.fromEntries(read)).toEqual({ MUG: { main: 3, client: 0 }, 'CUP, blue': { main: 7 } });
  });

  it('takes whole units as a spreadsheet writes them', () => {
    expect(Object.fromEntries(parseOnHand('sku,location,quantity\r\nMUG,main,12.0\r\n'))).toEqual({
      MUG: { main: 12 },
    });
  });

  it('takes thousands as a spreadsheet groups them, in quotes', () => {
    expect(Object.fromEntries(parseOnHand('sku,location,quantity\nCAM/4567,main,"1,000"\n', LOCATIONS))).toEqual({
      'CAM/4567': { main: 1_000 },
    });
  });

  it('takes a whole file as a spreadsheet leaves it: a byte order mark, blanks around a SKU, numbers for SKUs', () => {
    const text =
      '\uFEFFsku,location,quantity\r\nCAM/4567,main,12.0\r\nABC-9 ,main,3\r\n123,main,4\r\n100000,main,6\r\n90.75,main,2\r\n';
    expect(Object.fromEntries(parseOnHand(text, LOCATIONS))).toEqual({
      'CAM/4567': { main: 12 },
      'ABC-9': { main: 3 },
      '123': { main: 4 },
      '100000': { main: 6 },
      '90.75': { main: 2 },
    });
  });

  it('keeps blanks that are quoted: they belong to the SKU', () => {
    expect(Object.fromEntries(parseOnHand('sku,location,quantity\n"ABC-9 ",main,3\n', LOCATIONS))).toEqual({
      'ABC-9 ': { main: 3 },
    });
  });

  it('adds up the lines of one SKU at one location, as a count of two bins does, and says so', () => {
    const sums: string[] = [];
    const text = 'sku,location,quantity\nMUG,main,30\nMUG,client,1\nMUG,main,20\n';
    expect(Object.fromEntries(parseOnHand(text, LOCATIONS, (sum) => sums.push(sum)))).toEqual({
      MUG: { main: 50, client: 1 },
    });
    expect(sums).toEqual(['Line 4: MUG at main again, 30 + 20 = 50 on hand.']);
  });

  it.each([
    ['another header', 'sku,quantity\nMUG,3', 'The first line must be “sku,location,quantity”, not “sku,quantity”.'],
    ['a further column', 'SKU,Location,Quantity,Note\nMUG,main,5,x', 'The first line must be “sku,location,quantity”'],
    [
      'lines that add up to more than can be',
      'sku,location,quantity\nMUG,main,900000000\nMUG,main,900000000',
      'Line 3: 1800000000 is not a quantity',
    ],
    ['no quantity', 'sku,location,quantity\nMUG,main,', 'Line 2: “” is not a quantity'],
    ['a quantity below zero', 'sku,location,quantity\n\nMUG,main,-1', 'Line 3: -1 is not a quantity'],
    ['hexadecimal digits', 'sku,location,quantity\nMUG,main,0x10', 'Line 2: “0x10” is not a quantity'],
    ['an exponent', 'sku,location,quantity\nMUG,main,1E+05', 'Line 2: “1E+05” is not a quantity'],
    ['a fraction', 'sku,location,quantity\nMUG,main,2.5', 'Line 2: “2.5” is not a quantity'],
    ['digits in groups of two', 'sku,location,quantity\nMUG,main,"1,00,000"', 'Line 2: “1,00,000” is not a quantity'],
    ['a location that there is not', 'sku,location,quantity\nMUG,mian,3', 'Line 2: “mian” is no location of this'],
    ['a location in other letters', 'sku,location,quantity\nMUG,Main,5', 'Line 2: “Main” is no location of this'],
  ])('is refused with %s', (_what, text, reason) => {
    expect(() => parseOnHand(text, LOCATIONS)).toThrow(reason);
  });
});
