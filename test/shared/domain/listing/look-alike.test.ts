import { describe, expect, it } from '@jest/globals';
import { areAlike, lookOf } from '../../../../shared/domain/listing/look-alike.ts';

/** Whether they look alike; the order must not matter. */
function alike(one: string, other: string): boolean {
  const [look, another] = [lookOf(one), lookOf(other)];
  if (look === undefined || another === undefined) {
    throw new Error('Nothing to look at.');
  }
  expect(areAlike(another, look)).toBe(areAlike(look, another));
  return areAlike(look, another);
}

describe('SKUs that look alike', () => {
  it.each([
    ['12-34', '1234'],
    ['12-34', '12.34'],
    ['12 34', '12/34'],
    ['TEE.01', 'TEE-01'],
    ['Mug®', 'MUG'],
    ['0042-7', '42_7'],
    ['1.5-KG', '1-5 kg'],
    ['MUG-RED-3', 'mugred 3'],
    ['(A)-1', 'a1'],
    ['000', '0'],
  ])('%s and %s', (one, other) => {
    expect(alike(one, other)).toBe(true);
  });
});

describe('SKUs that do not', () => {
  it.each([
    ['another number', 'BOLT-1.5', 'BOLT-15'],
    ['another number', 'PIPE-1/2', 'PIPE-12'],
    ['another number', 'PIPE-½', 'PIPE-12'],
    ['another model', 'PHONE-15+', 'PHONE-15'],
    ['other words of the same letters', 'S-BL', 'SB-L'],
    ['other numbers of the same digits', '10-5', '1-05'],
    ['other numbers of the same digits', 'A1-23', 'A12-3'],
    ['other words, apart at other places', 'A-BC-D', 'AB-C-D'],
  ])('%s: %s and %s', (_what, one, other) => {
    expect(alike(one, other)).toBe(false);
  });
});

it('a SKU of nothing but punctuation looks like nothing', () => {
  expect(lookOf('--')).toBeUndefined();
});
