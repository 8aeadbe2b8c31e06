import { describe, expect, it } from '@jest/globals';
import type { Share } from '../../../../shared/domain/exposure/shares.ts';
import type { SkuState } from '../../../../shared/ports/sku-state.ts';
import { shareSurvey } from '../../../../shared/usecases/diagnosing/diagnose-shares.ts';
import { later, MUG, NOON, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';

const HOUR = 3_600;
const waiting = (facts: Partial<Share>): SkuState => ({
  ...{ sku: MUG, seq: 1, stock: {}, listings: [] },
  exposure: {
    rules: { ...SHARED_RULES, policy: 'escrow' },
    shares: { [SHOPIFY]: { units: 5, goal: 2, since: later(-3 * HOUR), ...facts } },
    revision: 1,
  },
});
const found = (...states: readonly SkuState[]) => {
  const survey = shareSurvey(new Date(NOON));
  states.forEach(survey.add);
  return survey.findings();
};

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
    const [finding] = found(waiting({ leftAt: later(-3 * HOUR), goal: 0 }));
    expect(finding).toMatchObject({ state: 'problem', repair: 'npx stockline import' });
    expect(finding?.says).toContain('is pushed no more since');
  });

  it('is well while units move', () => {
    expect(found(waiting({ since: later(-HOUR) }))).toMatchObject([{ state: 'well' }]);
    expect(found(waiting({ units: 2 }))).toMatchObject([{ state: 'well' }]);
  });

  it('counts those beyond ten', () => {
    const findings = found(...Array.from({ length: 12 }, () => waiting({})));
    expect(findings).toHaveLength(11);
    expect(findings.at(-1)?.says).toContain('2 more shares');
  });
});
