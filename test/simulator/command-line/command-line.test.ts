import { describe, expect, it } from '@jest/globals';
import { run } from '../run.ts';

/** So few that no worker is started. */
const SMALL = ['--stock', '40', '--demand', '120', '--seeds', '15'];

describe('npm run simulate', () => {
  it('gives the same output to the byte for the same options and seed, and other figures for another seed', async () => {
    const first = await run(...SMALL, '--json', '--seed', '7');
    expect(await run(...SMALL, '--json', '--seed', '7')).toEqual(first);
    const other = await run(...SMALL, '--json', '--seed', '8');
    expect(JSON.parse(other.out).rows).not.toEqual(JSON.parse(first.out).rows);
  });

  it('has a row for each lag and policy, with the law beside the mean', async () => {
    const { rows, options } = JSON.parse(
      (await run(...SMALL, '--json', '--lag', '0.5,2', '--policy', 'absolute,shared')).out,
    );
    expect(rows.map(({ policy, lagSeconds }: Record<string, unknown>) => [policy, lagSeconds])).toEqual([
      ['absolute', 0.5],
      ['shared', 0.5],
      ['absolute', 2],
      ['shared', 2],
    ]);
    expect(rows[3]).toEqual({
      policy: 'shared',
      lagSeconds: 2,
      meanOversold: expect.any(Number),
      pAnyOversold: expect.any(Number),
      p99Oversold: expect.any(Number),
      meanUnsold: 0,
      meanLost: expect.any(Number),
      meanPushes: expect.any(Number),
      predictedOversold: expect.closeTo(40 / 3),
      unsoldBound: expect.closeTo(0),
      unsoldClairvoyant: 0,
      seeds: 15,
    });
    expect(options).toMatchObject({ stock: 40, demand: 120, lags: [0.5, 2], seed: 1 });
  });

  it('accounts for every unit that was wanted', async () => {
    const { rows } = JSON.parse((await run(...SMALL, '--json')).out);
    for (const row of rows) {
      expect(40 + row.meanOversold - row.meanUnsold + row.meanLost).toBeCloseTo(120);
    }
  });

  it('prints a table for people', async () => {
    const { code, out } = await run(...SMALL, '--policy', 'shared');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^40 units on 3 channels \(1 : 1 : 1\), 120 customers at 10 a second; mean of 15 sales, seed 1\.$/m,
    );
    expect(out).toMatch(/^shared +2 +\d/m);
  });

  it('names the platforms, says how late Amazon applies a figure, and has no law where it does', async () => {
    const args = ['--channels', 'shopify,amazon', '--apply', '5', '--settle', '20', '--policy', 'shared,escrow'];
    const { out } = await run(...SMALL, ...args);
    expect(out).toMatch(/^40 units on shopify, amazon \(1 : 1\), /);
    expect(out).toMatch(/^Amazon shows a figure up to 5 s after accepting it; settleSeconds is 20\.$/m);
    expect(out).toMatch(/^shared +2 +\d+\.\d\d +– /m);
    expect(out).toMatch(/^escrow +2 +0\.00 +0\.00 /m);
    const { rows } = JSON.parse((await run(...SMALL, ...args, '--json')).out);
    expect(rows.map((row: { predictedOversold: number | null }) => row.predictedOversold)).toEqual([null, 0]);
  });

  it('says what happens beside the sale, for the policies that know of it, and has no law where something does', async () => {
    const args = [
      '--holds',
      '0.5',
      '--locations',
      '2',
      '--leaving',
      '3@4',
      '--switch',
      'escrow@2.5',
      '--bundle',
      '3:0.5',
    ];
    const { out } = await run(...SMALL, ...args);
    expect(out).toMatch(/^0\.5 checkouts a second hold a unit; 50 % buy it\.$/m);
    expect(out).toMatch(/^The units lie at 2 places: channel 1 sells from all, each other from one\.$/m);
    expect(out).toMatch(/^Channel 3 is pushed no more after 4 s, and sells on what it shows\.$/m);
    expect(out).toMatch(/^After 2\.5 s the policy becomes escrow\.$/m);
    expect(out).toMatch(/^Each channel lists a bundle of 3 too, which 0\.5 customers a second want\.$/m);
    const { rows, options } = JSON.parse((await run(...SMALL, ...args, '--json')).out);
    expect(rows.map(({ policy }: { policy: string }) => policy)).toEqual(['shared', 'buffer', 'endgame', 'escrow']);
    expect(rows[0]).toMatchObject({ predictedOversold: null, unsoldBound: null, unsoldClairvoyant: null });
    expect(options.beside).toEqual({
      ...{ holds: 0.5, locations: 2 },
      leaving: { channel: 2, at: 4 },
      change: { policy: 'escrow', at: 2.5 },
      bundle: { units: 3, rate: 0.5 },
    });
  });

  it.each([
    [['--lag', 'x'], '--lag is “x”: give numbers of 0 or more, separated by commas.'],
    [['--seeds', '0'], '--seeds is “0”: give a whole number from 1 to 10000000.'],
    [['--rate', '0'], '--rate is “0”: give a number above 0.'],
    [['--shares', '0,0'], '--shares is “0,0”: give 1 to 50 weights, one of them above 0.'],
    [['--policy', 'shared,fair'], '--policy is “fair”: give one of cron, absolute, shared, buffer, endgame, escrow.'],
    [
      ['--first-split', '1,1'],
      '--first-split is “1,1”: give a weight for each of the 3 channels, one of them above 0.',
    ],
    [
      ['--shift', '2:1,1,1'],
      '--shift is “2:1,1,1”: give the part of the customers, 0 to 1, and weights: 0.4:10,20,70.',
    ],
    [['--shift', '0.4:1,1'], '--shift is “1,1”: give a weight for each of the 3 channels, one of them above 0.'],
    [['--proof', 'word'], '--proof is “word”: give one of resulting-count, compare-and-swap.'],
    [['--channels', 'shopify,ebay'], '--channels is “ebay”: give one of shopify, amazon, square, direct.'],
    [
      ['--channels', 'shopify,amazon', '--shares', '1,1,1'],
      '--shares is “1,1,1”: give a weight for each of the 2 channels, one of them above 0.',
    ],
    [
      ['--channels', 'shopify,amazon', '--proof', 'resulting-count'],
      '--proof does not go with --channels: each platform proves in its own way.',
    ],
    [['--apply=-1'], '--apply is “-1”: give a number of 0 or more.'],
    [['--settle', '0'], '--settle is “0”: give a number above 0.'],
    [
      ['--replay', 'sales.csv', '--stock', '1', '--channels', 'shopify'],
      '--channels does not go with --replay: there every channel takes differences.',
    ],
    [['--holds', '0'], '--holds is “0”: give a number above 0.'],
    [['--locations', '0'], '--locations is “0”: give a whole number from 1 to 20.'],
    [['--leaving', '4@5'], '--leaving is “4”: give a whole number from 1 to 3.'],
    [['--leaving', '2'], '--leaving is “”: give a number above 0.'],
    [['--bundle', '1:2'], '--bundle is “1”: give a whole number from 2 to 10000000.'],
    [['--switch', 'cron@5'], '--switch is “cron”: give one of shared, endgame, escrow.'],
    [
      ['--policy', 'cron,shared', '--holds', '1'],
      'cron know nothing of --holds, --locations, --leaving, --switch, --bundle: name policies of shared, buffer, endgame, escrow.',
    ],
    [
      ['--replay', 'sales.csv', '--stock', '1', '--switch', 'escrow@5'],
      '--switch does not go with --replay: it happens beside a simulated sale.',
    ],
    [['--lag', '0,1', '--plot', 'x.svg'], '--lag is “0,1”: with --plot give lags above 0, the axis is logarithmic.'],
    [['--plot', ''], '--plot is empty: give the name of a file.'],
    [['--risk', '1'], '--risk is “1”: give a chance above 0 and below 1.'],
    [['--stock', ''], '--stock is “”: give a whole number from 0 to 10000000.'],
    [['--colour', 'red'], "Unknown option '--colour'"],
  ])('exits 2 with one line for %j', async (args, line) => {
    const { code, out, err } = await run(...args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^simulate: .*\n$/);
    expect(err).toContain(line);
  });

  it('explains itself with --help', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, err: '', out: expect.stringContaining('--policy NAME') });
  });
});
