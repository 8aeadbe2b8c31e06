/** A purchase that the ledger knows, and that names its hold only when it comes again. */

import { describe, expect, it } from '@jest/globals';
import { parseQuantity } from '../../../../shared/domain/identifiers.ts';
import { emptyLedger, type SkuLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { entryOf } from '../../../../shared/domain/posting/decision.ts';
import { postAll } from '../../../../shared/domain/posting/post.ts';
import type { Observation } from '../../../../shared/domain/stock/observation.ts';
import {
  baseline,
  listing,
  MAIN,
  MUG,
  movement,
  NOON,
  orderLine,
  POS,
  SHARED_RULES,
  SHOPIFY,
  sha256,
} from '../../../fakes/facts.ts';
import { hold } from '../../../fakes/holds.ts';

const CONTEXT = { now: NOON, digest: sha256, history: [] };
const order = (version: number) => orderLine({ channel: POS, order: 'A-1', ordered: 2, deducted: 0, version });
const sale = movement('sold', -2);

function countOf(units: number): Observation {
  const { cause: _cause, changes: _changes, ...fact } = movement('received', 1);
  return { ...fact, kind: 'count', location: MAIN, counted: parseQuantity(units) };
}

/** What is written when the second comes after the hold, and what is remembered and held then. */
function afterHold(first: Observation, again: Observation) {
  const last = postAll(emptyLedger(MUG), [baseline(10), first, hold(2), again], CONTEXT).at(-1);
  const { held, committed, onHand } = last?.after.stock[MAIN] ?? {};
  return {
    entry: last && entryOf(last.decision)?.kind,
    version: last?.after.seen.get(first.source.key)?.line?.version,
    figures: [onHand, committed, held],
  };
}

describe('a purchase that names its hold only when it comes again', () => {
  it.each([
    ['in the same version', 1],
    ['in a newer one', 2],
  ])('frees its units and keeps its line, %s', (_, version) => {
    expect(afterHold(order(1), { ...order(version), hold: 'h1' })).toEqual({
      ...{ entry: 'order', version, figures: [10, 2, 0] },
    });
  });

  it('is an entry of its own kind', () => {
    expect(afterHold(sale, { ...sale, hold: 'h1' })).toMatchObject({ entry: 'sold', figures: [8, 0, 0] });
  });
});

describe('a purchase that names its hold', () => {
  it('frees its units though it is an older state than the one that is known', () => {
    expect(afterHold(order(2), { ...order(1), hold: 'h1' })).toMatchObject({ entry: 'order', figures: [10, 2, 0] });
  });

  it('frees its units though that older state was posted before', () => {
    const more = orderLine({ channel: POS, order: 'A-1', ordered: 3, deducted: 0, version: 2 });
    const last = postAll(
      emptyLedger(MUG),
      [baseline(10), order(1), more, hold(2), { ...order(1), hold: 'h1' }],
      CONTEXT,
    );
    expect(last.at(-1)?.after.stock[MAIN]).toMatchObject({ committed: 3, held: 0 });
  });

  it('leaves the hold as it is where it contradicts what is known under its key', () => {
    const other = { ...movement('sold', -3), hold: 'h1' };
    expect(afterHold(sale, other)).toMatchObject({ entry: undefined, figures: [8, 0, 2] });
  });
});

describe('a SKU that is not in the ledger', () => {
  it('has nothing of an order of which nothing is at that further place, which is no unknown SKU', () => {
    const nothing: Observation = { ...orderLine({ ordered: 0 }), isFurtherPlace: true };
    expect(postAll(emptyLedger(MUG), [nothing], CONTEXT).at(-1)?.decision.outcome.kind).toBe('duplicate');
    expect(postAll(emptyLedger(MUG), [orderLine()], CONTEXT).at(-1)?.decision.outcome.kind).toBe('unknownSku');
  });
});

describe('a bundle', () => {
  const exposure = { rules: SHARED_RULES, revision: 1, madeOf: [{ sku: MUG, quantity: 2 }] };
  const bundle: SkuLedger = {
    ...(postAll(emptyLedger(MUG), [baseline(0)], CONTEXT).at(-1)?.after ?? emptyLedger(MUG)),
    ...{ exposure, listings: [listing(SHOPIFY, 5)] },
  };
  const outcomeOf = (observation: Observation) => postAll(bundle, [observation], CONTEXT).at(-1)?.decision.outcome;
  const ofShopify = { channel: SHOPIFY, key: 'k' };

  it.each([
    ['a count', { ...countOf(5) }, 'invalid'],
    ['a delivery', movement('received', 5), 'invalid'],
    [
      'a delivery that its channel put on sale itself',
      { ...movement('received', 5), source: ofShopify, deducted: -5 },
      'posted',
    ],
    ['a hold', hold(1), 'insufficient'],
    ['a sale', movement('sold', -1), 'posted'],
    ['a return', movement('returned', 1), 'posted'],
    ['an order', orderLine(), 'posted'],
  ] as const)('takes %s as one that has no stock of its own', (_, observation, kind) => {
    expect(outcomeOf(observation)).toMatchObject({ kind });
  });
});
