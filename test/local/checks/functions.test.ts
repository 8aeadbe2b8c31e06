import { describe, expect, it } from '@jest/globals';
import { SHORT_FUNCTIONS } from '../../../local/checks/functions.ts';

const lines = (count: number) => "  log('é');\n".repeat(count);

describe('a function longer than 70 lines', () => {
  it.each([
    ['of 70 lines', `function short() {\n${lines(68)}}\n`, []],
    ['of 71 lines', `// é\nfunction long() {\n${lines(69)}}\n`, ['line 2: a function of 71 lines; 70 are the most']],
    ['an arrow', `const long = () => {\n${lines(69)}};\n`, ['line 1: a function of 71 lines; 70 are the most']],
    [
      'with functions inside, each of them short',
      `function long() {\n  const one = () => {\n${lines(40)}  };\n  const two = () => {\n${lines(40)}  };\n}\n`,
      ['line 1: a function of 86 lines; 70 are the most'],
    ],
    ['a method', `class Any {\n  long() {\n${lines(69)}  }\n}\n`, ['line 2: a function of 71 lines; 70 are the most']],
    ['a class of short methods', `class Any {\n${'  short() {\n    log();\n  }\n'.repeat(30)}}\n`, []],
  ])('%s', (_what, text, found) => {
    expect(SHORT_FUNCTIONS.find(new Map([['shared/any.ts', text]])).map(({ what }) => what)).toEqual(found);
  });

  it('may be a test: its scenarios are read one by one', () => {
    const tree = new Map([['test/any.test.ts', `describe('any', () => {\n${lines(200)}});\n`]]);
    expect(SHORT_FUNCTIONS.find(tree)).toEqual([]);
  });
});
