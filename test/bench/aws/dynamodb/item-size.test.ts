import { describe, expect, it } from '@jest/globals';
import { itemBytes, readUnits, writeUnits } from '../../../../bench/aws/dynamodb/item-size.ts';

describe('the size of an item', () => {
  it.each([
    [{ name: 'mug' }, 7],
    [{ name: 'Ü' }, 6],
    [{ n: 0 }, 3],
    [{ n: 1234 }, 4],
    [{ n: -1234 }, 5],
    [{ n: 1000 }, 3],
    [{ flag: true }, 5],
    [{ flag: null }, 5],
    [{ list: ['a', 'b'] }, 4 + 3 + 2 * (1 + 1)],
    [{ map: { a: 'b' } }, 3 + 3 + (1 + 1 + 1)],
    [{ set: new Set(['a', 'bc']) }, 6],
  ])('%j has %i bytes', (item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });
});

describe('units', () => {
  it.each([
    [0, 1, 2],
    [1_024, 1, 2],
    [1_025, 2, 4],
  ])('to write %i bytes are %i, and %i in a transaction', (bytes, plain, transaction) => {
    expect([writeUnits(bytes, false), writeUnits(bytes, true)]).toEqual([plain, transaction]);
  });

  it.each([
    [0, 0.5, 1, 2],
    [4_096, 0.5, 1, 2],
    [4_097, 1, 2, 4],
  ])(
    'to read %i bytes are %d, %i consistently, and %i in a transaction',
    (bytes, eventual, consistent, transaction) => {
      const units = [readUnits(bytes, 'eventual'), readUnits(bytes, 'consistent'), readUnits(bytes, 'transaction')];
      expect(units).toEqual([eventual, consistent, transaction]);
    },
  );
});
