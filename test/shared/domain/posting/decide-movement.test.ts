/** Movements that their source changes later, under the same id. */

import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { emptyLedger, type SkuLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { entryOf } from '../../../../shared/domain/posting/decision.ts';
import { postAll, postOne } from '../../../../shared/domain/posting/post.ts';
import type { MovementObservation, Observation } from '../../../../shared/domain/stock/observation.ts';
import { baseline, later, MAIN, MUG, movement, NOON, SHARED_RULES, SHOPIFY, sha256 } from '../../../fakes/facts.ts';

const context = { now: later(3600), digest: sha256, history: [] };
const mugs: SkuLedger = postOne(emptyLedger(MUG), baseline(30), { ...context, now: NOON }).after;

/** An adjustment of so many units, as it was read so many seconds after noon. */
function read(onHand: number, readAfter: number, changes = [{ location: MAIN, onHand }]): MovementObservation {
  return {
    ...movement('received', onHand, { id: 'A1', at: later(10) }),
    changes,
    deducted: -onHand,
    readAt: Date.parse(later(readAfter)),
  };
}

function posted(...observations: readonly Observation[]) {
  const all = postAll(mugs, observations, context);
  return {
    kinds: all.map(({ decision }) => decision.outcome.kind),
    onHand: all.at(-1)?.after.stock[MAIN]?.onHand,
    changes: all.flatMap(({ decision }) => (decision.kind === 'append' ? decision.entry.changes : [])),
  };
}

describe('a movement that its source changed under its id', () => {
  it.each<[string, readonly Observation[], readonly string[], number]>([
    ['is posted by the difference', [read(2, 60), read(5, 120)], ['posted', 'posted'], 35],
    ['that was lessened takes units back', [read(5, 60), read(2, 120)], ['posted', 'posted'], 32],
    [
      'and is read again is a duplicate',
      [read(2, 60), read(5, 120), read(5, 180)],
      ['posted', 'posted', 'duplicate'],
      35,
    ],
    ['is not undone by an older reading', [read(5, 120), read(2, 60)], ['posted', 'stale'], 35],
    [
      'back to what it was first counts as it was first',
      [read(2, 60), read(5, 120), read(2, 180)],
      ['posted', 'posted', 'posted'],
      32,
    ],
    ['to nothing is nothing', [read(2, 60), read(0, 120)], ['posted', 'posted'], 30],
  ])('%s', (_, observations, kinds, onHand) => {
    expect(posted(...observations)).toMatchObject({ kinds, onHand });
  });

  it('only in how its units are divided by when they moved is no news', () => {
    const divided = [
      { location: MAIN, onHand: 1, occurredAt: later(-60) },
      { location: MAIN, onHand: 1 },
    ];
    expect(posted(read(2, 60), { ...read(2, 120), changes: divided })).toMatchObject({
      ...{ kinds: ['posted', 'duplicate'], onHand: 32 },
    });
  });

  it('only in how many of its units the channel counted is news', () => {
    const counted = { ...read(2, 60), deducted: -1 };
    expect(posted(read(2, 30), counted).kinds).toEqual(['posted', 'posted']);
    expect(posted(counted, { ...read(2, 120), deducted: -1 }).kinds).toEqual(['posted', 'duplicate']);
  });

  it('has an entry of its own, with what it says more or less', () => {
    expect(posted(read(2, 60), read(5, 120)).changes).toMatchObject([
      { location: MAIN, onHand: 2 },
      { location: MAIN, onHand: 3 },
    ]);
  });

  it('conflicts where its source never changes what it said', () => {
    const [one, other] = [movement('received', 2), movement('received', 5)];
    expect(posted(one, other)).toMatchObject({ kinds: ['posted', 'conflicting'], onHand: 32 });
  });

  it('conflicts where the ledger does not know what it said before: version 0.1 kept the hash alone', () => {
    const { readAt: _, ...before } = read(2, 60);
    expect(posted(before, read(5, 120))).toMatchObject({ kinds: ['posted', 'conflicting'], onHand: 32 });
  });
});

describe('stock work that a reading found', () => {
  const off = (damaged: number) => ({ reserved: 0, damaged, qualityControl: 0, safetyStock: 0 });
  /** Read at that second after noon, compared with the record of that other second; 0: with none. */
  const work = (damaged: number, readAfter: number, follows: number, unavailable = damaged): MovementObservation => ({
    ...movement('takenOffSale', 0, { at: later(readAfter) }),
    changes: [{ location: MAIN, ...(unavailable !== 0 && { unavailable }) }],
    deducted: unavailable,
    source: { channel: SHOPIFY, key: 'stock-work:shopify:-' },
    work: {
      now: { offSale: off(damaged), foundMore: 0, readAt: Date.parse(later(readAfter)) },
      follows: follows === 0 ? 0 : Date.parse(later(follows)),
    },
  });

  it.each<[string, readonly Observation[], readonly string[], number]>([
    ['is posted', [work(3, 60, 0)], ['posted'], 3],
    ['twice is posted once', [work(3, 60, 0), work(3, 60, 0)], ['posted', 'duplicate'], 3],
    ['by two checks of one record is posted by the first', [work(3, 60, 0), work(3, 61, 0)], ['posted', 'stale'], 3],
    [
      'follows what was posted before, whatever comes late',
      [work(3, 60, 0), work(5, 120, 60, 2), work(4, 90, 60, 1), work(3, 60, 0)],
      ['posted', 'posted', 'stale', 'stale'],
      5,
    ],
    [
      'and put back and found again is posted each time',
      [work(3, 60, 0), work(0, 120, 60, -3), work(3, 180, 120)],
      ['posted', 'posted', 'posted'],
      3,
    ],
    [
      'of the first reading moves nothing, and is remembered',
      [work(3, 60, 0, 0), work(5, 90, 60, 2)],
      ['duplicate', 'posted'],
      2,
    ],
  ])('%s', (_name, observations, kinds, unavailable) => {
    const all = postAll(mugs, observations, context);
    expect(all.map(({ decision }) => decision.outcome.kind)).toEqual(kinds);
    expect(all.at(-1)?.after.stock[MAIN]).toMatchObject({ onHand: 30, unavailable });
  });

  it.each([
    [
      'that left from those off sale is posted, though the channel’s figure stayed',
      [{ location: MAIN, onHand: -2 }],
      0,
    ],
    ['that moved the channel’s figure alone is posted, though nothing moves here', [{ location: MAIN }], 2],
  ])('%s', (_name, changes, deducted) => {
    const { decision } = postOne(mugs, { ...work(3, 60, 0), changes, deducted }, context);
    expect(decision.outcome.kind).toBe('posted');
  });
});

it('a sale of a bundle moves nothing of the bundle itself: its components are posted for it', () => {
  const madeOf = [{ sku: parseSku('CUP'), quantity: 2 }];
  const bundle = { ...mugs, exposure: { rules: SHARED_RULES, revision: 0, madeOf } };
  const { decision, after } = postOne(bundle, movement('sold', -1), context);
  expect([decision.outcome.kind, after.stock]).toEqual(['posted', bundle.stock]);
});

it('a correction keeps its reason, and counts though the location was counted at a later time', () => {
  const counted = { ...mugs, countedAt: { [MAIN]: later(600) } };
  const correction = { ...movement('corrected', -2, { at: later(60) }), reason: 'two broken' };
  const { decision, after } = postOne(counted, correction, context);
  expect([entryOf(decision)?.reason, after.stock[MAIN]?.onHand]).toEqual(['two broken', 28]);
});
