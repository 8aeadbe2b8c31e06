import { describe, expect, it } from '@jest/globals';
import { parseStockFile } from '../../../cli/files/stock-file.ts';
import { parseLocationId } from '../../../shared/domain/identifiers.ts';

const PLACES = ['main', 'shop'].map(parseLocationId);
const ONE = PLACES.slice(0, 1);

describe('a file of receipts', () => {
  it('is read whatever the order and the case of its columns, and further columns are left alone', () => {
    const text = 'Quantity;Name;SKU;Location\n12;Blue mug;MUG;main\n3;Cup;CUP;shop\n';
    expect(parseStockFile('receive', text, PLACES).rows).toEqual([
      { sku: 'MUG', place: { at: 'main' }, units: 12, lines: [2] },
      { sku: 'CUP', place: { at: 'shop' }, units: 3, lines: [3] },
    ]);
  });

  it('needs no location where there is one only', () => {
    expect(parseStockFile('receive', 'sku,quantity\nMUG,12', ONE).rows).toMatchObject([{ place: { at: 'main' } }]);
    expect(() => parseStockFile('receive', 'sku,quantity\nMUG,12', PLACES)).toThrow('needs the columns location');
  });

  it('adds up the rows of one SKU at one place, and says so', () => {
    const { rows, notes } = parseStockFile(
      'receive',
      'sku,location,quantity\nMUG,main,3\nMUG,shop,1\nMUG,main,2',
      PLACES,
    );
    expect(rows).toMatchObject([
      { place: { at: 'main' }, units: 5, lines: [2, 4] },
      { place: { at: 'shop' }, units: 1, lines: [3] },
    ]);
    expect(notes).toEqual(['Line 4: MUG at main again, 3 + 2 = 5.']);
  });

  it('posts nothing for 0 units, and says so', () => {
    const { rows, notes } = parseStockFile('receive', 'sku,quantity\nMUG,0\nCUP,1', ONE);
    expect(rows).toMatchObject([{ sku: 'CUP' }]);
    expect(notes).toEqual(['Line 2: 0 units of MUG, nothing to post.']);
  });

  it('names every row that cannot be read, with its line', () => {
    const text = 'sku,location,quantity\nMUG,mian,3\nMUG,main,1E+05\n,main,3\nMUG,main,-2\nCUP,main,3\n';
    const { rows, problems } = parseStockFile('receive', text, PLACES);
    expect(rows).toHaveLength(1);
    expect(problems).toEqual([
      'Line 2: “mian” is no location of this deployment: use one of main, shop.',
      expect.stringContaining('Line 3: “1E+05” is not a quantity'),
      'Line 4: A SKU has 1 to 255 characters and no control characters.',
      'Line 5: -2 units cannot be received: use 0 or more.',
    ]);
  });

  it.each([
    ['without a column that it needs', 'sku,units\nMUG,3', 'needs the columns quantity: it is “sku, units”'],
    ['with a column twice', 'sku,quantity,quantity\nMUG,3,4', 'names the column “quantity” twice'],
  ])('is refused %s', (_, text, reason) => {
    expect(() => parseStockFile('receive', text, ONE)).toThrow(reason);
  });
});

describe('a file of counts', () => {
  it('may say that nothing is there', () => {
    expect(parseStockFile('count', 'sku,quantity\nMUG,0', ONE).rows).toMatchObject([{ units: 0 }]);
  });
});

describe('a file of adjustments', () => {
  it('takes units off, each row for its own reason or for that of all', () => {
    const text = 'sku,quantity,reason\nMUG,-3,broken\nCUP,+2,\nMUG,-1,lost\nJUG,1,\n';
    expect(parseStockFile('adjust', text, ONE, 'found').rows).toMatchObject([
      { sku: 'MUG', units: -4, reason: 'broken; lost' },
      { sku: 'CUP', units: 2, reason: 'found' },
      { sku: 'JUG', units: 1, reason: 'found' },
    ]);
  });
});

describe('a file of transfers', () => {
  it('says from where to where', () => {
    expect(parseStockFile('transfer', 'sku,from,to,quantity\nMUG,main,shop,4', PLACES).rows).toEqual([
      { sku: 'MUG', place: { from: 'main', to: 'shop' }, units: 4, lines: [2] },
    ]);
  });

  it('is refused where nothing would move', () => {
    const { problems } = parseStockFile('transfer', 'sku,from,to,quantity\nMUG,main,main,4', PLACES);
    expect(problems).toEqual(['Line 2: The units would go from main to main: nothing moves.']);
  });
});
