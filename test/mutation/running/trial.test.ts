import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { changesOf } from '../conditions.ts';
import { withSwitches } from '../switches.ts';
import type { Learnt } from './attempts.ts';
import { LIMITS, trialOf } from './trial.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** What notices each change of the source, by the words of the change, with these test files beside it. */
async function noticedIn(source: string, tests: Readonly<Record<string, string>>, limits = LIMITS) {
  const path = mkdtempSync(join(tmpdir(), 'stockline-trial-'));
  folders.push(path);
  const changes = changesOf(source);
  writeFileSync(join(path, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(path, 'source.ts'), withSwitches(source, changes, 1));
  const files = Object.entries(tests).map(([name, text]) => {
    writeFileSync(join(path, name), `import { expect, it, jest } from '@jest/globals';\n${text}`);
    return join(path, name);
  });
  const trial = trialOf({ path, testsOf: () => files }, limits);
  const said: string[] = [];
  const noticed: Record<string, string | undefined> = {};
  const tryAll = async (by: (number: number) => Promise<string | undefined>) => {
    for (const [index, { condition, becomes }] of changes.entries()) {
      noticed[`${condition} → ${becomes}`] ??= await by(index + 1);
    }
  };
  const learnt: Learnt[] = [];
  for (const file of files) {
    const suite = await trial.learn(file, (line) => void said.push(line));
    learnt.push(suite);
    await tryAll((number) => trial.noticedBy(number, 'source.ts', [suite]));
  }
  await tryAll((number) => trial.noticedAnewBy(number, 'source.ts', learnt));
  trial.close();
  return { noticed, said };
}

const IS_LARGE = 'export const isLarge = (count: number) => count > 9;';

describe('a trial of changes', () => {
  it('names the test that notices a change, and none where no test does', async () => {
    const { noticed } = await noticedIn(IS_LARGE, {
      'one.test.ts':
        "import { isLarge } from './source.ts';\nit('ten is large', () => expect(isLarge(10)).toBe(true));",
    });
    expect(noticed).toEqual({ 'count > 9 → true': undefined, 'count > 9 → false': 'ten is large' });
  });

  it('names no test for what no test asks', async () => {
    const { noticed } = await noticedIn(IS_LARGE, {
      'one.test.ts': "import './source.ts';\nit('is loaded', () => {});",
    });
    expect(noticed).toEqual({ 'count > 9 → true': undefined, 'count > 9 → false': undefined });
  });

  it('tries a change that acts as the source is loaded in a process that loads it so', async () => {
    const { noticed } = await noticedIn('export const word = 1 + 1 === 2 ? "two" : "many";', {
      'one.test.ts': "import { word } from './source.ts';\nit('is two', () => expect(word).toBe('two'));",
    });
    expect(noticed).toEqual({ '1 + 1 === 2 → true': undefined, '1 + 1 === 2 → false': 'is two' });
  });

  it('tries it so with tests that load the source later, too', async () => {
    const { noticed } = await noticedIn('export const word = 1 + 1 === 2 ? "two" : "many";', {
      'one.test.ts': "import './source.ts';\nit('is loaded', () => {});",
      'two.test.ts': "import { word } from './source.ts';\nit('is two', () => expect(word).toBe('two'));",
    });
    expect(noticed['1 + 1 === 2 → false']).toBe('is two');
  });

  it('tries a change of what the source remembers in a process that has not remembered it', async () => {
    const source =
      'let known: string | undefined;\nexport const word = () => (known ??= 1 + 1 === 2 ? "two" : "many");';
    const { noticed } = await noticedIn(source, {
      'one.test.ts': "import { word } from './source.ts';\nit('is two', () => expect(word()).toBe('two'));",
    });
    expect(noticed['1 + 1 === 2 → false']).toBe('is two');
  });

  it('keeps a test that an earlier change has spoilt apart from one that notices', async () => {
    const source = [
      'export const seen: number[] = [];',
      'export const see = (count: number) => { if (count > 9) seen.push(count); };',
      'export const isOdd = (count: number) => count % 2 === 1 || count === 0;',
    ].join('\n');
    const { noticed } = await noticedIn(source, {
      'one.test.ts': [
        "import { isOdd, see, seen } from './source.ts';",
        "it('sees what is large', () => { see(1); expect(seen).toEqual([]); expect(isOdd(1)).toBe(true); });",
      ].join('\n'),
    });
    expect(noticed['count > 9 → true']).toBe('sees what is large');
    expect(noticed['count === 0 → false']).toBeUndefined();
  });

  it('runs a test that cannot be repeated in a process of its own', async () => {
    const { noticed, said } = await noticedIn(IS_LARGE, {
      'one.test.ts': [
        "import { isLarge } from './source.ts';",
        'let times = 0;',
        "it('runs once', () => { times += 1; expect([times, isLarge(9)]).toEqual([1, false]); });",
      ].join('\n'),
    });
    expect([noticed['count > 9 → true'], said]).toEqual(['runs once', []]);
  });

  it('says which test fails with nothing changed, and leaves it out', async () => {
    const { noticed, said } = await noticedIn(IS_LARGE, {
      'one.test.ts': [
        "import { isLarge } from './source.ts';",
        "it('is wrong', () => expect(isLarge(9)).toBe(true));",
        "it('is right', () => expect(isLarge(10)).toBe(true));",
      ].join('\n'),
    });
    expect(said).toEqual([expect.stringMatching(/one\.test\.ts: is wrong$/)]);
    expect(noticed['count > 9 → false']).toBe('is right');
  });

  it.each([
    ['busy', 'export const below = (most: number) => { let n = 0; for (;;) { if (n >= most) return n; n += 1; } };'],
    [
      'waiting',
      'export const below = (most: number) => new Promise((ends) => { for (let n = 0; n <= most; n += 1) if (n >= most) ends(n); });',
    ],
  ])('gives up what never ends, %s', async (_, source) => {
    const limits = { ...LIMITS, timesLonger: 0, tried: { busyMs: 500, idleMs: 500 } };
    const test = "it('ends', async () => expect(await below(3)).toBe(3));";
    const { noticed } = await noticedIn(
      source,
      { 'one.test.ts': `import { below } from './source.ts';\n${test}` },
      limits,
    );
    expect(noticed['n >= most → false']).toBe('they never end, or end their process');
  });

  it('learns a test file with nothing changed after a change was tried with another', async () => {
    const test = "import { isLarge } from './source.ts';\nit('ten is large', () => expect(isLarge(10)).toBe(true));";
    const { said } = await noticedIn(IS_LARGE, { 'one.test.ts': test, 'two.test.ts': test });
    expect(said).toEqual([]);
  });

  it('does what a helper does after each test for every file that imports it', async () => {
    const source = [
      "import { afterEach } from '@jest/globals';",
      'export const open: number[] = [];',
      'afterEach(() => void open.splice(0));',
    ].join('\n');
    const test = [
      "import { open } from './source.ts';",
      "it.each([1, 2])('opens %d', (each) => { open.push(each); expect(open).toEqual([each]); });",
    ].join('\n');
    const { said } = await noticedIn(source, { 'one.test.ts': test, 'two.test.ts': test });
    expect(said).toEqual([]);
  });

  it('gives tests their own time and spies', async () => {
    const source = 'export const soon = (then: () => void) => setTimeout(() => Date.now() > 0 && then(), 1_000);';
    const { noticed, said } = await noticedIn(source, {
      'one.test.ts': [
        "import { soon } from './source.ts';",
        "it('comes after a second', async () => {",
        '  jest.useFakeTimers({ now: 5 });',
        '  const then = jest.fn();',
        '  soon(then);',
        '  await jest.advanceTimersByTimeAsync(1_000);',
        '  jest.useRealTimers();',
        '  expect(then).toHaveBeenCalledTimes(1);',
        '});',
      ].join('\n'),
    });
    expect(said).toEqual([]);
    expect(Object.values(noticed)).toContain('comes after a second');
  });
});
