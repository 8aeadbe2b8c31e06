/** Rows of the conformance table: what the shop lists, and what it shows of it. */

import * as v from 'valibot';
import { shownUnits } from '../../shared/channels/direct/client/figures.ts';
import { idField } from '../../shared/channels/fields.ts';
import { pagesOf, strictPageEnd } from './pages.ts';
import { NotConforming } from './shop-caller.ts';
import { figuresOf, needsShop, type Place, placeKey, type Row, type Trial, type TriedListing } from './trial.ts';

/** So many units at least: pushes lower it by some of them, and put them back. */
const SHOWN_LEAST = 3;
/** One with so many is better: so many pushes come at once. */
const SHOWN_BETTER = 20;
/** What Stockline asks for in one call at most. */
const ASKED_AT_ONCE = 100;
const NAMED_MOST = 5;

const listingsPage = v.object({
  listings: v.array(v.object({ listing: idField, location: v.string(), sku: v.string(), shows: shownUnits })),
  ...strictPageEnd,
});

export const CATALOGUE_ROWS: readonly Row[] = [
  {
    name: 'listings',
    promise: 'lists what it sells, page by page, each thing once at each of its locations',
    unmet: needsShop,
    run: readListings,
  },
  {
    name: 'all SKUs',
    promise: 'leaves none of its SKUs out',
    unmet: ({ skus, catalogue }) =>
      skus === undefined
        ? 'give --skus, a file of all SKUs that it sells, one a line: a page that skips is found by it'
        : catalogue === undefined
          ? 'no listing was read'
          : undefined,
    async run({ skus = [], catalogue = [] }) {
      const listed = new Set(catalogue.map(({ sku }) => sku));
      const missing = skus.filter((sku) => !listed.has(sku));
      if (missing.length > 0) {
        const named = missing.slice(0, NAMED_MOST).join(', ');
        throw new NotConforming(`No page of listings has ${named}${missing.length > NAMED_MOST ? ', …' : ''}.`);
      }
    },
  },
  {
    name: 'figures',
    promise: 'answers for 100 listings at once as its pages do, and leaves out what it does not list',
    unmet: ({ catalogue = [] }) => (catalogue.length === 0 ? 'no listing was read' : undefined),
    run: tryFigures,
  },
];

async function readListings(trial: Trial): Promise<void> {
  const { shop, chosen } = trial;
  const pages = await pagesOf(trial, 'listings', {}, { schema: listingsPage, sizeOf: (page) => page.listings.length });
  const places = new Set<string>();
  for (const { page, exchange } of pages) {
    for (const each of page.listings) {
      if (places.has(placeKey(each))) {
        throw new NotConforming(`Listing ${each.listing} at ${each.location} is listed twice.`, exchange);
      }
      if (shop?.locations.includes(each.location) !== true) {
        throw new NotConforming(
          `Listing ${each.listing} is at ${each.location}, which describe does not name.`,
          exchange,
        );
      }
      places.add(placeKey(each));
    }
  }
  const catalogue = pages.flatMap(({ page }) => page.listings);
  trial.catalogue = catalogue;
  const tried = chosen === undefined ? bestOf(catalogue) : catalogue.find(({ listing }) => listing === chosen);
  if (tried !== undefined) {
    trial.tried = tried;
  }
}

function bestOf(catalogue: readonly TriedListing[]): TriedListing | undefined {
  const shows = (least: number) => catalogue.find((each) => each.shows >= least && each.sku !== '');
  return shows(SHOWN_BETTER) ?? shows(SHOWN_LEAST);
}

/** In one call: as many of its listings as fit, and places of which it must show nothing. */
async function tryFigures(trial: Trial): Promise<void> {
  const { shop, catalogue = [] } = trial;
  const listed = new Map(catalogue.map((each) => [placeKey(each), each.shows]));
  const some = catalogue.slice(0, ASKED_AT_ONCE / 2);
  const elsewhere = some
    .flatMap(({ listing }) => (shop?.locations ?? []).map((location): Place => ({ listing, location })))
    .filter((place) => !listed.has(placeKey(place)))
    .slice(0, ASKED_AT_ONCE / 4);
  const unknown: readonly Place[] = Array.from(
    { length: ASKED_AT_ONCE - some.length - elsewhere.length },
    (_, index) => ({
      listing: `stockline-conformance-none-${index}`,
      location: some[0]?.location ?? '',
    }),
  );
  const { shows, exchange } = await figuresOf(trial, [...some, ...elsewhere, ...unknown]);
  for (const place of some) {
    const figure = shows.get(placeKey(place));
    if (figure !== place.shows) {
      const said = figure === undefined ? 'no figure' : `${figure}`;
      const where = `listing ${place.listing} at ${place.location}`;
      throw new NotConforming(
        `Asked for 100, it shows ${said} of ${where}, which its page lists with ${place.shows}.`,
        exchange,
      );
    }
  }
  const invented = [...elsewhere, ...unknown].find((place) => shows.has(placeKey(place)));
  if (invented !== undefined) {
    const where = `listing ${invented.listing} at ${invented.location}`;
    throw new NotConforming(`It shows a figure of ${where}, which it does not list.`, exchange);
  }
}
