import { describe, expect, it } from '@jest/globals';
import type { WaitingShare } from '../../../../shared/ports/diagnosing/diagnosis.ts';
import { shareFindings } from '../../../../shared/usecases/diagnosing/diagnose-shares.ts';
import { later, MUG, NOON, SHOPIFY } from '../../../fakes/facts.ts';

const HOUR = 3_600;
const waiting = (facts: Partial<WaitingShare>): WaitingShare => ({
  ...{ sku: MUG, listing: SHOPIFY, units: 5, goal: 2, since: later(-3 * HOUR), hasLeft: false },
  ...facts,
});
const found = (...shares: readonly WaitingShare[]) => shareFindings(shares, new Date(NOON));

describe('the diagnosis of shares', () => {
  it('names a share that does not move, with its listing, its units and since when', () => {
    expect(found(waiting({}))).toEqual([
      {
        ...{ about: 'deployment', check: 'shares', state: 'problem', repair: 'npx stockline channels' },
        says: `${MUG} on shopify holds 5 where it should have 2, and has not moved since ${later(-3 * HOUR)}: its channel was not seen to show less.`,
      },
    ]);
  });

  it('names a listing that is pushed no more and still has units', () => {
    const [finding] = found(waiting({ hasLeft: true, goal: 0 }));
    expect(finding).toMatchObject({ state: 'problem', repair: 'npx stockline import' });
    expect(finding?.says).toContain('is pushed no more since');
  });

  it('is well while units move', () => {
    expect(found(waiting({ since: later(-HOUR) }))).toMatchObject([{ state: 'well' }]);
  });

  it('counts those beyond ten', () => {
    const findings = found(...Array.from({ length: 12 }, () => waiting({})));
    expect(findings).toHaveLength(11);
    expect(findings.at(-1)?.says).toContain('2 more shares');
  });
});
