/** Reads the pages of a direct channel, each behind the one before. */

import * as v from 'valibot';
import { quoted } from '../../../domain/identifiers.ts';

/** The end of a page: what the next one is asked after; null or absent on the last. */
export const pageEnd = { next: v.nullish(v.pipe(v.string(), v.minLength(1))) };

/** All pages, in their order: `read` is given what to ask for beside the rest. Rejects where pages lead round in a circle. */
export async function* pagesOf<Page extends { readonly next?: string | null | undefined }>(
  read: (from: { readonly after?: string }) => Promise<Page>,
): AsyncGenerator<Page> {
  const asked = new Set<string>();
  let after: string | null | undefined;
  do {
    const page: Page = await read(typeof after === 'string' ? { after } : {});
    yield page;
    after = page.next;
    if (typeof after === 'string' && asked.has(after)) {
      throw new Error(
        `A page of the direct channel leads to one that was read before (next: ${quoted(after)}): they would be read for ever.`,
      );
    }
    asked.add(after ?? '');
  } while (typeof after === 'string');
}
