import { describe, expect, it } from '@jest/globals';
import { firstCharacters, keptText, quoted } from '../../../shared/domain/identifiers.ts';

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
