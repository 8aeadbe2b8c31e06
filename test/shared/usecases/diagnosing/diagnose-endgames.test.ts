import { describe, expect, it } from '@jest/globals';
import type { ExposureRules } from '../../../../shared/domain/exposure/exposure.ts';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { SkuState } from '../../../../shared/ports/sku-state.ts';
import { endgameSurvey } from '../../../../shared/usecases/diagnosing/diagnose-endgames.ts';
import { ABSOLUTE, AMAZON, listing, MAIN, NOON, SHARED_RULES, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';

const stateOf = (sku: string, units: number, lagMs: number, rules?: Partial<ExposureRules>): SkuState => ({
  sku: parseSku(sku),
  seq: 1,
  stock: { [MAIN]: { onHand: units, committed: 0, held: 0, unavailable: 0 } },
  listings: [listing(SHOPIFY, units, { lagMs }), listing(SQUARE, units, { lagMs })],
  ...(rules && { exposure: { rules: { ...SHARED_RULES, ...rules }, revision: 1 } }),
});
const ENDGAME = { policy: 'endgame' } as const;

function found(states: readonly SkuState[], rules: Partial<ExposureRules> = {}) {
  const survey = endgameSurvey({ rules: { ...SHARED_RULES, ...rules }, settleMs: 10_000 }, new Date(NOON));
  states.forEach(survey.add);
  return survey.findings();
}

describe('the diagnosis of endgames', () => {
  it('is well where no SKU is under one, or none of them has a limit', () => {
    const states = [stateOf('CUP', 9, 60_000), stateOf('MUG', 9, 60_000, { ...ENDGAME, endgameAt: 9 })];
    expect(found(states)).toMatchObject([{ state: 'well' }]);
  });

  it('says up to which demand each holds, those with the most units first', () => {
    const states = [stateOf('FEW', 60, 5_000, ENDGAME), stateOf('MANY', 500, 5_000, ENDGAME)];
    const [many, few] = found(states);
    expect(many).toMatchObject({ state: 'note', check: 'endgames' });
    expect(many?.says).toMatch(
      /^MANY: of 500 units the endgame keeps to its risk up to \d+\.\d\d units a second at a lag of 5\.0 s\./,
    );
    expect(few?.says).toMatch(/^FEW: of 60 units/);
  });

  it('says that with Amazon the units are offered under escrow', () => {
    const state = stateOf('MANY', 500, 5_000, ENDGAME);
    const [finding] = found([{ ...state, listings: [...state.listings, listing(AMAZON, 500, { push: ABSOLUTE })] }]);
    expect(finding?.says).toMatch(
      /^MANY: amazon may put back what it sold .*: its 500 units are offered under escrow\.$/,
    );
  });

  it('says that the lag of Amazon contains its settle time where the merchant fixed the beginning', () => {
    const state = stateOf('MANY', 500, 5_000, { ...ENDGAME, endgameAt: 24 });
    const [finding] = found([{ ...state, listings: [...state.listings, listing(AMAZON, 500, { push: ABSOLUTE })] }]);
    expect(finding?.says).toContain('at a lag of 13.0 s. The lag of amazon contains settleSeconds,');
  });

  it('names a SKU that is offered under escrow because a lag is too long, by the rules of the deployment too', () => {
    const [finding] = found([stateOf('LATE', 500, 40_000)], ENDGAME);
    expect(finding?.says).toBe(
      'LATE: at a lag of 40.0 s an endgame begins too late: its 500 units are offered under escrow until every lag is below 7.5 s.',
    );
  });

  it('counts those beyond ten', () => {
    const findings = found(Array.from({ length: 12 }, (_, index) => stateOf(`SKU-${index}`, 60, 5_000, ENDGAME)));
    expect(findings).toHaveLength(11);
    expect(findings.at(-1)?.says).toBe('2 more SKUs, with fewer units, are under endgame.');
  });

  it('leaves out bundles: they show what their components allow', () => {
    const state = stateOf('SET', 500, 5_000, ENDGAME);
    const exposure = {
      rules: { ...SHARED_RULES, ...ENDGAME },
      revision: 1,
      madeOf: [{ sku: parseSku('CUP'), quantity: 1 }],
    };
    expect(found([{ ...state, exposure }])).toMatchObject([{ state: 'well' }]);
  });
});
