/** Reads a shop's pages more strictly than Stockline does: what Stockline puts up with is still not as agreed. */

import * as v from 'valibot';
import type { Operation } from '../../shared/channels/direct/client/api.ts';
import { type Exchange, NotConforming } from './shop-caller.ts';
import type { Trial } from './trial.ts';

/** The end of every page: it must be there, and is null on the last one. */
export const strictPageEnd = {
  next: v.nullable(v.pipe(v.string(), v.minLength(1))),
};

type Page = { readonly next: string | null };

const EMPTY_PAGES_MOST = 10;

/** All pages of a call, each with the call that brought it. Throws NotConforming where they come to no end. */
export async function pagesOf<Read extends Page>(
  { caller }: Trial,
  operation: Operation,
  asked: object,
  { schema, sizeOf }: { readonly schema: v.GenericSchema<unknown, Read>; readonly sizeOf: (page: Read) => number },
): Promise<readonly { readonly page: Read; readonly exchange: Exchange }[]> {
  const pages: { readonly page: Read; readonly exchange: Exchange }[] = [];
  const led = new Set<string>();
  let emptyInARow = 0;
  for (let after: string | null = null; ; ) {
    const body: object = after === null ? asked : { ...asked, after };
    const { value, exchange }: { value: Read; exchange: Exchange } = await caller.ask(operation, body, schema);
    pages.push({ page: value, exchange });
    emptyInARow = sizeOf(value) === 0 ? emptyInARow + 1 : 0;
    after = value.next;
    if (after === null) {
      return pages;
    }
    if (led.has(after)) {
      throw new NotConforming('A page leads to one that was read before: they would be read for ever.', exchange);
    }
    if (emptyInARow === EMPTY_PAGES_MOST) {
      throw new NotConforming(`${EMPTY_PAGES_MOST} pages in a row are empty, and lead on.`, exchange);
    }
    led.add(after);
  }
}
