/** How near a test file is to a changed source. */
import { dirname } from 'node:path';

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
