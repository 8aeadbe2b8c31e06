import { describe, expect, it } from '@jest/globals';
import { printable, printableLines } from '../../cli/printable.ts';

describe('text of others on a terminal', () => {
  it.each([
    ['\u001b[2Jgone', '�[2Jgone'],
    ['two\nlines\r', 'two�lines�'],
    ['\u009b31m', '�31m'],
    ['left\u202eright', 'left�right'],
    ['a\u2028b', 'a�b'],
    ['Tasse für 2 €', 'Tasse für 2 €'],
  ])('%j is shown as %s', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('is shown within bounds', () => {
    expect(printable('x'.repeat(5_000))).toHaveLength(401);
  });

  it('keeps its lines where it has several', () => {
    expect(printableLines('one\n\u001b[2Jtwo')).toBe('one\n�[2Jtwo');
  });
});
