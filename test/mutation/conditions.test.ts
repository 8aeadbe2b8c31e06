import { describe, expect, it } from '@jest/globals';
import { changesOf } from './conditions.ts';
import { SWITCH, withSwitches } from './switches.ts';

const changes = (source: string) => changesOf(source).map(({ condition, becomes }) => `${condition} → ${becomes}`);

describe('the conditions of a source', () => {
  it.each([
    ['if (a) b();', ['a → true', 'a → false']],
    ['if (a && b) c();', ['a && b → false', 'a → true', 'b → true']],
    ['if (a || b) c();', ['a || b → true', 'a → false', 'b → false']],
    [
      'const c = (a || b) && d ? 1 : 2;',
      ['(a || b) && d → false', 'a || b → true', 'a → false', 'b → false', 'd → true'],
    ],
    ['while (a) b();', ['a → false']],
    ['const equal = a === b;', ['a === b → true', 'a === b → false']],
    ['const more = { ...(a !== undefined && { a }) };', ['a !== undefined && { a } → false']],
    ['list.filter((each) => isOwn(each));', ['isOwn(each) → true', 'isOwn(each) → false']],
    ['const id = v.pipe(v.string(), v.minLength(1), v.transform(String));', ['v.minLength(1) → nothing']],
    ['const x: A extends B ? C : D = 1;', []],
  ])('%s', (source, expected) => {
    expect(changes(source)).toEqual(expected);
  });

  it('are found at their line, behind letters of several bytes too', () => {
    expect(changesOf('const ä = "😀";\nif (ä) b();')).toMatchObject([{ line: 2 }, { line: 2 }]);
  });
});

describe('a source with switches', () => {
  /** What `run` gives when the change of this number is switched on. */
  function valueWith(number: number, source: string): unknown {
    const switched = withSwitches(source, changesOf(source), 1);
    const isSwitchedOn = (each: number) => each === number;
    return new Function('globalThis', `${switched}; return result;`)({ [SWITCH]: isSwitchedOn });
  }

  it('is as before while none is on, and changed in one place while one is', () => {
    const source = 'const [a, b] = [1, 0]; const result = a && b ? "both" : "not both";';
    expect(changes(source)).toEqual(['a && b → false', 'a → true', 'b → true']);
    expect([0, 1, 2, 3].map((number) => valueWith(number, source))).toEqual([
      'not both',
      'not both',
      'not both',
      'both',
    ]);
  });

  it('leaves a check of a schema out', () => {
    const source =
      'const v = { pipe: (...all) => all.length, email: () => 1 }; const result = v.pipe(0, v.email(), 2);';
    expect([valueWith(0, source), valueWith(1, source)]).toEqual([3, 2]);
  });
});
