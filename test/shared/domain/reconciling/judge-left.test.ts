import { describe, expect, it } from '@jest/globals';
import type { Exposure } from '../../../../shared/domain/exposure/exposure.ts';
import { judgeLeft } from '../../../../shared/domain/reconciling/judge-left.ts';
import { ABSOLUTE, AMAZON, later, listing, NOON, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';

const exposure: Exposure = {
  rules: { ...SHARED_RULES, policy: 'escrow' },
  revision: 1,
  shares: { shopify: { units: 5, goal: 0, since: NOON, leftAt: NOON } },
};
const HOW = { settleMs: 30_000, onDrift: 'overwrite' } as const;
const seenAt = (at: string) => ({ actual: 2, shown: 5, revision: 0, at });
const judged = (facts: Parameters<typeof listing>[2], at: string, channel = SHOPIFY) =>
  judgeLeft(listing(channel, 5, { managed: false, ...facts }), 2, exposure, new Date(at), HOW);

describe('less than its share on a listing that is pushed no more', () => {
  it('is no proof for an hour on a channel that takes differences: a sale may be unreported for so long', () => {
    const suspicion = seenAt(NOON);
    expect(judged({}, NOON)).toMatchObject({ verdict: { kind: 'suspected' }, standsMs: 3_600_000 });
    expect(judged({ suspicion }, later(3_599)).verdict.kind).toBe('tooSoon');
    expect(judged({ suspicion }, later(3_600)).verdict.kind).toBe('drifted');
  });

  it('is proven after one settle time on a channel that only accepts figures', () => {
    const facts = { push: ABSOLUTE, suspicion: seenAt(NOON) };
    expect(judged(facts, later(29), AMAZON)).toMatchObject({ verdict: { kind: 'tooSoon' }, standsMs: 30_000 });
    expect(judged(facts, later(30), AMAZON).verdict.kind).toBe('proven');
  });
});
