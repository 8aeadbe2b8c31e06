/** The query parameters that requests to read have. */
import * as v from 'valibot';
import { parsedBy } from '../../../../shared/channels/fields.ts';
import { parseSku, parseTime } from '../../../../shared/domain/identifiers.ts';
import { SKU_LISTS } from '../../../../shared/domain/reconciling/sku-lists.ts';
import type { NameSearch } from '../../../../shared/ports/reading/sku-lists.ts';

const PAGE_MAX = 1_000;
const UP_TO_1000 = /^(?:[1-9][0-9]{0,2}|1000)$/;

/** How many items a page has: so many, unless the request says. `numbers` are the numbers that it may say, as a client reads them. */
function pageSize(usual: number, most = PAGE_MAX, numbers = UP_TO_1000) {
  return v.pipe(
    v.optional(v.string(), `${usual}`),
    v.regex(numbers, `use a whole number from 1 to ${most}`),
    v.description(`At most so many: a whole number from 1 to ${most}. Default: ${usual}.`),
    v.transform(Number),
  );
}

export const atQuery = v.object({
  at: v.optional(
    v.pipe(
      v.string(),
      v.description('The stock after the last entry that was posted by then: a time with its zone.'),
      v.rawTransform(parsedBy(parseTime)),
    ),
  ),
});

export const entriesQuery = v.object({
  after: v.pipe(
    v.optional(v.string(), '0'),
    v.regex(/^[0-9]{1,12}$/, 'use an entry number, 0 or more'),
    v.description('Entries behind this number. Default: 0, from the first one.'),
    v.transform(Number),
  ),
  limit: pageSize(100),
});

export const parkedQuery = v.object({
  after: v.optional(v.pipe(v.string(), v.description('The `next` of the page before.'))),
  limit: pageSize(PAGE_MAX),
});

/** A page of SKUs takes two reads each, so it has fewer than a page of entries. */
const SKUS_MAX = 200;
const UP_TO_200 = /^(?:[1-9][0-9]?|1[0-9]{2}|200)$/;
const SEARCH_MAX = 100;

const stockAsked = v.object({
  query: v.pipe(
    v.optional(v.string(), ''),
    v.maxLength(SEARCH_MAX, `use at most ${SEARCH_MAX} characters`),
    v.description('SKUs with this text in them, in any case of letters; `MUG*`: those that begin with it.'),
    v.transform(searchFor),
  ),
  filter: v.pipe(
    v.optional(v.picklist(SKU_LISTS, `use one of ${SKU_LISTS.join(', ')}`), 'all'),
    v.description(
      '`oversold`: more is promised than there is. `atRisk`: it sells out within the hour at its present rate, and a sale-out would oversell. `differing`: a check found that a channel shows another figure. `escrow`: each listing has a share of its own. `unmatched`: no channel lists it. `problem`: a channel refused it, or says something bad of it. Default: all SKUs.',
    ),
  ),
  after: v.optional(
    v.pipe(v.string(), v.description('The `next` of the page before: a SKU.'), v.rawTransform(parsedBy(parseSku))),
  ),
  limit: pageSize(50, SKUS_MAX, UP_TO_200),
  at: v.optional(
    v.pipe(
      v.string(),
      v.description(
        'The stock as posted by then, with `seq` and `hash`: a time with its zone. It goes without `filter`.',
      ),
      v.rawTransform(parsedBy(parseTime)),
    ),
  ),
  listings: v.optional(
    v.pipe(
      v.picklist(['true', 'false'], 'use true or false'),
      v.description('With `at`: what each listing showed then, too. Default: `false`.'),
      v.transform((said) => said === 'true'),
    ),
  ),
});

/** Which SKUs pass a filter is known of the present alone. */
export const stockQuery = v.pipe(
  stockAsked,
  v.forward(
    v.check(({ at, filter }) => at === undefined || filter === 'all', 'leave it out: a filter is about the present'),
    ['filter'],
  ),
  v.forward(
    v.check(
      ({ at, listings }) => at !== undefined || listings === undefined,
      'leave it out: the present has its listings',
    ),
    ['listings'],
  ),
);

export const proposalsQuery = v.object({
  after: v.pipe(
    v.optional(v.string(), '0'),
    v.regex(/^[0-9]{1,12}$/, 'use the `next` of the page before'),
    v.description('The `next` of the page before. Default: 0, from the first one.'),
    v.transform(Number),
  ),
  limit: pageSize(100),
});

function searchFor(text: string): NameSearch | undefined {
  const isBeginning = text.endsWith('*');
  const sought = isBeginning ? text.slice(0, -1) : text;
  return sought === '' ? undefined : { text: sought, isBeginning };
}

/** What a request's query says, by name. */
export type Query = Readonly<Record<string, string | undefined>>;
