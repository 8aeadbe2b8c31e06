/** Posting order lines and movements to a ledger: outcomes, entries, and what the listings show. */

import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../../../../shared/domain/canonical-json.ts';
import { parseLocationId } from '../../../../shared/domain/identifiers.ts';
import { emptyLedger, type SkuLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { entryOf } from '../../../../shared/domain/posting/decision.ts';
import { postAll, postOne } from '../../../../shared/domain/posting/post.ts';
import type { Observation } from '../../../../shared/domain/stock/observation.ts';
import { available, totalStock } from '../../../../shared/domain/stock/stock.ts';
import {
  AMAZON,
  baseline,
  later,
  listing,
  MAIN,
  MUG,
  movement,
  NOON,
  orderLine,
  SHOPIFY,
  sha256,
} from '../../../fakes/facts.ts';

const context = { now: NOON, digest: sha256, history: [] };

/** A ledger of mugs with so many on hand, listed on Shopify and Amazon. */
function mugs(onHand: number): SkuLedger {
  const listed = { ...emptyLedger(MUG), listings: [listing(SHOPIFY, onHand), listing(AMAZON, onHand)] };
  return postOne(listed, baseline(onHand), context).after;
}

/** Posts the observations: the outcome of each, the last entry, and the ledger in the end. */
function posted(ledger: SkuLedger, observations: readonly Observation[]) {
  const decided = postAll(ledger, observations, context);
  const last = decided.at(-1);
  return {
    outcomes: decided.map(({ decision }) => decision.outcome.kind),
    entry: last && entryOf(last.decision),
    end: last?.after ?? ledger,
  };
}

const freeOf = (ledger: SkuLedger) => available(totalStock(ledger.stock));

describe('posting an order line', () => {
  it.each([
    ['placed', [orderLine({ ordered: 2 })], 'posted', { onHand: 10, committed: 2, free: 8 }],
    [
      'the same again',
      [orderLine({ ordered: 2 }), orderLine({ ordered: 2 })],
      'duplicate',
      { onHand: 10, committed: 2, free: 8 },
    ],
    [
      'edited up',
      [orderLine({ ordered: 2 }), orderLine({ ordered: 5, version: 2 })],
      'posted',
      { onHand: 10, committed: 5, free: 5 },
    ],
    [
      'cancelled',
      [orderLine({ ordered: 2 }), orderLine({ ordered: 0, version: 2 })],
      'posted',
      { onHand: 10, committed: 0, free: 10 },
    ],
    [
      'partly shipped',
      [orderLine({ ordered: 3 }), orderLine({ ordered: 3, shipped: 1, version: 2 })],
      'posted',
      { onHand: 9, committed: 2, free: 7 },
    ],
    [
      'shipped and returned',
      [orderLine({ ordered: 3, shipped: 3, returned: 1 })],
      'posted',
      { onHand: 8, committed: 0, free: 8 },
    ],
    [
      'shipped before it was placed',
      [orderLine({ ordered: 2, shipped: 2, version: 3 }), orderLine({ ordered: 2, version: 1 })],
      'stale',
      { onHand: 8, committed: 0, free: 8 },
    ],
    [
      'the same version with other contents',
      [orderLine({ ordered: 2 }), orderLine({ ordered: 3 })],
      'conflicting',
      { onHand: 10, committed: 2, free: 8 },
    ],
    ['more than there is', [orderLine({ ordered: 12 })], 'posted', { onHand: 10, committed: 12, free: -2 }],
  ] as const)('%s', (_name, observations, outcome, { onHand, committed, free }) => {
    const { end, outcomes } = posted(mugs(10), observations);
    expect(outcomes.at(-1)).toBe(outcome);
    expect(totalStock(end.stock)).toMatchObject({ onHand, committed });
    expect(freeOf(end)).toBe(free);
  });

  it('remembers a newer version without contents of its own, so that one in between is stale', () => {
    const { end, outcomes } = posted(mugs(10), [
      orderLine({ ordered: 2, version: 1 }),
      orderLine({ ordered: 2, version: 5 }),
      orderLine({ ordered: 7, version: 3 }),
    ]);
    expect(outcomes).toEqual(['posted', 'duplicate', 'stale']);
    expect(freeOf(end)).toBe(8);
  });

  it('vendure-1028: the same SKU twice in one order counts twice', () => {
    const { end } = posted(mugs(10), [orderLine({ line: '1', ordered: 2 }), orderLine({ line: '2', ordered: 3 })]);
    expect(freeOf(end)).toBe(5);
  });

  it('moves a line to another location as one entry that changes both', () => {
    const kiosk = parseLocationId('kiosk');
    const { entry } = posted(mugs(10), [
      orderLine({ ordered: 2 }),
      orderLine({ ordered: 2, version: 2, location: kiosk }),
    ]);
    expect(entry?.changes).toEqual([
      { location: 'main', onHand: -0, committed: -2 },
      { location: 'kiosk', onHand: 0, committed: 2 },
    ]);
  });

  it('lowers what the selling channel shows, and no other listing', () => {
    const { end } = posted(mugs(10), [orderLine({ ordered: 2 })]);
    expect(end.listings.map((each) => each.shown)).toEqual([8, 10]);
  });

  it('raises what the channel shows by what it put back itself, and only by that', () => {
    const { end, entry } = posted(mugs(10), [
      orderLine({ ordered: 2 }),
      orderLine({ ordered: 0, deducted: 2, version: 2 }),
      orderLine({ ordered: 0, deducted: 0, version: 3 }),
    ]);
    expect(end.listings[0]?.shown).toBe(10);
    expect(entry).toMatchObject({ kind: 'order', changes: [] });
  });
});

describe('posting a movement', () => {
  it('posts a delta once under its id and refuses the id for other contents', () => {
    const { end, outcomes } = posted(mugs(10), [
      movement('received', 5),
      movement('received', 5),
      movement('received', 6),
      movement('received', 6, { id: '2' }),
    ]);
    expect(outcomes).toEqual(['posted', 'duplicate', 'conflicting', 'posted']);
    expect(freeOf(end)).toBe(21);
  });

  it('refuses units beyond counting instead of failing for ever: the SKU’s other facts go on', () => {
    const { end, outcomes } = posted(mugs(10), [
      movement('received', Number.MAX_SAFE_INTEGER),
      movement('received', 5, { id: '2' }),
    ]);
    expect(outcomes).toEqual(['invalid', 'posted']);
    expect(freeOf(end)).toBe(15);
  });

  it('posts nothing for a SKU that was never imported', () => {
    const { end, outcomes } = posted(emptyLedger(MUG), [movement('received', 5), orderLine()]);
    expect(outcomes).toEqual(['unknownSku', 'unknownSku']);
    expect(end.seq).toBe(0);
  });

  it('takes a SKU in once: a second baseline changes nothing', () => {
    const { end, outcomes } = posted(mugs(10), [baseline(99)]);
    expect(outcomes).toEqual(['duplicate']);
    expect(freeOf(end)).toBe(10);
  });
});

describe('ledger entries', () => {
  it('are numbered without gaps and chained by hash', () => {
    const start = mugs(10);
    const first = postOne(start, orderLine({ ordered: 2 }), context);
    const second = postOne(first.after, movement('received', 3), context);
    expect([entryOf(first.decision)?.seq, entryOf(second.decision)?.seq]).toEqual([2, 3]);
    expect(entryOf(second.decision)?.previousHash).toBe(entryOf(first.decision)?.hash);
  });

  it('have a hash that covers every field', () => {
    const { entry } = posted(mugs(10), [orderLine({ ordered: 2 })]);
    const { hash, ...rest } = entry ?? { hash: '' };
    expect(sha256(canonicalJson(rest))).toBe(hash);
    expect(sha256(canonicalJson({ ...rest, occurredAt: later(1) }))).not.toBe(hash);
  });

  it('are never posted before the entry in front, even when the clock goes back', () => {
    const start = mugs(10);
    const late = postOne(start, orderLine({ line: '1' }), { ...context, now: later(10) });
    const early = postOne(late.after, orderLine({ line: '2' }), { ...context, now: later(5) });
    expect(entryOf(early.decision)?.postedAt).toBe(later(10));
  });
});

describe('an absolute push may have overwritten a channel’s deduction', () => {
  const pushed = (facts: object) => ({
    ...mugs(10),
    listings: [listing(AMAZON, 10, facts)],
  });
  it.each([
    ['no push ever: its deduction is certain', {}, 8, 0],
    ['sold long after the last push: certain', { lastPushedAt: later(-3600) }, 8, 0],
    [
      'sold within the settle time of the last push: it may be overwritten, so the figure is set again',
      { lastPushedAt: later(-5) },
      10,
      1,
    ],
    ['sold before the last push, received after it', { lastPushedAt: later(60) }, 10, 1],
  ])('%s', (_name, facts, shown, possiblyOverwritten) => {
    const { after } = postOne(pushed(facts), orderLine({ channel: AMAZON, ordered: 2 }), context);
    expect(after.listings[0]).toMatchObject({ shown, push: { possiblyOverwritten } });
  });

  it('leaves no doubt on a channel that takes differences', () => {
    const ledger = { ...mugs(10), listings: [listing(SHOPIFY, 10, { lastPushedAt: NOON })] };
    const { after } = postOne(ledger, orderLine({ ordered: 2 }), context);
    expect(after.listings[0]).toMatchObject({ shown: 8, push: { kind: 'difference' } });
  });
});

describe('a key that is used again with the same contents', () => {
  const first = movement('sold', -1, { id: 'receipt-18', at: later(-86_400) });
  const onHandAfter = (...reported: readonly Observation[]) => {
    const decided = postAll(emptyLedger(MUG), [baseline(10), ...reported], { now: NOON, digest: sha256, history: [] });
    return { outcome: decided.at(-1)?.decision.outcome, onHand: decided.at(-1)?.after.stock[MAIN]?.onHand };
  };

  it('is the same fact within the hour in which a sender may date its message anew', () => {
    const again = { ...first, occurredAt: later(-86_400 + 3_600) };
    expect(onHandAfter(first, again)).toEqual({ outcome: { kind: 'duplicate', seq: 2 }, onHand: 9 });
  });

  it('is another fact on another day: it is conflicting, and names both times', () => {
    const { outcome, onHand } = onHandAfter(first, { ...first, occurredAt: NOON });
    expect(onHand).toBe(9);
    expect(outcome).toMatchObject({
      kind: 'conflicting',
      seq: 2,
      reason: expect.stringMatching(/2026-11-23T12:00:00\.000Z.*2026-11-24T12:00:00\.000Z.*new id/),
    });
  });

  it('is compared by the time that its source stated, not by the time that we made of it', () => {
    const stated = { ...first, statedAt: later(-86_400) };
    expect(onHandAfter(stated, { ...stated, occurredAt: NOON }).outcome).toEqual({ kind: 'duplicate', seq: 2 });
  });

  it.each(['corrected', 'adopted'] as const)('is the same fact where we dated it ourselves (%s)', (cause) => {
    const found = movement(cause, -1, { at: later(-86_400) });
    expect(onHandAfter(found, { ...found, occurredAt: NOON }).outcome).toEqual({ kind: 'duplicate', seq: 2 });
  });
});

describe('two states of one version, of a source that cannot be asked', () => {
  const state = (ordered: number, seconds: number) => ({
    ...orderLine({ ordered, version: 7, at: later(seconds) }),
    madeAt: later(seconds),
  });
  const committedAfter = (...reported: readonly Observation[]) => {
    const { outcomes, end } = posted(mugs(10), reported);
    return { outcomes, committed: totalStock(end.stock).committed };
  };

  it.each([
    ['the one made later', [state(2, 0), state(0, 60)], ['posted', 'posted'], 0],
    ['the one made later, though it is received first', [state(0, 60), state(2, 0)], ['posted', 'stale'], 0],
    ['of the same moment, the one received later', [state(2, 0), state(0, 0)], ['posted', 'posted'], 0],
    [
      'of the same moment, not one that was replaced and comes again',
      [state(2, 0), state(0, 0), state(2, 0)],
      ['posted', 'posted', 'stale'],
      0,
    ],
    [
      'the one made later, though an earlier delivery of it had the first contents again',
      [state(2, 0), state(2, 60), state(5, 30)],
      ['posted', 'duplicate', 'stale'],
      2,
    ],
  ])('hold by their time: %s', (_which, reported, outcomes, committed) => {
    expect(committedAfter(...reported)).toEqual({ outcomes, committed });
  });

  it('a newer version holds whenever it was made', () => {
    const newer = { ...state(4, -60), version: 8 };
    expect(committedAfter(state(2, 0), newer, state(2, 0))).toMatchObject({ committed: 4 });
  });
});
