import { describe, expect, it } from '@jest/globals';
import { namingColumnOf, parseStockFile } from '../../../cli/files/stock-file.ts';
import { parseLocationId, parseSku } from '../../../shared/domain/identifiers.ts';

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

  it('is read where a program leaves out the separators behind the last cell that has something', () => {
    const text = 'sku,location,quantity,reason,note\r\nMUG,main,1,late,\r\nCUP,main,2\r\nJUG,shop,3,,\r\n';
    expect(parseStockFile('receive', text, PLACES)).toMatchObject({
      rows: [{ units: 1, reason: 'late' }, { units: 2 }, { units: 3 }],
      problems: [],
    });
  });

  it.each(['sep=;', '"sep=;"', '\uFEFFsep=;'])('is read where it begins by its separator: %j', (line) => {
    const text = `${line}\r\nsku;location;quantity;note\r\nMUG;main;12;"one, two, three, four"\r\n`;
    expect(parseStockFile('receive', text, PLACES).rows).toMatchObject([{ sku: 'MUG', units: 12, lines: [3] }]);
  });

  it('takes inches that a program does not quote', () => {
    expect(parseStockFile('receive', 'sku\tquantity\n19" rack\t3', ONE).rows).toMatchObject([{ sku: '19" rack' }]);
  });

  it('refuses rows that add up to more than can be', () => {
    const { problems } = parseStockFile('receive', 'sku,quantity\nMUG,600000000\nMUG,600000000', ONE);
    expect(problems).toEqual([expect.stringContaining('Line 3: 1200000000 is not a quantity')]);
  });

  it.each([
    [
      'a cell more than columns',
      'sku,quantity\nMUG,1\nMUG,3,0',
      'Line 3 has 3 cells, and the first line names 2 columns',
    ],
    ['no row', 'sku,quantity\n', 'The file has no rows under its first line'],
    ['nothing at all', '', 'The file is empty'],
    ['blanks only', ' \r\n,,\r\n', 'The file is empty'],
  ])('is refused with %s', (_, text, reason) => {
    expect(() => parseStockFile('receive', text, ONE)).toThrow(reason);
  });

  it.each([
    ['without a column that it needs', 'sku,units\nMUG,3', 'needs the columns quantity: it is “sku, units”'],
    ['with a column twice', 'sku,quantity,quantity\nMUG,3,4', 'names the column “quantity” twice'],
  ])('is refused %s', (_, text, reason) => {
    expect(() => parseStockFile('receive', text, ONE)).toThrow(reason);
  });
});

describe('a file that names its rows otherwise', () => {
  const packs = (cell: string) => {
    if (cell !== 'amazon:PACK') {
      throw new Error('No listing of the channels has that.');
    }
    return { sku: parseSku('MUG'), units: 3 };
  };

  it('counts whole listings in units of the SKU, and says so', () => {
    const { rows, notes } = parseStockFile('receive', 'listing,quantity\namazon:PACK,5', ONE, undefined, packs);
    expect(rows).toMatchObject([{ sku: 'MUG', units: 15 }]);
    expect(notes).toEqual(['Line 2: 5 of “amazon:PACK” are 15 units of MUG.']);
  });

  it('names the line of what stands for nothing', () => {
    const { problems } = parseStockFile('receive', 'listing,quantity\nsquare:CUP,5', ONE, undefined, packs);
    expect(problems).toEqual(['Line 2: No listing of the channels has that.']);
  });

  it.each([
    ['sku,gtin,quantity\n', 'sku'],
    ['Quantity;GTIN\n', 'gtin'],
    ['listing\tquantity\n', 'listing'],
  ] as const)('%j names them by %s', (text, column) => {
    expect(namingColumnOf(text)).toBe(column);
  });

  it('is refused without any name', () => {
    expect(() => namingColumnOf('article,quantity\n')).toThrow('needs a column sku, gtin or listing');
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

describe('a reason in a file', () => {
  it('is one line of words, as every door takes it', () => {
    const text = `sku,quantity,reason\nMUG,1,"broken\n  in transit"\nCUP,1,${'x'.repeat(201)}\nJUG,1,\u001b[31mred\n`;
    const { rows, problems } = parseStockFile('adjust', text, ONE);
    expect(rows).toMatchObject([{ sku: 'MUG', reason: 'broken in transit' }]);
    expect(problems).toEqual([
      'Line 4: Expected a reason of at most 200 characters.',
      'Line 5: Expected a reason in words, without control characters.',
    ]);
  });

  it('is not cut where the rows of one SKU have too many', () => {
    const text = `sku,quantity,reason\nMUG,1,${'x'.repeat(150)}\nMUG,1,${'y'.repeat(150)}\n`;
    expect(parseStockFile('adjust', text, ONE).problems).toEqual([
      'Line 3: The reasons of MUG at main have 302 characters together, and 200 are kept: give its rows one reason.',
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
