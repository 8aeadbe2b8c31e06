/** The order in which test files are tried against changed sources. */
import { dirname, join, relative } from 'node:path';
import type { ChangedTree } from '../changed-tree.ts';

/** The test files of the tree, those first whose path has most in common with the path of a changed file. */
export function nearestFirst(
  { path, tests }: Pick<ChangedTree, 'path' | 'tests'>,
  files: readonly string[],
): readonly string[] {
  const inCommon = (test: string) =>
    Math.max(...files.map((file) => nearness(relative(join(path, 'test'), test), file)));
  return tests
    .map((test) => ({ test, nearness: inCommon(test) }))
    .toSorted((one, other) => other.nearness - one.nearness)
    .map(({ test }) => test);
}

/**
 * How near a test is to a source: by how many folders they have in common from the top, a folder of the same name elsewhere
 * counting half, and more than all of them for the source's own test.
 */
export function nearness(test: string, source: string): number {
  if (test === source.replace(/\.ts$/, '.test.ts')) {
    return Number.POSITIVE_INFINITY;
  }
  const [one, other] = [dirname(test).split('/'), dirname(source).split('/')];
  const different = one.findIndex((folder, index) => folder !== other[index]);
  const shared = different < 0 ? one.length : different;
  return shared + (shared < one.length && one.at(-1) === other.at(-1) ? 0.5 : 0);
}
