import { describe, expect, it } from '@jest/globals';
import { main } from '../../simulator/command-line.ts';

function run(...args: string[]): { code: number; out: string; err: string } {
  let [out, err] = ['', ''];
  const code = main(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

const SMALL = ['--stock', '40', '--demand', '120', '--seeds', '20'];

describe('npm run simulate', () => {
  it('gives the same output to the byte for the same options and seed, and other figures for another seed', () => {
    const first = run(...SMALL, '--json', '--seed', '7');
    expect(run(...SMALL, '--json', '--seed', '7')).toEqual(first);
    const other = run(...SMALL, '--json', '--seed', '8');
    expect(JSON.parse(other.out).rows).not.toEqual(JSON.parse(first.out).rows);
  });

  it('has a row for each lag and policy, with the law beside the mean', () => {
    const { rows, options } = JSON.parse(run(...SMALL, '--json', '--lag', '0.5,2', '--policy', 'absolute,shared').out);
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
      seeds: 20,
    });
    expect(options).toMatchObject({ stock: 40, demand: 120, lags: [0.5, 2], seed: 1 });
  });

  it('accounts for every unit that was wanted', () => {
    const { rows } = JSON.parse(run(...SMALL, '--json').out);
    for (const row of rows) {
      expect(40 + row.meanOversold - row.meanUnsold + row.meanLost).toBeCloseTo(120);
    }
  });

  it('prints a table for people', () => {
    const { code, out } = run(...SMALL, '--policy', 'shared');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^40 units on 3 channels \(1 : 1 : 1\), 120 customers at 10 a second; mean of 20 sales, seed 1\.$/m,
    );
    expect(out).toMatch(/^shared +2 +\d/m);
  });

  it.each([
    [['--lag', 'x'], '--lag is “x”: give numbers of 0 or more, separated by commas.'],
    [['--seeds', '0'], '--seeds is “0”: give a whole number from 1 to 10000000.'],
    [['--rate', '0'], '--rate is “0”: give a number above 0.'],
    [['--shares', '0,0'], '--shares is “0,0”: give 1 to 50 weights, one of them above 0.'],
    [['--policy', 'shared,fair'], '--policy is “shared,fair”: give all, or one or more by commas of cron, '],
    [['--risk', '1'], '--risk is “1”: give a chance above 0 and below 1.'],
    [['--stock', ''], '--stock is “”: give a whole number from 0 to 10000000.'],
    [['--colour', 'red'], "Unknown option '--colour'"],
  ])('exits 2 with one line for %j', (args, line) => {
    const { code, out, err } = run(...args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^simulate: .*\n$/);
    expect(err).toContain(line);
  });

  it('explains itself with --help', () => {
    expect(run('--help')).toMatchObject({ code: 0, err: '', out: expect.stringContaining('--policy NAME') });
  });
});
