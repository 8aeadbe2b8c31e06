import { describe, expect, it } from '@jest/globals';
import {
  evidenceWords,
  inputsWords,
  lengthWords,
  oversaleSentences,
} from '../../../../shared/domain/explaining/in-words.ts';
import type { Oversale } from '../../../../shared/domain/explaining/oversale.ts';
import { AMAZON, NOON, SHOPIFY } from '../../../fakes/facts.ts';
import { sale, stated } from './entries.ts';

describe('what a figure rests on, in words', () => {
  it.each([
    [
      { kind: 'push', asOf: NOON, seq: 4, answer: 'accepted' },
      `by the push of entry 4, which it answered at ${NOON} (accepted)`,
    ],
    [{ kind: 'sale', asOf: NOON, seq: 4, order: '1001' }, `after order 1001 of its own at ${NOON} (entry 4)`],
    [{ kind: 'sale', asOf: NOON, seq: 4 }, `after a sale of its own at ${NOON} (entry 4)`],
    [{ kind: 'later', asOf: NOON }, `as was found at ${NOON}`],
    [{ kind: 'answer', asOf: NOON }, `as it answered a push at ${NOON}`],
    [{ kind: 'reading', asOf: NOON }, `as was read there at ${NOON}`],
    [{ kind: 'page', asOf: NOON }, `as its catalogue said at ${NOON}`],
    [{ kind: 'notice', asOf: NOON }, `as it said at ${NOON}`],
    [{ kind: 'count', asOf: NOON }, `as its sales were counted up to ${NOON}`],
    [{ kind: 'none' }, 'as it was imported: it was neither pushed nor compared since'],
  ] as const)('%j', (evidence, words) => {
    expect(evidenceWords(evidence)).toBe(words);
  });
});

describe('what decided the figure of a push, in words', () => {
  it('is all that there was, and nothing that there was not', () => {
    const least = { available: 2, policy: 'shared', safetyStock: 0, buffer: 1 } as const;
    expect(inputsWords(least)).toBe('2 available, policy shared, buffer 1');
    const all = {
      ...least,
      policy: 'escrow',
      safetyStock: 3,
      cap: 5,
      share: 4,
      finisher: 'amazon',
      lagMs: 1_200,
    } as const;
    expect(inputsWords(all)).toBe(
      '2 available, policy escrow, share 4, the last units on amazon, safety stock 3, buffer 1, cap 5, lag 1.2 s',
    );
  });
});

describe('a length of time, in words', () => {
  it.each([
    [-5, '0 ms'],
    [999, '999 ms'],
    [1_000, '1.0 s'],
    [119_999, '120.0 s'],
    [120_000, '2 min'],
  ])('of %d ms', (milliseconds, words) => {
    expect(lengthWords(milliseconds)).toBe(words);
  });
});

describe('an oversale, in sentences', () => {
  const other = sale(1, SHOPIFY, { seconds: 10, left: 0, seq: 3 });
  const beyond = sale(2, AMAZON, { seconds: 11, left: -1, seq: 4 });
  const oversale: Oversale = {
    ...{ seq: 4, units: 1, sale: beyond, displayed: [], prevention: { kind: 'byItself' } },
  };
  const first = (facts: Partial<Oversale>) => oversaleSentences({ ...oversale, ...facts });

  it('says which units were promised, and which sale elsewhere came before it or after it', () => {
    const late = first({ other, betweenMs: 1_000, reportedAfterMs: 2_000, lagMs: 5_000 });
    expect(late.slice(0, 3)).toEqual([
      '1 of the 2 units of order 4 on amazon did not exist any more.',
      'The last sale elsewhere was order 3 on shopify, 1.0 s before it. It took 2.0 s to reach us.',
      'amazon had the new figure 5.0 s after that sale.',
    ]);
    const early = first({ other, betweenMs: -1_000, reportedAfterMs: 2_000 });
    expect(early.slice(1, 3)).toEqual([
      'The last sale elsewhere was order 3 on shopify, 1.0 s after it. It took 2.0 s to reach us.',
      'amazon had not been set to fewer since.',
    ]);
    const atOnce = first({ other, betweenMs: 0 });
    expect(atOnce[1]).toContain('0 ms before it');
  });

  it('says nothing of another sale where there was none, and what took units away where no customer bought', () => {
    expect(first({})).toHaveLength(2);
    const counted = { ...stated('counted', 0, SHOPIFY, 3), seq: 3 };
    expect(first({ sale: counted, prevention: { kind: 'notASale' } })).toEqual([
      '1 units were promised already that counted of entry 3 took away.',
      'No sale did it: count or receive before you sell what is to come.',
    ]);
    const { order: _order, ...source } = beyond.source;
    expect(first({ sale: { ...beyond, source } })[0]).toBe(
      '1 of the 2 units of a sale on amazon did not exist any more.',
    );
  });

  it('says what each listing of the channel showed, and from what its last push was decided', () => {
    const shown = { listing: 'amazon', units: 2, evidence: { kind: 'later', asOf: NOON } } as const;
    const inputs = { available: 2, policy: 'shared', safetyStock: 0, buffer: 0 } as const;
    expect(first({ displayed: [shown, { ...shown, inputs }] }).slice(1, 4)).toEqual([
      `At that moment amazon showed 2, as was found at ${NOON}.`,
      `At that moment amazon showed 2, as was found at ${NOON}.`,
      'Its last push was decided from 2 available, policy shared, buffer 0.',
    ]);
  });

  it.each([
    [{ kind: 'escrow', buffer: 3 }, 'a buffer of 3 on amazon'],
    [{ kind: 'escrowWasToCome' }, 'before escrow was in force'],
    [{ kind: 'outsideEscrow' }, 'left by no share'],
    [{ kind: 'sellsWithoutStock' }, 'no policy prevents that'],
    [{ kind: 'byItself' }, 'sold more by itself'],
  ] as const)('says what would have prevented it: %j', (prevention, words) => {
    expect(first({ prevention }).at(-1)).toContain(words);
  });
});
