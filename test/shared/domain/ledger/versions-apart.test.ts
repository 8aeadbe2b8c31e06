/** A state of an order line that cannot be as old as its version says. */

import { describe, expect, it } from '@jest/globals';
import { emptyLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { postAll, postOne } from '../../../../shared/domain/posting/post.ts';
import type { OrderLineObservation } from '../../../../shared/domain/stock/observation.ts';
import { totalStock } from '../../../../shared/domain/stock/stock.ts';
import { baseline, later, MUG, NOON, orderLine, POS, sha256 } from '../../../fakes/facts.ts';

const SECONDS = Date.parse(NOON) / 1_000;
const context = { now: NOON, digest: sha256, history: [] };

type State = Omit<NonNullable<Parameters<typeof orderLine>[0]>, 'channel' | 'at'> & { readonly after?: number };

function reported({ after = 0, ...state }: State): OrderLineObservation {
  return { ...orderLine({ ...state, channel: POS, deducted: 0, at: later(after) }), madeAt: later(after) };
}

function posted(states: readonly OrderLineObservation[]) {
  const ledger = postOne(emptyLedger(MUG), baseline(10), context).after;
  const decided = postAll(ledger, states, context);
  const outcomes = decided.map(({ decision }) => decision.outcome);
  return { outcomes, kinds: outcomes.map(({ kind }) => kind), stock: totalStock(decided.at(-1)?.after.stock ?? {}) };
}

const ORDERED = { ordered: 2 };
const SHIPPED = { ordered: 2, shipped: 2 };
const CANCELLED = { ordered: 0 };

describe('a state of a lower version that cannot be older', () => {
  it.each([
    ['has shipped more', { ...ORDERED, version: 9_000 }, { ...SHIPPED, version: 5_400, after: 60 }],
    ['has got more back', { ...SHIPPED, version: 9 }, { ...SHIPPED, returned: 1, version: 8 }],
    [
      'counts in seconds what was counted in milliseconds',
      { ...ORDERED, version: SECONDS * 1e3 },
      { ...CANCELLED, version: SECONDS + 60, after: 60 },
    ],
    [
      'counts in milliseconds what was counted in microseconds',
      { ...ORDERED, version: SECONDS * 1e6 },
      { ...CANCELLED, version: SECONDS * 1e3 },
    ],
  ])('is conflicting where it %s: its units would stay committed', (_, first, second) => {
    const { outcomes } = posted([reported(first), reported(second)]);
    expect(outcomes[1]).toMatchObject({
      kind: 'conflicting',
      reason: expect.stringMatching(/^SKU MUG, pos order 1001: version .* above \d+, then discard this one\.$/),
    });
  });

  it.each([
    ['has shipped 2 and returned 0', { ...ORDERED, version: 9 }, { ...SHIPPED, version: 8 }],
    ['the same times in two units', { ...ORDERED, version: SECONDS * 1e3 }, { ...CANCELLED, version: SECONDS }],
  ])('says why: %s', (why, first, second) => {
    expect(posted([reported(first), reported(second)]).outcomes[1]).toMatchObject({
      reason: expect.stringContaining(why),
    });
  });

  it('is no more once the order came again with a version above', () => {
    const late = reported({ ...SHIPPED, version: 5 });
    const { kinds, stock } = posted([
      reported({ ...ORDERED, version: 9 }),
      late,
      reported({ ...SHIPPED, version: 10 }),
      late,
    ]);
    expect(kinds).toEqual(['posted', 'conflicting', 'posted', 'posted']);
    expect(stock).toMatchObject({ onHand: 8, committed: 0 });
  });
});

describe('a state of a lower version that may be older', () => {
  it.each([
    ['less was shipped by then', { ...SHIPPED, version: 9 }, { ...ORDERED, version: 8 }],
    ['it is as recorded', { ...ORDERED, version: SECONDS * 1e3 }, { ...ORDERED, version: SECONDS }],
    ['both are times in seconds', { ...ORDERED, version: SECONDS }, { ...CANCELLED, version: SECONDS - 60 }],
    ['versions are counted', { ...ORDERED, version: 5_000 }, { ...CANCELLED, version: 5 }],
  ])('is stale where %s', (_, first, second) => {
    expect(posted([reported(first), reported(second)]).kinds.at(1)).toBe('stale');
  });

  it('is stale where the version is known, whatever came after it', () => {
    const shipped = reported({ ...SHIPPED, version: 8 });
    const { kinds } = posted([shipped, reported({ ...ORDERED, version: 9 }), shipped]);
    expect(kinds).toEqual(['posted', 'posted', 'stale']);
  });

  it('is taken as older of a source whose orders are read back', () => {
    const { madeAt: _madeAt, ...shipped } = reported({ ...SHIPPED, version: 8 });
    const { madeAt: _at, ...ordered } = reported({ ...ORDERED, version: 9 });
    expect(posted([ordered, shipped]).kinds).toEqual(['posted', 'posted']);
  });
});
