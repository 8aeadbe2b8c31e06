import { describe, expect, it } from '@jest/globals';
import { explainLack, lacksAmong } from '../../../../shared/domain/explaining/oversale.ts';
import type { LedgerEntry } from '../../../../shared/domain/ledger/ledger-entry.ts';
import { notesOnRegistering } from '../../../../shared/domain/listing/catalogue-note.ts';
import { AMAZON, later, listing, POS, SHOPIFY } from '../../../fakes/facts.ts';
import { push, sale, stated } from './entries.ts';

const FIRST = stated('baseline', 2, SHOPIFY);
const LAST = sale(1, SHOPIFY, { seconds: 10, left: 0, seq: 3, lateness: 2 });
const BEYOND = sale(1, AMAZON, { seconds: 11, left: -1, seq: 4 });
const HISTORY = [FIRST, sale(1, AMAZON, { seconds: 5, left: 1, seq: 2 }), LAST, BEYOND];
const LISTINGS = [listing(AMAZON, 0), listing(SHOPIFY, 0)];
const PUSHES = [push('amazon', { seconds: 1, seq: 1, shows: 2 }), push('amazon', { seconds: 15, seq: 3, shows: 0 })];

function explained(entries = HISTORY, { pushes = PUSHES, isEscrow = false, listings = LISTINGS } = {}) {
  const [lack] = lacksAmong(entries);
  return lack && explainLack(lack, { listings, entries, pushes, isEscrow });
}

describe('an entry that leaves less than nothing', () => {
  it.each([
    [0, -3, 3],
    [2, -3, 3],
    [-1, -3, 2],
    [-1, -1, 0],
    [3, 0, 0],
  ])('lacks, from %i to %i, %i units', (before, after, units) => {
    const entries = [stated('baseline', before, SHOPIFY), sale(1, AMAZON, { seconds: 1, left: after, seq: 2 })];
    expect(lacksAmong(entries).map((lack) => lack.units)).toEqual(units === 0 ? [] : [units]);
  });

  it('is not the first of the entries, before which nothing is known', () => {
    expect(lacksAmong([BEYOND])).toEqual([]);
  });

  it('comes with the last sale of another channel where it is a sale, and with none where it is not', () => {
    const otherOf = (entries: readonly LedgerEntry[]) => lacksAmong(entries).map(({ other }) => other?.seq);
    expect(otherOf(HISTORY)).toEqual([3]);
    expect(otherOf([FIRST, sale(1, AMAZON, { seconds: 5, left: 1, seq: 2 }), BEYOND])).toEqual([undefined]);
    const counted = { ...stated('counted', 0, AMAZON, 4), stockAfter: BEYOND.stockAfter };
    expect(otherOf([FIRST, LAST, counted])).toEqual([undefined]);
  });
});

describe('why a unit was oversold', () => {
  it('names both sales, the lag between them and whose it was, and what the channel displayed on what evidence', () => {
    expect(explained()).toMatchObject({
      ...{ seq: 4, units: 1, sale: BEYOND, other: LAST },
      ...{ betweenMs: 1_000, reportedAfterMs: 2_000, lagMs: 5_000 },
      displayed: [{ listing: 'amazon', units: 1, evidence: { kind: 'sale', seq: 2, asOf: later(5) } }],
      prevention: { kind: 'escrow', buffer: 1 },
    });
  });

  it('says nothing of a lag where the channel never had the newer figure', () => {
    expect(explained(HISTORY, { pushes: [] })).not.toHaveProperty('lagMs');
  });

  it('says nothing of a lag where the channel refused the newer figure', () => {
    const refused = push('amazon', { seconds: 15, seq: 3, shows: 0, answer: 'no such item' });
    expect(explained(HISTORY, { pushes: [...PUSHES.slice(0, 1), refused] })).not.toHaveProperty('lagMs');
  });

  it('says no lag of another channel’s listing', () => {
    const others = push('shopify', { seconds: 13, seq: 3, shows: 0 });
    expect(explained(HISTORY, { pushes: [others, ...PUSHES] })).toMatchObject({ lagMs: 5_000 });
  });

  it('is a channel that showed more than its share, where its figure was decided from one', () => {
    const inputs = { available: 1, policy: 'escrow', safetyStock: 0, buffer: 0, share: 1 } as const;
    const pushes = PUSHES.map((each) => ({ ...each, inputs }));
    expect(explained(HISTORY, { pushes, isEscrow: true })?.prevention).toEqual({ kind: 'outsideEscrow' });
    const { share: _share, ...noShare } = inputs;
    const before = PUSHES.map((each) => ({ ...each, inputs: noShare }));
    expect(explained(HISTORY, { pushes: before })?.prevention).toEqual({ kind: 'escrow', buffer: 1 });
  });

  it('without escrow would have been prevented by it at a till, too', () => {
    const till = sale(1, POS, { seconds: 11, left: -1, seq: 4 });
    expect(explained([...HISTORY.slice(0, 3), till])?.prevention).toEqual({ kind: 'escrow', buffer: 1 });
  });

  it.each([
    ['escrow that was to come', {}, { isEscrow: true }, { kind: 'escrowWasToCome' }],
    ['no share, at a till without a listing', { till: true }, { isEscrow: true }, { kind: 'outsideEscrow' }],
    ['no buffer, where it sold more than it had alone', { alone: true }, {}, { kind: 'byItself' }],
  ] as const)(
    'would have been prevented by %s',
    (_, { till, alone }: { till?: true; alone?: true }, known, prevention) => {
      const beyond = till ? sale(1, POS, { seconds: 11, left: -1, seq: 4 }) : BEYOND;
      const entries = alone
        ? [FIRST, sale(3, AMAZON, { seconds: 5, left: -1, seq: 2 })]
        : [...HISTORY.slice(0, 3), beyond];
      expect(explained(entries, known)?.prevention).toEqual(prevention);
    },
  );

  it('is a setting of the channel, where it sells without stock', () => {
    const sellsOn = listing(AMAZON, 0, { catalogueNotes: notesOnRegistering(true, later(0)) });
    expect(explained(HISTORY, { listings: [sellsOn] })?.prevention).toEqual({ kind: 'sellsWithoutStock' });
  });

  it('is no sale, where a count found less than was promised', () => {
    const counted = { ...stated('counted', 0, SHOPIFY, 3), stockAfter: LAST.stockAfter };
    const entries = [FIRST, { ...counted, stockAfter: BEYOND.stockAfter }];
    expect(explained(entries)).toMatchObject({ prevention: { kind: 'notASale' } });
    expect(explained(entries)).not.toHaveProperty('other');
  });
});
