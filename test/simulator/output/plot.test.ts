import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { main } from '../../../simulator/command-line/command-line.ts';
import { type Point, pictureOf } from '../../../simulator/output/plot.ts';
import type { Setting, SimulatedPolicy } from '../../../simulator/strategies/policies.ts';
import { rowOf } from '../../../simulator/trials/trial.ts';

const SETTING: Setting = {
  stock: 500,
  rate: 10,
  shares: [1, 1, 1],
  lagSeconds: 1,
  demand: 1500,
  period: 1800,
  risk: 1e-4,
  proof: 'resulting-count',
};

/** A point at which so many units were oversold. */
function point(policy: SimulatedPolicy, lagSeconds: number, oversold: number): Point {
  const trial = { policy, setting: { ...SETTING, lagSeconds } };
  return { trial, row: rowOf(trial, [{ oversold, unsold: 0, lost: 0, pushes: 0 }]) };
}

const POINTS = [
  ...[1, 10].map((lag) => point('cron', lag, 900)),
  ...[1, 10].map((lag) => point('absolute', lag, 10 * lag)),
  ...[1, 10].map((lag) => point('shared', lag, 6.7 * lag)),
  ...[1, 10].map((lag) => point('endgame', lag, lag < 10 ? 0 : 80)),
  ...[1, 10].map((lag) => point('escrow', lag, 0)),
];

/** Names at the right end of the lines, with how far down they stand. */
function namesIn(svg: string): readonly { name: string; down: number }[] {
  const texts = svg.matchAll(/<text [^>]*transform="translate\([\d.]+,([\d.]+)\)"[^>]*>([^<]+)<\/text>/g);
  return [...texts]
    .map(([, down, name]) => ({ name: name ?? '', down: Number(down) }))
    .filter(({ name }) => /^(a batch|absolute|shared|endgame|escrow)/.test(name));
}

describe('the picture', () => {
  it('names each line at its end, says where nothing was oversold, and lets no names lie on one another', async () => {
    const names = namesIn(await pictureOf(POINTS));
    expect(names.map(({ name }) => name).sort()).toEqual([
      'a batch every 30 min',
      'absolute',
      'endgame',
      'escrow: none',
      'shared',
    ]);
    const downs = names.map(({ down }) => down).sort((a, b) => a - b);
    const gaps = downs.slice(1).map((down, index) => down - (downs[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(16.9);
  });

  it('draws the closed form dashed, for the policies that have one, and the bound of what is left unsold', async () => {
    const svg = await pictureOf(POINTS);
    const dashed = [...svg.matchAll(/<path[^>]*stroke="(#[0-9a-f]+)"[^>]*stroke-dasharray/g)].map(([, color]) => color);
    expect(dashed.sort()).toEqual(['#0072b2', '#111827', '#6b7280', '#d55e00']);
  });

  it('is the same for the same points', async () => {
    expect(await pictureOf(POINTS)).toBe(await pictureOf(POINTS));
  });

  it('is written by --plot, with a batch every minute beside the usual one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stockline-plot-'));
    const file = join(folder, 'oversell.svg');
    const small = ['--stock', '20', '--demand', '60', '--seeds', '3', '--policy', 'cron,shared', '--lag', '1,2'];
    let out = '';
    const say = (text: string) => {
      out += text;
    };
    try {
      expect(await main([...small, '--plot', file, '--json'], { out: say, err: say })).toBe(0);
      const svg = await readFile(file, 'utf8');
      expect(svg).toMatch(/^<svg /);
      expect(svg).toContain('a batch every minute');
      expect(svg).toContain('20 units on 3 channels');
      expect(JSON.parse(out).rows).toHaveLength(4);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
