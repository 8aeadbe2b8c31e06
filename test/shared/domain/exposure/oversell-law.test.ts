import { describe, expect, it } from '@jest/globals';
import {
  chanceOfOversold,
  expectedBeyondBuffer,
  expectedOversold,
  type RateAndLag,
} from '../../../../shared/domain/exposure/oversell-law.ts';

const thirds = (lagSeconds: number): RateAndLag[] => [1, 2, 3].map(() => ({ ratePerSecond: 10 / 3, lagSeconds }));
const endless = { stock: 500 };

describe('expected oversold units', () => {
  it('are Λ·L·(1 − Σp²) with deltas: what the other channels want during the lag', () => {
    expect(expectedOversold(thirds(2), { kind: 'delta' }, endless)).toBeCloseTo(40 / 3);
    const uneven = [5, 3, 1, 1].map((ratePerSecond) => ({ ratePerSecond, lagSeconds: 2 }));
    expect(expectedOversold(uneven, { kind: 'delta' }, endless)).toBeCloseTo(12.8);
  });

  it('are Λ·L with absolute figures: they wipe out a channel’s own unreported sales too', () => {
    expect(expectedOversold(thirds(2), { kind: 'absolute' }, endless)).toBeCloseTo(20);
  });

  it('take half a period more with a batch', () => {
    expect(expectedOversold(thirds(2), { kind: 'batch', periodSeconds: 60 }, endless)).toBeCloseTo(220);
  });

  it('follow each channel’s own lag', () => {
    const [first, ...others] = thirds(2);
    const slow = { ratePerSecond: 10 / 3, lagSeconds: 5 };
    const more = expectedOversold([slow, ...others], { kind: 'delta' }, endless);
    expect(first).toBeDefined();
    expect(more - expectedOversold(thirds(2), { kind: 'delta' }, endless)).toBeCloseTo((10 / 3) * 3 * (2 / 3));
  });

  it.each([
    ['deltas: each channel sells the stock once', { kind: 'delta' }, { stock: 30 }, 60],
    ['absolute figures: each channel is filled once more', { kind: 'absolute' }, { stock: 30 }, 90],
    ['what customers want of the channels', { kind: 'delta' }, { stock: 30, demand: 45 }, 15],
    ['no more customers than units', { kind: 'absolute' }, { stock: 30, demand: 20 }, 0],
  ] as const)('are bounded with %s', (_name, pushing, saleOut, most) => {
    expect(expectedOversold(thirds(600), pushing, saleOut)).toBeCloseTo(most);
  });

  it('are bounded by what each channel’s own customers want', () => {
    const uneven = [5, 3, 1, 1].map((ratePerSecond) => ({ ratePerSecond, lagSeconds: 600 }));
    expect(expectedOversold(uneven, { kind: 'delta' }, { stock: 500, demand: 1500 })).toBeCloseTo(750);
  });

  it('are none on one channel that is updated by deltas, and none without customers', () => {
    expect(expectedOversold(thirds(2).slice(1, 2), { kind: 'delta' }, endless)).toBe(0);
    expect(expectedOversold([], { kind: 'delta' }, endless)).toBe(0);
  });
});

describe('the chance of overselling', () => {
  it('is none without lag, one with a long one, and between them what nobody in the windows leaves', () => {
    expect(chanceOfOversold(thirds(0))).toBeCloseTo(0);
    expect(chanceOfOversold(thirds(60))).toBeCloseTo(1);
    // λ = 1 each on two channels, L = 1: 1 − e⁻¹·(e⁻¹ + e⁻¹).
    const two = [1, 1].map((ratePerSecond) => ({ ratePerSecond, lagSeconds: 1 }));
    expect(chanceOfOversold(two)).toBeCloseTo(1 - 2 * Math.exp(-2));
  });

  it('is none on one channel and without customers', () => {
    expect(chanceOfOversold(thirds(2).slice(0, 1))).toBeCloseTo(0);
    expect(chanceOfOversold([])).toBe(0);
  });
});

describe('a buffer', () => {
  it('leaves what a Poisson number of units exceeds it by', () => {
    // E(X − 1)⁺ = m − 1 + e⁻ᵐ.
    expect(expectedBeyondBuffer(2, 1)).toBeCloseTo(1 + Math.exp(-2));
    expect(expectedBeyondBuffer(2, 0)).toBe(2);
    expect(expectedBeyondBuffer(2, 50)).toBeCloseTo(0);
  });

  it('stands against expectations beyond what e⁻ᵐ can hold', () => {
    expect(expectedBeyondBuffer(1_000, 1_200)).toBeCloseTo(0);
    expect(expectedBeyondBuffer(1_000, 900)).toBeGreaterThan(100);
    expect(expectedBeyondBuffer(1_000, 900)).toBeLessThan(101);
  });
});
