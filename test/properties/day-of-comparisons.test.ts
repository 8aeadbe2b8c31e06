// A day of listings on one channel, of which 2 % are edited in silence: what comparing costs, and what it finds.
import { describe, expect, it } from '@jest/globals';
import type { CatalogueListing } from '../../shared/ports/channel/channel.ts';
import type { Check } from '../../shared/ports/reconciling/checks.ts';
import { checkListings } from '../../shared/usecases/reconciling/check-listings.ts';
import { compareCatalogue } from '../../shared/usecases/reconciling/compare-catalogue.ts';
import { MAIN, NOON, orderLine, SHOPIFY } from '../fakes/facts.ts';
import { memorySweepMarks } from '../fakes/memory/memory-sweep-marks.ts';
import { shopWindow } from '../fakes/shops/shop-window.ts';
import { seededRandom } from '../simulation/random.ts';

/** `LISTINGS=10000` is the day that decision 22 quotes; with every `npm test` a tenth of it. */
const LISTINGS = Number(process.env['LISTINGS'] ?? 1_000);
/** `.ci/run` begins elsewhere each day. */
const SEED = Number(process.env['STOCKLINE_TEST_FROM'] ?? 11);
const EDITS = LISTINGS / 50;
const SALES = LISTINGS / 5;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A check function gathers messages for five seconds, at most 100 (infra/channels/drift-checks.ts). */
const GATHERED_MS = 5_000;
const GATHERED_MAX = 100;
const PAGE_SIZE = 250;

/** Listings of a page of the catalogue, its calls, and listings of one reading; and the calls that a channel takes in a day. */
const PLATFORMS = [
  // A query costs about 46 of 100 points a second: https://shopify.dev/docs/api/usage/limits (2026-10).
  { name: 'Shopify', page: 250, callsAPage: 1, read: 250, takesADay: (DAY_MS / 1_000) * (100 / 46) },
  // `searchListingsItems`, 5 a second: https://developer-docs.amazon.com/sp-api/docs/listings-items-api-rate-limits (2026).
  { name: 'Amazon', page: 20, callsAPage: 1, read: 20, takesADay: (DAY_MS / 1_000) * 5 },
  // 100 items a page (https://developer.squareup.com/reference/square/catalog-api/list-catalog, 2026), then the counts of its
  // variations, here one an item. Square names no limit; one call a second is assumed.
  { name: 'Square', page: 100, callsAPage: 2, read: 500, takesADay: DAY_MS / 1_000 },
] as const;

/** The shop with what reads its whole channel, and how much each call read. */
async function openShop() {
  const shop = await shopWindow({ mugs: Array.from({ length: LISTINGS }, () => [10, 10] as const) });
  const calls = { pages: [] as number[], reads: [] as number[] };
  const { readQuantities } = shop.client;
  const client = {
    ...shop.client,
    readQuantities: (listings: Parameters<typeof readQuantities>[0]) => {
      calls.reads.push(listings.length);
      return readQuantities(listings);
    },
    async *catalogue() {
      for (let start = 0; start < shop.skus.length; start += PAGE_SIZE) {
        const page = shop.skus.slice(start, start + PAGE_SIZE);
        calls.pages.push(page.length);
        yield page.map((sku): CatalogueListing => {
          const shows = shop.shows.get(sku) ?? 0;
          return { sku, channelLocation: '-', externalId: sku, drawsOn: [MAIN], managed: true, shows };
        });
      }
    },
  };
  const queue = { schedule: async (check: Check) => void shop.checks.push(check) };
  const marks = memorySweepMarks();
  const { journal, clock, gates } = shop.ports;
  const compare = () =>
    compareCatalogue({
      ...{ client, marks, journal, clock, states: gates.states, settleMs: 30_000 },
      ...{ ledger: shop.table.ledgerStore(), checkStore: shop.table.checkStore(), checks: queue },
    });
  return { shop, calls, compare, ports: { ...shop.checkPorts, client } };
}

/** Makes the checks that are due, gathered as the function gathers them; resolves with how many there were. */
async function makeChecks({ shop, ports }: Awaited<ReturnType<typeof openShop>>, untilMs: number): Promise<number> {
  let made = 0;
  for (;;) {
    const due = shop.checks.filter(({ at }) => Date.parse(at) <= untilMs).sort((a, b) => (a.at < b.at ? -1 : 1));
    const [first] = due;
    if (first === undefined) {
      return made;
    }
    const gathered = due
      .filter(({ at }) => Date.parse(at) <= Date.parse(first.at) + GATHERED_MS)
      .slice(0, GATHERED_MAX);
    const last = gathered.at(-1) ?? first;
    shop.checks.splice(0, shop.checks.length, ...shop.checks.filter((each) => !gathered.includes(each)));
    shop.state.now = Math.max(shop.state.now, Date.parse(last.at));
    await checkListings(
      ports,
      gathered.map((check, index) => ({ id: `${index}`, asked: { kind: 'check', check } })),
    );
    made += gathered.length;
  }
}

/** Edits and sales at their times, in order; a sweep function comes every quarter of an hour. */
async function liveADay(open: Awaited<ReturnType<typeof openShop>>) {
  const { shop, compare } = open;
  const random = seededRandom(SEED);
  const begins = Date.parse(NOON);
  const happenings = Array.from({ length: EDITS + SALES }, (_, index) => ({
    atMs: begins + random.integer(1, DAY_MS - 1),
    sku: random.pick(shop.skus as [(typeof shop.skus)[number], ...typeof shop.skus]),
    edit: index < EDITS ? random.pick([-3, 4]) : undefined,
    order: `${index}`,
  })).sort((a, b) => a.atMs - b.atMs);
  let checks = 0;
  for (let now = begins; now <= begins + DAY_MS; now += 15 * MINUTE_MS) {
    for (const { atMs, sku, edit, order } of happenings.filter(
      (each) => each.atMs > now - 15 * MINUTE_MS && each.atMs <= now,
    )) {
      checks += await makeChecks(open, atMs);
      shop.state.now = Math.max(shop.state.now, atMs);
      const shows = shop.shows.get(sku) ?? 0;
      if (edit === undefined && shows > 0) {
        const at = new Date(shop.state.now).toISOString();
        shop.shows.set(sku, shows - 1);
        await shop.post(sku, { ...orderLine({ sku, order, at, version: shop.state.now }), channelLocation: '-' });
        shop.checks.push({
          sku,
          channel: SHOPIFY,
          channelLocation: '-',
          at: new Date(shop.state.now + 30_000).toISOString(),
        });
      } else if (edit !== undefined) {
        shop.shows.set(sku, Math.max(0, shows + edit));
      }
    }
    checks += await makeChecks(open, now);
    shop.state.now = Math.max(shop.state.now, now);
    await compare();
  }
  return checks;
}

describe(`a day of ${LISTINGS} listings, ${SALES} sales and ${EDITS} silent edits`, () => {
  it('leaves no belief older than a day and no figure too high, for a twentieth of the calls that a channel takes', async () => {
    const open = await openShop();
    const { shop, calls } = open;
    await open.compare();
    const checks = await liveADay(open);
    const ends = shop.state.now;
    const listings = await Promise.all(shop.skus.map((sku) => shop.listing(sku)));
    // An edit younger than eight hours may wait for the next whole comparison.
    const early = calls.pages.length;
    shop.state.now = ends + 8 * 60 * MINUTE_MS;
    await open.compare();
    await makeChecks(open, shop.state.now + 10 * MINUTE_MS);
    const compared = await Promise.all(shop.skus.map((sku) => shop.listing(sku)));
    expect(compared.filter((each) => each && (shop.shows.get(each.sku) ?? 0) > each.shown)).toEqual([]);
    expect(listings.filter((each) => Date.parse(each?.comparedAt ?? NOON) < ends - DAY_MS)).toEqual([]);
    const table = PLATFORMS.map(({ name, page, callsAPage, read, takesADay }) => {
      const pages = calls.pages.slice(0, early).reduce((sum, each) => sum + Math.ceil(each / page) * callsAPage, 0);
      const reads = calls.reads.reduce((sum, each) => sum + Math.ceil(each / read), 0);
      const oneByOne = calls.reads.reduce((sum, each) => sum + each, 0);
      expect(pages + reads).toBeLessThan(takesADay / 20);
      expect(reads).toBeLessThan(oneByOne);
      return { name, pages, reads, oneByOne, takesADay: Math.round(takesADay) };
    });
    // biome-ignore lint/suspicious/noConsole: the measured calls are what the decision on comparing quotes.
    console.table(table.map((each) => ({ ...each, checks })));
  }, 300_000);
});
