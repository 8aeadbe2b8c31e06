import { describe, expect, it } from '@jest/globals';
import { emptyLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { deductionEffect } from '../../../../shared/domain/listing/deduction.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import { postAll } from '../../../../shared/domain/posting/post.ts';
import { intentOf } from '../../../contract/table-steps.ts';
import {
  AMAZON,
  baseline,
  later,
  listing,
  MUG,
  NOON,
  orderLine,
  SHOPIFY,
  SQUARE,
  sha256,
} from '../../../fakes/facts.ts';

/** What is believed of a listing that showed 10 when its channel reports, long after every push, that it sold 2. */
function afterSale(channel: Listing['channel'], facts: Partial<Listing>, settleMs?: number) {
  const empty = { ...emptyLedger(MUG), listings: [listing(channel, 10, facts)] };
  const sale = orderLine({ channel, ordered: 2, at: later(3_600) });
  const decided = postAll(empty, [baseline(10), sale], { now: later(3_601), digest: sha256, history: [], settleMs });
  const [now] = decided.at(-1)?.after.listings ?? [];
  return now && { shown: now.shown, doubts: now.push.kind === 'absolute' ? now.push.possiblyOverwritten : 0 };
}

describe('a sale that a channel counted itself', () => {
  it('is certain where no push was on its way', () => {
    expect(afterSale(AMAZON, { lastPushedAt: NOON })).toEqual({ shown: 8, doubts: 0 });
  });

  it('is in doubt on an absolute listing while a push is on its way, however long ago the last one was', () => {
    expect(afterSale(AMAZON, { lastPushedAt: NOON, intent: intentOf({}) })).toEqual({ shown: 10, doubts: 1 });
  });

  it('is in doubt on an absolute listing within the settle time as configured', () => {
    expect(afterSale(AMAZON, { lastPushedAt: NOON }, 3_599_000)).toEqual({ shown: 8, doubts: 0 });
    expect(afterSale(AMAZON, { lastPushedAt: NOON }, 3_600_000)).toEqual({ shown: 10, doubts: 1 });
  });

  it('is certain on a listing that takes differences, whatever is on its way', () => {
    expect(afterSale(SHOPIFY, { lastPushedAt: NOON, intent: intentOf({}) })).toEqual({ shown: 8, doubts: 0 });
  });
});

describe('a count that does not say by how many units it moved its channel’s figure', () => {
  const count = { deducted: 0, occurredAt: NOON, isFirst: true, isFresh: true, isUnsaid: true };

  it('leaves shown as it is, until the figure is seen', () => {
    expect(deductionEffect(listing(SQUARE, 10), count)).toEqual({
      ...{ by: 0, isPossiblyOverwritten: false },
      ...{ voidsReading: true, isUnsaid: true },
    });
  });

  it('says nothing where the figure was seen since', () => {
    expect(deductionEffect(listing(SQUARE, 10, { shownAsOf: later(60) }), count)).not.toHaveProperty('isUnsaid');
  });
});

describe('a sale that its channel dates by a whole second', () => {
  const readInThatSecond = new Date(Date.parse(NOON) + 400).toISOString();
  const sale = { deducted: 4, occurredAt: NOON, isFirst: true, isFresh: true };

  it('leaves it to the next reading whether a figure that was read within that second contains it', () => {
    expect(deductionEffect(listing(SHOPIFY, 10, { shownAsOf: readInThatSecond }), sale)).toEqual({
      ...{ by: 0, isPossiblyOverwritten: false },
      ...{ voidsReading: true, isUnsaid: true },
    });
  });

  it.each([
    ['it is in a figure that was read a second later', { shownAsOf: later(1) }, {}],
    [
      'it is in a figure that was read after it, where its time has milliseconds',
      { shownAsOf: readInThatSecond },
      { occurredAt: new Date(Date.parse(NOON) + 399).toISOString() },
    ],
    ['there is nothing to read where it counted nothing', { shownAsOf: readInThatSecond }, { deducted: 0 }],
  ])('%s', (_what, facts, reported) => {
    const known = deductionEffect(listing(SHOPIFY, 10, facts), { ...sale, ...reported });
    expect(known).toEqual({ by: 0, isPossiblyOverwritten: false });
  });
});

describe('under escrow a report of a channel that only accepts figures', () => {
  const report = { deducted: 2, occurredAt: NOON, isFirst: true, isFresh: true, isInEscrow: true };
  const pushed = { lastPushedAt: NOON, shownAsOf: later(60) };

  it.each([
    ['A9: moves what it may show, whatever is on its way and whatever its time', {}, { by: -2, voidsReading: true }],
    [
      'A7: voids a reading also when it moves nothing: a cancelled order',
      { deducted: 0 },
      { by: 0, voidsReading: true },
    ],
    ['A7: voids a reading when units were put back', { deducted: -1, isFirst: false }, { by: 1, voidsReading: true }],
    ['voids none when nothing was counted: a known order was shipped', { deducted: 0, isFirst: false }, { by: 0 }],
  ])('%s', (_name, facts, expected) => {
    expect(deductionEffect(listing(AMAZON, 10, pushed), { ...report, ...facts })).toEqual({
      ...expected,
      isPossiblyOverwritten: false,
    });
  });
});
