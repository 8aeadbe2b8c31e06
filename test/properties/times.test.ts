/** Facts of any dates in any order of arrival end in the stock that a model says which knows when each thing happened. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseQuantity } from '../../shared/domain/identifiers.ts';
import { emptyLedger } from '../../shared/domain/ledger/sku-ledger.ts';
import { postAll } from '../../shared/domain/posting/post.ts';
import type { BaselineObservation, Observation } from '../../shared/domain/stock/observation.ts';
import { baseline, later, listing, MAIN, MUG, movement, orderLine, POS, SHOPIFY, sha256 } from '../fakes/facts.ts';

/** Something that happened `at` so many seconds after the import, in the order in which it is received. */
type Fact =
  | { readonly kind: Moved | 'corrected' | 'adopted'; readonly units: number; readonly at: number }
  | { readonly kind: 'counted'; readonly figure: number; readonly at: number };

/** Units that moved: `shipped` is a line of an order, the others are movements. */
type Moved = 'sold' | 'received' | 'returned' | 'damaged' | 'adjusted' | 'transferred' | 'shipped';

type Import = BaselineObservation['includes'];

const IMPORTED = 100;
const DAY = 1_000;

const anyTime = fc.integer({ min: -DAY, max: DAY });
const facts: fc.Arbitrary<readonly Fact[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constantFrom<Moved>('sold', 'damaged', 'shipped', 'transferred'),
      units: fc.integer({ min: -5, max: -1 }),
      at: anyTime,
    }),
    fc.record({
      kind: fc.constantFrom<Moved>('received', 'returned', 'adjusted', 'transferred'),
      units: fc.integer({ min: 1, max: 5 }),
      at: anyTime,
    }),
    fc.record({ kind: fc.constant('counted' as const), figure: fc.nat({ max: 120 }), at: anyTime }),
    fc.record({ kind: fc.constant('corrected' as const), units: fc.integer({ min: -5, max: 5 }), at: anyTime }),
    // A channel is checked for edits only once the SKU is imported.
    fc.record({
      kind: fc.constant('adopted' as const),
      units: fc.integer({ min: -5, max: 5 }),
      at: fc.integer({ min: 1, max: DAY }),
    }),
  ),
  { maxLength: 10 },
);

const MOVED: readonly Fact['kind'][] = [
  ...(['sold', 'received', 'returned', 'damaged', 'adjusted', 'transferred', 'shipped'] as const),
];

/**
 * The figure known last by its own time holds: a count, or the import. What moved after that time has moved, whenever
 * it is received. A correction and an adopted edit change what the ledger said when they came: a figure received after
 * them replaces them, and an edit is part of every figure taken after it.
 */
function modelled(received: readonly Fact[], includes: Import): number {
  const importedAt = includes === undefined ? Number.NEGATIVE_INFINITY : 0;
  let known = { figure: IMPORTED, at: importedAt, index: -1 };
  for (const [index, fact] of received.entries()) {
    if (fact.kind === 'counted' && fact.at >= known.at) {
      known = { ...fact, index };
    }
  }
  // A channel's figure does not know what a till sold before it.
  const movedSince = known.index === -1 && includes === 'fromChannel' ? Number.NEGATIVE_INFINITY : known.at;
  return received.reduce((sum, fact, index) => {
    const isNews =
      (MOVED.includes(fact.kind) && fact.at > movedSince) ||
      (fact.kind === 'corrected' && index > known.index) ||
      (fact.kind === 'adopted' && index > known.index && fact.at > known.at);
    return isNews && 'units' in fact ? sum + fact.units : sum;
  }, known.figure);
}

function observationOf(fact: Fact, index: number): Observation {
  const at = later(fact.at);
  if (fact.kind === 'shipped') {
    const units = -fact.units;
    return orderLine({ channel: POS, order: String(index), ordered: units, shipped: units, deducted: 0, at });
  }
  return fact.kind === 'counted'
    ? {
        kind: 'count',
        sku: MUG,
        location: MAIN,
        counted: parseQuantity(fact.figure),
        source: { channel: POS, key: `count:${index}` },
        occurredAt: at,
        receivedAt: later(DAY),
      }
    : movement(fact.kind, fact.units, { id: String(index), at });
}

describe('sales, shipments, receipts, returns, damage, transfers, counts, corrections and adopted edits around an import', () => {
  it('end as their own times say, whatever is received before or after what', () => {
    const includes = fc.constantFrom<Import>('counted', 'fromChannel', undefined);
    fc.assert(
      fc.property(facts, includes, (received, of) => {
        const begun = { ...baseline(IMPORTED), ...(of !== undefined && { includes: of }) };
        const observations = received.map(observationOf);
        const empty = { ...emptyLedger(MUG), listings: [listing(SHOPIFY, IMPORTED)] };
        const context = { now: later(DAY), digest: sha256, history: [] };
        const end = postAll(empty, [begun, ...observations, ...observations], context).at(-1)?.after;
        expect(end?.stock[MAIN]?.onHand).toBe(modelled(received, of));
      }),
      { numRuns: 500 },
    );
  });
});
