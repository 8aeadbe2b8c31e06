import { describe, expect, it } from '@jest/globals';
import { didYouMean } from '../../../cli/arguments/did-you-mean.ts';

const KNOWN = ['stock', 'status', 'map', 'mode', 'policy', 'restore', '--region', '--repair'];

describe('the word that is meant', () => {
  it.each([
    ['stokc', 'stock'],
    ['STATUS', 'status'],
    ['polciy', 'policy'],
    ['rest', 'restore'],
    ['--repiar', '--repair'],
    ['mop', 'map'],
  ])('by %s is %s', (given, meant) => {
    expect(didYouMean(given, KNOWN)).toBe(` Did you mean ${meant}?`);
  });

  it.each(['xyz', 'inventory', '--verbose', ''])('is not guessed for “%s”', (given) => {
    expect(didYouMean(given, KNOWN)).toBe('');
  });
});
