import { describe, expect, it } from '@jest/globals';
import { OPENING_SENTENCES, SHORT_FILES, SMALL_FOLDERS, TELLING_NAMES } from '../../../local/checks/files.ts';

const files = (folder: string, count: number) =>
  Array.from({ length: count }, (_, index) => [`${folder}/file-${index}.ts`, ''] as const);

describe('the rules of files', () => {
  it.each([
    [250, 0, 0],
    [251, 0, 1],
    [400, 0, 1],
    [401, 1, 0],
  ])('a file of %i lines fails %i and is listed %i times', (lines, failed, listed) => {
    const tree = new Map([['shared/any.ts', 'line\n'.repeat(lines)]]);
    expect(SHORT_FILES.find(tree)).toHaveLength(failed);
    expect(SHORT_FILES.notice?.(tree)).toHaveLength(listed);
  });

  it('a folder holds 15 files at most, and as many more as its rooms hold', () => {
    const tree = new Map([...files('shared/full', 16), ...files('shared/rooms', 15), ...files('shared/rooms/one', 15)]);
    expect(SMALL_FOLDERS.find(tree)).toEqual([{ file: 'shared/full', what: '16 files; 15 are the most' }]);
  });

  it('functions/ holds as many as there are Lambda functions', () => {
    expect(SMALL_FOLDERS.find(new Map(files('functions', 30)))).toEqual([]);
  });

  it.each([
    ['shared/utils.ts', 1],
    ['shared/helpers/signature.ts', 1],
    ['test/common.test.ts', 1],
    ['shared/commons.ts', 0],
    ['shared/domain/stock/stock.ts', 0],
  ])('%s is refused %i times for its name', (path, count) => {
    expect(TELLING_NAMES.find(new Map([[path, '']]))).toHaveLength(count);
  });

  it.each([
    ['shared/any.ts', '/** What it is for. */\n', 0],
    ['local/any.ts', '#!/usr/bin/env node\n// What it is for.\n', 0],
    ['shared/any.ts', "import { readFileSync } from 'node:fs';\n", 1],
    ['test/any.test.ts', "import { it } from '@jest/globals';\n", 0],
  ])('%s that begins with %j is found %i times without an opening sentence', (path, text, count) => {
    expect(OPENING_SENTENCES.find(new Map([[path, text]]))).toHaveLength(count);
  });
});
