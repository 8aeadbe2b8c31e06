import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { printable, printableLines } from '../../../cli/terminal/printable.ts';

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

/** What these print are our own words, or reports that see to it themselves (test/cli/reports). */
const WITHOUT_WORDS_OF_OTHERS = [
  'backup/export.ts',
  'backup/import-ledger.ts',
  'completion.ts',
  'connecting/conformance.ts',
  'connecting/init.ts',
  'reading/lists.ts',
  'reading/status.ts',
  'stock-files/post-planned.ts',
];

describe('a command that prints SKUs, titles or sentences of others', () => {
  it('prints them so that a terminal obeys none of them', () => {
    const folder = join(import.meta.dirname, '..', '..', '..', 'cli', 'commands');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const raw = files.filter((file) => !readFileSync(join(folder, file), 'utf8').includes('/terminal/printable.ts'));
    expect(raw.sort()).toEqual(WITHOUT_WORDS_OF_OTHERS);
  });
});
