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

  it.each([
    ['another header', 'sku,quantity\nMUG,3', 'The first line must be “sku,location,quantity”, not “sku,quantity”.'],
    ['a line that stands twice', 'sku,location,quantity\nMUG,main,3\nMUG,main,4', 'Line 3: MUG at main stands in the'],
    ['no quantity', 'sku,location,quantity\nMUG,main,', 'Line 2: “” is not a quantity'],
    ['a quantity below zero', 'sku,location,quantity\n\nMUG,main,-1', 'Line 3: “-1” is not a quantity'],
    ['hexadecimal digits', 'sku,location,quantity\nMUG,main,0x10', 'Line 2: “0x10” is not a quantity'],
    ['an exponent', 'sku,location,quantity\nMUG,main,1E+05', 'Line 2: “1E+05” is not a quantity'],
    ['a fraction', 'sku,location,quantity\nMUG,main,2.5', 'Line 2: “2.5” is not a quantity'],
    ['thousands in groups', 'sku,location,quantity\nMUG,main,"1,000"', 'Line 2: “1,000” is not a quantity'],
    ['a location that there is not', 'sku,location,quantity\nMUG,mian,3', 'Line 2: “mian” is no location of this'],
  ])('is refused with %s', (_what, text, reason) => {
    expect(() => parseOnHand(text, LOCATIONS)).toThrow(reason);
  });
});
