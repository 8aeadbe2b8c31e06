/** Files that are brought in and taken back, in any order and of any times, among sales and at two places. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LocationId } from '../../shared/domain/identifiers.ts';
import type { StockFileKind, StockRow } from '../../shared/domain/stock/stock-file.ts';
import { later, MAIN, MUG, movement } from '../fakes/facts.ts';
import { countedMugs, row, SHOP } from '../fakes/shops/counted-mugs.ts';

const BEGIN: Readonly<Record<LocationId, number>> = { [MAIN]: 30 };

/** What is true of a place: so many were there, or so many came or went. */
type Fact = { readonly at: number; readonly place: LocationId; readonly counted?: number; readonly moved?: number };
type Step =
  | { readonly do: StockFileKind | 'sell'; readonly units: number; readonly at: number; readonly inShop: boolean }
  | { readonly do: 'undo'; readonly which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom<StockFileKind | 'sell'>('receive', 'adjust', 'count', 'transfer', 'sell'),
    units: fc.integer({ min: 1, max: 9 }),
    at: fc.integer({ min: 1, max: 50 }),
    inShop: fc.boolean(),
  }),
  fc.record({ do: fc.constant('undo' as const), which: fc.nat(9) }),
);

/** What is at the place: the last count that stands, and what moved after it. */
function modelled(facts: readonly Fact[], place: LocationId): number {
  const here = facts.filter((fact) => fact.place === place);
  const last = here.filter(({ counted }) => counted !== undefined).sort((a, b) => b.at - a.at)[0];
  return here
    .filter(({ at }) => last === undefined || at > last.at)
    .reduce((sum, { moved = 0 }) => sum + moved, last?.counted ?? BEGIN[place] ?? 0);
}

/** The file's row, and what it says is true. */
function rowOf(kind: StockFileKind, units: number, at: number, place: LocationId): [StockRow, readonly Fact[]] {
  switch (kind) {
    case 'receive':
      return [row(MUG, units, place), [{ at, place, moved: units }]];
    case 'count':
      return [row(MUG, units, place), [{ at, place, counted: units }]];
    case 'adjust':
      return [{ ...row(MUG, -units, place), reason: 'broken' }, [{ at, place, moved: -units }]];
    case 'transfer': {
      const to = place === MAIN ? SHOP : MAIN;
      const facts = [
        { at, place, moved: -units },
        { at, place: to, moved: units },
      ];
      return [{ ...row(MUG, units), place: { from: place, to } }, facts];
    }
    default:
      return kind satisfies never;
  }
}

/** A shop that does the steps, and what stands of them in the end. */
async function broughtIn(steps: readonly Step[]) {
  const shop = await countedMugs();
  const standing = new Map<string, readonly Fact[]>();
  const batches: string[] = [];
  for (const [index, each] of steps.entries()) {
    const ref = `${index}`;
    if (each.do === 'undo') {
      const batch = batches[each.which] ?? 'nothing';
      const { plans } = await shop.undo(batch);
      if (plans.some(({ entries }) => entries.some(({ plan }) => plan.kind === 'new'))) {
        standing.delete(batch);
      }
      continue;
    }
    // No two facts are of one moment: which of them was first, only the world knows.
    const at = each.at + index / 100;
    if (each.do === 'sell') {
      await shop.post(MUG, [movement('sold', -each.units, { id: ref, at: later(at) })]);
      standing.set(`sold:${ref}`, [{ at, place: MAIN, moved: -each.units }]);
      continue;
    }
    const [said, facts] = rowOf(each.do, each.units, at, each.inShop ? SHOP : MAIN);
    const { plans } = await shop.bring(shop.file(each.do, [said], { ref, at: later(at) }));
    if (plans[0]?.rows[0]?.plan.kind === 'new') {
      batches.push(`${each.do}:${ref}`);
      standing.set(`${each.do}:${ref}`, facts);
    }
  }
  return { shop, facts: [...standing.values()].flat() };
}

describe('files of stock', () => {
  it('end as the model says that has only what stands, in whatever order they come and are taken back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
        const { shop, facts } = await broughtIn(steps);
        expect([await shop.onHand(MUG, MAIN), await shop.onHand(MUG, SHOP)]).toEqual([
          modelled(facts, MAIN),
          modelled(facts, SHOP),
        ]);
      }),
      { numRuns: 500 },
    );
  });
});
