import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseRecordedSales } from '../../../simulator/replay/recorded-sales.ts';
import { run } from '../run.ts';

const HEADER = 'time,channel,sku,quantity';

/** MUG is sold in turn on three channels, a unit every half a second; CUP once, two units. */
const SALES = [
  HEADER,
  ...Array.from({ length: 30 }, (_, index) => {
    const time = new Date(Date.parse('2026-11-27T18:00:00.000Z') + index * 500).toISOString();
    return `${time},${['shopify', 'amazon', 'square'][index % 3]},MUG,1`;
  }),
  '2026-11-27T09:00:00+01:00,shopify,CUP,2',
].join('\n');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stockline-replay-'));
  await writeFile(join(folder, 'sales.csv'), SALES);
  await writeFile(join(folder, 'on-hand.csv'), 'sku,location,quantity\nMUG,main,10\nMUG,attic,5\nCUP,main,2\n');
  await writeFile(join(folder, 'half.csv'), 'sku,location,quantity\nMUG,main,10\n');
  await writeFile(join(folder, 'broken.csv'), `${HEADER}\n2026-11-27T18:00:00.000Z,shopify,MUG,x\n`);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const file = (name: string) => join(folder, name);

describe('--replay', () => {
  it('reports what every policy would have oversold, left and lost of the recorded sales', async () => {
    const { code, out } = await run('--replay', file('sales.csv'), '--on-hand', file('on-hand.csv'), '--json');
    expect(code).toBe(0);
    const { rows } = JSON.parse(out);
    const of = (policy: string) => rows.find((row: { policy: string }) => row.policy === policy);
    for (const row of rows) {
      // 32 units were wanted, and 17 were there.
      expect(17 + row.oversold - row.unsold + row.lost).toBeCloseTo(32);
    }
    // Every half a second a unit: in the two seconds of lag the other channels sell two or three of four.
    expect(of('shared')).toMatchObject({ lagSeconds: 2, unsold: 0, oversoldSkus: 1, skus: 2 });
    expect([2, 3]).toContain(of('shared').oversold);
    expect([3, 4]).toContain(of('absolute').oversold);
    expect(of('escrow')).toMatchObject({ oversold: 0, oversoldSkus: 0 });
    // Each channel sells ten of 15 before a batch comes, unless it comes within these 15 seconds.
    expect(of('cron').oversold).toBeGreaterThan(14);
  });

  it('is the same again, and takes the same stock for every SKU where only --stock is given', async () => {
    const args = ['--replay', file('sales.csv'), '--stock', '5', '--lag', '1,5', '--policy', 'cron,shared', '--json'];
    const first = await run(...args);
    expect(await run(...args)).toEqual(first);
    const { rows, options } = JSON.parse(first.out);
    expect(rows).toHaveLength(4);
    expect(rows[1]).toMatchObject({ policy: 'shared', lagSeconds: 1, unsold: 3 });
    expect(options).toMatchObject({ stock: 5, lags: [1, 5], seeds: 50 });
  });

  it('says how far it is: SKUs, under each policy and lag', async () => {
    const args = ['--replay', file('sales.csv'), '--stock', '5', '--lag', '1,5', '--policy', 'cron,shared'];
    const { shown } = await run(...args);
    expect(shown[0]).toBe('1 of 8 SKUs replayed');
    expect(shown.at(-1)).toBe('8 of 8 SKUs replayed');
  });

  it('prints a table for people', async () => {
    const { out } = await run('--replay', file('sales.csv'), '--stock', '5', '--policy', 'shared');
    expect(out).toContain('32 units of 2 SKUs, sold on amazon, shopify, square.');
    expect(out).toMatch(/^shared +2 +\d/m);
  });

  it.each([
    [
      ['--replay', 'sales.csv'],
      '--replay needs what there was to sell: give either --stock N, of each SKU, or --on-hand',
    ],
    [['--replay', 'sales.csv', '--stock', '1', '--on-hand', 'x.csv'], '--replay needs what there was to sell'],
    [['--replay', 'sales.csv', '--stock', '1', '--rate', '3'], '--rate does not go with --replay: the recorded sales'],
    [['--on-hand', 'x.csv'], '--on-hand goes with --replay only: a simulated sale has --stock.'],
    [['--replay', ''], '--replay is empty: give the name of a file.'],
  ])('exits 2 for %j', async (args, line) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toContain(line);
  });

  it('exits 1 with the file and the line that does not fit', async () => {
    const stock = ['--stock', '5'];
    const broken = await run('--replay', file('broken.csv'), ...stock);
    expect(broken).toMatchObject({ code: 1, err: expect.stringMatching(/broken\.csv: Line 2: NaN is not a quantity/) });
    const missing = await run('--replay', file('none.csv'), ...stock);
    expect(missing).toMatchObject({
      code: 1,
      err: expect.stringMatching(/ENOENT: no such file or directory, open '.*none\.csv'/),
    });
    const half = await run('--replay', file('sales.csv'), '--on-hand', file('half.csv'));
    expect(half).toMatchObject({ code: 1, err: expect.stringMatching(/half\.csv: SKU CUP was sold, but/) });
  });
});

describe('recorded sales', () => {
  it('are sorted by SKU and time, whatever their order and time zone', () => {
    const { channels, purchases } = parseRecordedSales(
      [
        HEADER,
        '2026-11-27T18:00:05Z,till,A,1',
        '2026-11-27T19:00:00+01:00,shop,A,3',
        '2026-11-27T18:00:00Z,till,B,2',
      ].join('\n'),
    );
    expect(channels).toEqual(['shop', 'till']);
    expect(Object.fromEntries(purchases)).toEqual({
      A: [
        { at: 0, channel: 0, units: 3 },
        { at: 5, channel: 1, units: 1 },
      ],
      B: [{ at: 0, channel: 1, units: 2 }],
    });
  });

  it.each([
    ['time,sku,quantity', 'The first line must be “time,channel,sku,quantity”, not “time,sku,quantity”.'],
    [HEADER, 'There is no sale in the file.'],
    [`${HEADER}\nyesterday,shop,A,1`, 'Line 2: “yesterday” is not a time: use ISO 8601, as 2026-11-27T18:00:00.000Z.'],
    [`${HEADER}\n2026-11-27T18:00:00Z,,A,1`, 'Line 2: the channel is missing.'],
    [`${HEADER}\n2026-11-27T18:00:00Z,shop,,1`, 'Line 2: A SKU has 1 to 255 characters'],
    [`${HEADER}\n2026-11-27T18:00:00Z,shop,A,-1`, 'Line 2: -1 is not a quantity'],
  ])('refuses %j with a sentence', (text, sentence) => {
    expect(() => parseRecordedSales(text)).toThrow(sentence);
  });
});
