import { describe, expect, it } from '@jest/globals';
import {
  entriesOf,
  firstCharacters,
  InvalidIdentifierError,
  keptText,
  parseChannelId,
  parseHoldId,
  parseLocationId,
  parseQuantity,
  parseReason,
  parseSenderId,
  parseSku,
  parseTime,
  parseVersion,
  quoted,
} from '../../../shared/domain/identifiers.ts';

const CUP = '杯';
const NAMES_OF_OBJECTS = ['constructor', '__proto__', 'prototype'];
const UNKEEPABLE = ['a\u0000', 'a\ud800', 'a\uffff'];

describe('what cannot be kept is refused, and what can passes as it is', () => {
  it.each<[string, (text: string) => string, readonly string[], readonly string[]]>([
    [
      'a SKU',
      parseSku,
      ['A', 'a b', 'constructor', 'x'.repeat(255), CUP.repeat(106)],
      ['', 'x'.repeat(256), CUP.repeat(107), ...UNKEEPABLE],
    ],
    [
      'an id of a sender',
      parseSenderId,
      ['1', 'a b', 'x'.repeat(128), ':'.repeat(42)],
      ['', 'x'.repeat(129), ':'.repeat(43), '%'.repeat(43), ...NAMES_OF_OBJECTS, ...UNKEEPABLE],
    ],
    ['a reason', parseReason, ['x', 'x'.repeat(200)], ['', 'x'.repeat(201), ...UNKEEPABLE]],
    ['the id of a hold', parseHoldId, ['a.B_1:-', 'x'.repeat(64)], ['', 'x'.repeat(65), 'a b', 'constructor']],
    ['the id of a location', parseLocationId, ['a.B_1:-', 'x'.repeat(64)], ['', 'x'.repeat(65), 'a b', 'constructor']],
    ['the id of a channel', parseChannelId, ['a', '1-a', 'x'.repeat(40)], ['', '-a', 'A', 'x'.repeat(41)]],
  ])('%s', (_, parse, kept, refused) => {
    expect(kept.map(parse)).toEqual(kept);
    for (const text of refused) {
      expect(() => parse(text)).toThrow(InvalidIdentifierError);
    }
  });

  it.each<[string, (value: number) => number, readonly number[], readonly number[]]>([
    ['a quantity', parseQuantity, [0, 1, 1_000_000_000], [-1, 0.5, 1_000_000_001, Number.NaN]],
    [
      'a version',
      parseVersion,
      [0, 1e-6, 1.5, Number.MAX_SAFE_INTEGER],
      [-1, 1e-7, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY],
    ],
  ])('%s', (_, parse, kept, refused) => {
    expect(kept.map(parse)).toEqual(kept);
    for (const value of refused) {
      expect(() => parse(value)).toThrow(InvalidIdentifierError);
    }
  });

  it.each([
    ['2026-11-24T18:00:00+01:00', '2026-11-24T17:00:00.000Z'],
    ['2024-02-29T00:00Z', '2024-02-29T00:00:00.000Z'],
    ['1970-01-01T00:00:00.000001Z', '1970-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
  ])('a time: %s is %s', (text, time) => {
    expect(parseTime(text)).toBe(time);
  });

  it.each([
    '2026-11-24',
    '2026-11-24T18:00:00',
    'Tue, 24 Nov 2026 18:00:00 GMT',
    '2026-02-30T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '1969-12-31T23:59:59Z',
    '9999-12-31T23:59:59-01:00',
    '2026-11-24T25:00:00Z',
  ])('a time: %s is refused', (text) => {
    expect(() => parseTime(text)).toThrow(InvalidIdentifierError);
  });
});

it('the entries of a record leave out what is undefined', () => {
  expect(entriesOf({ a: 0, b: undefined, c: false })).toEqual([
    ['a', 0],
    ['c', false],
  ]);
});

describe('text that others wrote', () => {
  it.each([
    ['MUG', 5, 'MUG'],
    ['MUGS AND CUPS', 4, 'MUGS'],
    ['ab😀', 4, 'ab😀'],
    ['ab😀', 3, 'ab'],
    ['😀😀', 2, '😀'],
  ])('%j is cut to %d units as %j, never within a character', (text, most, kept) => {
    expect(firstCharacters(text, most)).toBe(kept);
    expect(keptText(text, most)).toBe(kept);
  });

  it('is kept without what a store or a queue refuses, and otherwise as it is', () => {
    expect(keptText('a\u0000b\ud800c\uffffd\ufffee\u001b[2J f\n', 50)).toBe('a�b�c�d�e�[2J f�');
    expect(keptText('grün “x” 杯 \u202e', 50)).toBe('grün “x” 杯 \u202e');
  });

  it('is quoted in an answer bounded, and without what a terminal would obey', () => {
    expect(quoted(`${'x'.repeat(63)}😀😀`)).toBe(`“${'x'.repeat(63)}…”`);
    expect(quoted('a\u202eb\u001b\u2028')).toBe('“a�b��”');
  });
});
