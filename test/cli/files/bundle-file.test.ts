import { describe, expect, it } from '@jest/globals';
import { parseBundles, parseComponent } from '../../../cli/files/bundle-file.ts';

describe('a file of bundles', () => {
  it('gives the components of each', () => {
    const read = parseBundles('bundle,component,quantity\nSET,CUP,1\nPAIR,CUP,2\nSET,PLATE,2\n');
    expect(Object.fromEntries(read)).toEqual({
      SET: [
        { sku: 'CUP', quantity: 1 },
        { sku: 'PLATE', quantity: 2 },
      ],
      PAIR: [{ sku: 'CUP', quantity: 2 }],
    });
  });

  it('adds up the lines of one component', () => {
    const read = parseBundles('bundle,component,quantity\nSET,CUP,1\nSET,PLATE,2\nSET,CUP,2\n');
    expect(Object.fromEntries(read)).toEqual({
      SET: [
        { sku: 'CUP', quantity: 3 },
        { sku: 'PLATE', quantity: 2 },
      ],
    });
  });

  it.each([
    ['another header', 'bundle,sku,quantity\nSET,CUP,1', 'The first line must be “bundle,component,quantity”'],
    ['half a component', 'bundle,component,quantity\nSET,CUP,1\nSET,PLATE,0.5', 'Line 3: “0.5” is not a quantity'],
    ['no SKU', 'bundle,component,quantity\n,CUP,1', 'Line 2: A SKU has 1 to 255 characters'],
  ])('is refused with %s', (_what, text, reason) => {
    expect(() => parseBundles(text)).toThrow(reason);
  });
});

describe('a component named on the command line', () => {
  it.each([
    ['CUP', { sku: 'CUP', quantity: 1 }],
    ['CUP=2', { sku: 'CUP', quantity: 2 }],
    ['SIZE=L=3', { sku: 'SIZE=L', quantity: 3 }],
  ])('%s', (text, component) => {
    expect(parseComponent(text)).toEqual(component);
  });
});
