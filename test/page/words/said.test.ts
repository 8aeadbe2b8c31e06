import { describe, expect, it } from '@jest/globals';
import { partsOf } from '../../../page/words/said.ts';

const plain = (text: string) => ({ text, isCode: false });
const code = (text: string) => ({ text, isCode: true });

describe('a sentence of the API', () => {
  it.each([
    ['All is well.', [plain('All is well.')]],
    [
      'It is not there: import it with `npx stockline import`.',
      [plain('It is not there: import it with '), code('npx stockline import'), plain('.')],
    ],
    ['`a` or `b`', [code('a'), plain(' or '), code('b')]],
    ['SKU ` is odd', [plain('SKU ` is odd')]],
    ['', []],
  ])('%s is in these parts', (sentence, parts) => {
    expect(partsOf(sentence)).toEqual(parts);
  });
});
