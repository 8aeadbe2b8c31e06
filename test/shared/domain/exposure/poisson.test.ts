import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unitsAtRisk } from '../../../../shared/domain/exposure/poisson.ts';

/** The chance that more than so many come, summed from the far end, where the terms are smallest. */
function chanceOfMore(mean: number, units: number): number {
  const far = Math.ceil(mean + 40 * Math.sqrt(mean) + 40);
  let logFactorial = 0;
  const terms: number[] = [];
  for (let sold = 0; sold <= far; sold += 1) {
    logFactorial += sold === 0 ? 0 : Math.log(sold);
    terms.push(Math.exp(sold * Math.log(mean) - mean - logFactorial));
  }
  return terms
    .slice(units + 1)
    .reverse()
    .reduce((sum, term) => sum + term, 0);
}

describe('units at risk', () => {
  it.each([
    ['nothing is sold', 0, 1e-4, 0],
    ['hardly anything is sold', 1e-5, 1e-4, 0],
    ['one is sold on average', 1, 1e-4, 6],
    ['half of the risk is enough', 1, 0.5, 1],
  ])('where %s', (_name, mean, risk, expected) => {
    expect(unitsAtRisk(mean, risk)).toBe(expected);
  });

  it('are the fewest that sales exceed at the risk taken, and no more', () => {
    const means = fc.double({ min: 0.01, max: 900, noNaN: true });
    const risks = fc.constantFrom(0.3, 0.1, 0.01, 1e-3, 1e-4, 1e-6);
    fc.assert(
      fc.property(means, risks, (mean, risk) => {
        const units = unitsAtRisk(mean, risk);
        expect(chanceOfMore(mean, units)).toBeLessThanOrEqual(risk * 1.000_001);
        expect(units === 0 ? 1 : chanceOfMore(mean, units - 1)).toBeGreaterThan(risk * 0.999_999);
      }),
      { numRuns: 300 },
    );
  });

  it('grow with the mean and with caution', () => {
    expect(unitsAtRisk(20, 1e-4)).toBeGreaterThan(unitsAtRisk(10, 1e-4));
    expect(unitsAtRisk(20, 1e-6)).toBeGreaterThan(unitsAtRisk(20, 1e-4));
  });

  it('are found for means whose chance of no sale is no number any more', () => {
    expect(unitsAtRisk(5_000, 1e-4)).toBeGreaterThan(5_000);
    expect(unitsAtRisk(5_000, 1e-4)).toBeLessThan(5_300);
  });
});
