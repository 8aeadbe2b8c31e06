import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { lookAlikes } from '../../../../shared/usecases/importing/look-alikes.ts';

const skus = (...texts: readonly string[]) => texts.map(parseSku);

describe('SKUs that look alike', () => {
  it.each([
    ['case', ['mug-1', 'MUG-1']],
    ['blanks', ['MUG 1', 'MUG1', 'M UG1']],
    ['leading zeros', ['0042', '42', '00042']],
    ['full-width letters', ['MUG-1', 'ＭＵＧ-1']],
  ] as const)('differ only in %s', (_name, texts) => {
    expect(lookAlikes(skus(...texts, 'CUP'))).toEqual([skus(...texts)]);
  });

  it.each([[['MUG-1', 'MUG-2']], [['0', '00X']], [['A0', 'A']], [['MUG', 'MUG']]])('are not these: %j', (texts) => {
    expect(lookAlikes(skus(...texts))).toEqual([]);
  });
});
