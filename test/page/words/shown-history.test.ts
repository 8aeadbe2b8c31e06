import { describe, expect, it } from '@jest/globals';
import type { Entry, Listing, Push } from '../../../page/live/answers.ts';
import { shownSteps, stepAt } from '../../../page/words/shown-history.ts';
import { AMAZON, later, SHOPIFY } from '../../fakes/facts.ts';
import { sale } from './entries.ts';

const LISTING: Listing = { channel: AMAZON, sellable: 5, shown: 5, pending: 0, lastPushedAt: null };
const push = (seconds: number, shows: number, change: number): Push => {
  const endedAt = later(seconds);
  return { listing: 'amazon', seq: 1, change, shows, startedAt: endedAt, endedAt, answer: 'accepted' };
};
const NOW = Date.parse(later(100));
const units = (entries: readonly Entry[], pushes: readonly Push[]) =>
  shownSteps(LISTING, entries, pushes, NOW).map((step) => step.units);

describe('what a channel showed', () => {
  it('is what it shows, while nothing moved it', () => {
    expect(units([], [])).toEqual([5, 5]);
  });

  it('falls by its own sales, and by no others', () => {
    expect(units([sale(2, AMAZON, 10), sale(1, SHOPIFY, 15), sale(3, AMAZON, 20)], [])).toEqual([10, 8, 5, 5]);
  });

  it('is what a push set, and before it what the push found', () => {
    expect(units([sale(1, AMAZON, 10), sale(2, AMAZON, 30)], [push(20, 7, -2)])).toEqual([10, 9, 7, 5, 5]);
  });

  it('is at a time what the last step before it says', () => {
    const steps = shownSteps(LISTING, [sale(2, AMAZON, 10)], [], NOW);
    expect(stepAt(steps, Date.parse(later(9)))?.units).toBe(7);
    expect(stepAt(steps, Date.parse(later(10)))).toMatchObject({ units: 5, by: 'sale' });
  });
});
