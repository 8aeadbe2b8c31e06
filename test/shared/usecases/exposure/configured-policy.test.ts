import { describe, expect, it } from '@jest/globals';
import { applyPolicy, type PolicyMove, planPolicy } from '../../../../shared/usecases/exposure/change-policy.ts';
import { MUG, movement, SHARED_RULES, SQUARE } from '../../../fakes/facts.ts';
import { CUP, NONE, ofMugs, policyShop as shop } from '../../../fakes/shops/policy-shop.ts';

async function all(moves: AsyncIterable<PolicyMove>): Promise<readonly PolicyMove[]> {
  return Array.fromAsync(moves);
}

describe('after the configuration changed', () => {
  it('cards with rules of their own follow it, where the book does not say otherwise', async () => {
    const { ports, exposureOf } = await shop();
    await all(applyPolicy(ports, ofMugs({ safetyStock: 2 })));
    const config = { ...SHARED_RULES, safetyStock: 1, risk: 0.5 };
    await all(applyPolicy({ ...ports, rules: config }, NONE));
    expect((await exposureOf(MUG))?.rules).toEqual({ ...config, safetyStock: 2 });
    expect(await exposureOf(CUP)).toBeUndefined();
  });

  it('channels are told to look where a listing shows other than it may', async () => {
    const { ports, emitted } = await shop();
    const config = { ...SHARED_RULES, channels: { [SQUARE]: { buffer: 5 } } };
    const moves = await all(applyPolicy({ ...ports, rules: config }, NONE));
    expect(moves.map(({ sku, listings }) => [sku, listings])).toEqual([
      [MUG, [{ listing: 'square', before: 25, after: 25, shown: 30 }]],
      [CUP, [{ listing: 'square', before: 25, after: 25, shown: 30 }]],
    ]);
    expect(emitted.map(({ due }) => due)).toEqual([['square'], ['square']]);
  });

  it.each(['escrow', 'endgame'] as const)('cards that follow it get what it calls for now: %s', async (policy) => {
    const { ports, exposureOf } = await shop();
    const config = { ...SHARED_RULES, policy, endgameAt: 100 };
    const moves = await all(applyPolicy({ ...ports, rules: config }, NONE));
    expect(moves.map(({ sku, isChanged }) => [sku, isChanged])).toEqual([
      [MUG, true],
      [CUP, true],
    ]);
    const { shares, endgame } = (await exposureOf(CUP)) ?? {};
    expect(policy === 'escrow' ? shares : endgame).toBeDefined();
  });

  it('nobody is told where every listing shows what it may', async () => {
    const { ports, emitted, post } = await shop();
    expect(await all(applyPolicy(ports, NONE))).toEqual([]);
    await post(MUG, [movement('received', 1)]);
    expect((await all(planPolicy(ports, NONE))).map(({ sku }) => sku)).toEqual([MUG]);
    expect(emitted).toEqual([]);
  });
});
