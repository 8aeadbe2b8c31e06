import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { OrderLineObservation } from '../../../../shared/domain/stock/observation.ts';
import { copiesBetween, type OrdersToCompare } from '../../../../shared/usecases/diagnosing/diagnose-orders.ts';
import { AMAZON, later, NOON, orderLine, SHOPIFY } from '../../../fakes/facts.ts';

const NOW = new Date(NOON);

function selling(channel: typeof SHOPIFY, ...pages: readonly (readonly OrderLineObservation[])[]): OrdersToCompare {
  return {
    channel,
    orderFeed: async () => ({
      async *changedSince(since) {
        expect(since).toEqual(new Date(NOW.getTime() - 86_400_000));
        yield* pages;
      },
    }),
  };
}

const sold = (channel: typeof SHOPIFY, order: string, seconds: number, line = '1') =>
  orderLine({ channel, order, line, ordered: 2, at: later(seconds) });

describe('orders of the last day', () => {
  it('that look like one purchase on two channels are a note, with one of them and what to do', async () => {
    const found = await copiesBetween(
      [selling(AMAZON, [sold(AMAZON, 'A1', 0)]), selling(SHOPIFY, [], [sold(SHOPIFY, 'S1', 20)])],
      NOW,
    );
    expect(found).toMatchObject([
      { about: 'deployment', check: 'ordersTwice', state: 'note', says: expect.stringContaining('orders A1 and S1') },
    ]);
    expect(found[0]?.says).toContain('ignoreSources');
  });

  it('that do not are well', async () => {
    const found = await copiesBetween(
      [selling(AMAZON, [sold(AMAZON, 'A1', 0)]), selling(SHOPIFY, [sold(SHOPIFY, 'S1', 90)])],
      NOW,
    );
    expect(found).toMatchObject([{ state: 'well' }]);
  });

  it('of a channel that cannot be read cost no other check', async () => {
    const gone: OrdersToCompare = { channel: AMAZON, orderFeed: () => Promise.reject(new Error('no secret')) };
    expect(await copiesBetween([gone, selling(SHOPIFY, [])], NOW)).toMatchObject([{ state: 'well' }]);
  });

  it('are not compared where only one channel has orders', async () => {
    expect(await copiesBetween([selling(SHOPIFY, []), { channel: AMAZON }], NOW)).toEqual([]);
  });

  it('are read until there are enough to show a copying app', async () => {
    const page = Array.from({ length: 200 }, (_, index) => ({
      ...sold(AMAZON, `A${index}`, 600 + index),
      sku: parseSku(`ARTICLE-${index}`),
    }));
    const copy = { ...sold(SHOPIFY, 'S1', 600), sku: parseSku('ARTICLE-0') };
    const endless: OrdersToCompare = {
      channel: AMAZON,
      orderFeed: async () => ({
        async *changedSince() {
          yield page;
          throw new Error('A further page was read.');
        },
      }),
    };
    expect(await copiesBetween([endless, selling(SHOPIFY, [copy])], NOW)).toMatchObject([{ state: 'note' }]);
  });
});
