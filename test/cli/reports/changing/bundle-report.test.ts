import { describe, expect, it } from '@jest/globals';
import { bundleLines } from '../../../../cli/reports/changing/bundle-report.ts';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { MUG } from '../../../fakes/facts.ts';

const SET = parseSku('SET');
const components = [{ sku: MUG, quantity: 2 }];
const planned = { kind: 'planned', bundle: SET, before: [], after: components, isNew: false, listings: [] } as const;

describe('a bundle, before it is made', () => {
  it('is shown with what it is made of before and after, and each listing that moves', () => {
    const listings = [{ listing: 'shopify', before: 5, after: 3 }];
    expect(bundleLines({ bundle: SET, components, plan: { ...planned, listings } })).toEqual([
      'SET  its own stock → 2 × MUG',
      '  shopify                  5 → 3',
    ]);
  });

  it('says that it is new, or as it is', () => {
    const lines = (plan: object) => bundleLines({ bundle: SET, components, plan: { ...planned, ...plan } }).join();
    expect(lines({ isNew: true })).toContain('enters the ledger');
    expect(lines({ before: components })).toBe('SET  2 × MUG → 2 × MUG (as it is)');
  });

  it('says why it cannot be made', () => {
    const unknown = { kind: 'unknown', skus: [MUG] } as const;
    expect(bundleLines({ bundle: SET, components, plan: unknown }).join()).toContain('not in the ledger: MUG');
    expect(bundleLines({ bundle: SET, components, plan: { kind: 'refused', reason: 'It is nested.' } })).toEqual([
      'SET  It is nested.',
    ]);
  });
});
