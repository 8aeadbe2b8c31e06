/** The search of an Amazon seller's orders, page by page, by one sweep and the next. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { startAmazonSandbox } from '../../../../../sandbox/amazon/server.ts';
import { catalogueItem } from '../../../../../sandbox/kernel/catalogue.ts';
import { AMAZON } from '../../../../../sandbox/kernel/identities.ts';
import { createAmazonSweep } from '../../../../../shared/channels/amazon/orders/order-feed.ts';
import type { PagesFrom } from '../../../../../shared/ports/intake/sweep.ts';
import { control } from '../../sandbox-control.ts';
import { channelAt } from '../stub-seller.ts';

const MUG = 'MUG';
const ORDERS = 230;
const MINUTE_MS = 60_000;
const credentials = { clientId: AMAZON.clientId, clientSecret: AMAZON.clientSecret, refreshToken: AMAZON.refreshToken };
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A seller with more orders than two pages have, all of them older than the search's lag. */
async function seller() {
  let nowMs = Date.UTC(2026, 10, 29, 12);
  const sandbox = await startAmazonSandbox({
    catalogue: [catalogueItem(MUG, 'Mug', 1_000)],
    orderChanges: { send: async () => undefined },
    // No payment is taken while the test runs: an order that is paid has changed, and later than the search reads.
    pendingMs: 1_000_000,
    nowMs: () => nowMs,
  });
  closing.push(sandbox.close);
  for (let nth = 0; nth < ORDERS; nth += 1) {
    await control(sandbox).sell([{ sku: MUG, quantity: 1 }]);
  }
  nowMs += 10 * MINUTE_MS;
  const search = { since: new Date(nowMs - 20 * MINUTE_MS), until: new Date(nowMs - 5 * MINUTE_MS) };
  const sweep = createAmazonSweep(channelAt(sandbox.url), credentials, () => new Date(nowMs));
  const read = async (pagesMax: number, from?: string) => {
    const tokens: string[] = [];
    const orders: string[] = [];
    const pages: PagesFrom = { from, following: (token) => void tokens.push(token) };
    let count = 0;
    for await (const page of sweep.changedWithin(search.since, search.until, async () => undefined, undefined, pages)) {
      orders.push(...page.flatMap(({ source }) => source.order ?? []));
      count += 1;
      if (count === pagesMax) {
        break;
      }
    }
    return { orders, tokens };
  };
  return { read };
}

describe('a sweep of an Amazon seller', () => {
  it('goes on with the page that an earlier one was given the token of, and has all orders once', async () => {
    const { read } = await seller();
    const first = await read(1);
    const rest = await read(9, first.tokens.at(-1));
    expect([first.orders.length, rest.orders.length]).toEqual([100, ORDERS - 100]);
    expect(new Set([...first.orders, ...rest.orders]).size).toBe(ORDERS);
    // The last page is followed by none.
    expect(rest.tokens).toHaveLength(1);
  });
});
