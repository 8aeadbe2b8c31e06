import { describe, expect, it } from '@jest/globals';
import { lagSeconds, nextLagMs } from '../../../../shared/domain/listing/listing.ts';
import { listing, SQUARE } from '../../../fakes/facts.ts';

const measured = (lagMs: number) => listing(SQUARE, 10, { lagMs });

describe('the lag of a listing', () => {
  it('is taken for 3 s before the first push was measured', () => {
    expect(lagSeconds(listing(SQUARE, 10))).toBe(3);
  });

  it('is what the first push took', () => {
    expect(nextLagMs(listing(SQUARE, 10), 800)).toBe(800);
  });

  it('rises by half of the difference and falls by a tenth of it', () => {
    expect(nextLagMs(measured(1_000), 3_000)).toBe(2_000);
    expect(nextLagMs(measured(3_000), 1_000)).toBe(2_800);
  });

  it('is a minute at most: what was parked for three days and then replayed says nothing of the next sale', () => {
    const threeDays = 3 * 86_400_000;
    expect(nextLagMs(listing(SQUARE, 10), threeDays)).toBe(60_000);
    expect(nextLagMs(measured(1_000), threeDays)).toBe(30_500);
  });
});
