/** Files that are brought in and taken back, in any order and of any times, among sales. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { later, MUG, movement } from '../fakes/facts.ts';
import { countedMugs, row } from '../fakes/shops/counted-mugs.ts';

const BEGIN = 30;
type Fact = { readonly at: number; readonly counted?: number; readonly moved?: number };
type Step =
  | { readonly do: 'receive' | 'adjust' | 'count' | 'sell'; readonly units: number; readonly at: number }
  | { readonly do: 'undo'; readonly which: number };

const times = fc.integer({ min: 1, max: 50 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom('receive' as const, 'adjust' as const, 'count' as const, 'sell' as const),
    units: fc.integer({ min: 1, max: 9 }),
    at: times,
  }),
  fc.record({ do: fc.constant('undo' as const), which: fc.nat(9) }),
);

/** What is there: the last count that stands, and what moved after it. */
function modelled(facts: Iterable<Fact>): number {
  const all = [...facts];
  const last = all.filter(({ counted }) => counted !== undefined).sort((a, b) => b.at - a.at)[0];
  return all
    .filter(({ at }) => last === undefined || at > last.at)
    .reduce((sum, { moved = 0 }) => sum + moved, last?.counted ?? BEGIN);
}

describe('files of stock', () => {
  it('end as the model says that has only what stands, in whatever order they come and are taken back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
        const shop = await countedMugs();
        const standing = new Map<string, Fact>();
        const batches: string[] = [];
        for (const [index, each] of steps.entries()) {
          if (each.do === 'undo') {
            const batch = batches[each.which];
            const { plans } = batch === undefined ? { plans: [] } : await shop.undo(batch);
            if (batch !== undefined && plans.some(({ entries }) => entries.some(({ plan }) => plan.kind === 'new'))) {
              standing.delete(batch);
            }
            continue;
          }
          // No two facts are of one moment: which of them was first, only the world knows.
          const at = each.at + index / 100;
          const ref = `${index}`;
          if (each.do === 'sell') {
            await shop.post(MUG, [movement('sold', -each.units, { id: ref, at: later(at) })]);
            standing.set(`sold:${ref}`, { at, moved: -each.units });
            continue;
          }
          const units = each.do === 'adjust' ? -each.units : each.units;
          const reason = each.do === 'adjust' ? { reason: 'broken' } : {};
          const { plans } = await shop.bring(
            shop.file(each.do, [{ ...row(MUG, units), ...reason }], { ref, at: later(at) }),
          );
          if (plans[0]?.rows[0]?.plan.kind === 'new') {
            batches.push(`${each.do}:${ref}`);
            standing.set(`${each.do}:${ref}`, each.do === 'count' ? { at, counted: units } : { at, moved: units });
          }
        }
        expect(await shop.onHand()).toBe(modelled(standing.values()));
      }),
      { numRuns: 1_000 },
    );
  });
});
