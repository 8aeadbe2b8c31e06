import { describe, expect, it } from '@jest/globals';
import type { QuantityRead } from '../../../../shared/ports/channel/channel.ts';
import type { Check } from '../../../../shared/ports/reconciling/checks.ts';
import { isLessElsewhere } from '../../../../shared/usecases/reconciling/other-places.ts';
import { listing, MUG, NOON, SHOPIFY } from '../../../fakes/facts.ts';
import { shopWindow } from '../../../fakes/shops/shop-window.ts';

const main = listing(SHOPIFY, 10, { channelLocation: 'main' });
const store = listing(SHOPIFY, 20, { channelLocation: 'store' });
const left = { matter: 'place', at: NOON, problem: 'is not stocked there', stopped: true } as const;
const item = { ...left, matter: 'item' };

describe('units that appear at one location of a channel', () => {
  it.each<[string, typeof store, QuantityRead, boolean]>([
    ['wait while another shows less than believed', store, { kind: 'shows', units: 15 }, true],
    ['are more where another shows what is believed', store, { kind: 'shows', units: 20 }, false],
    ['are more where another shows more, too', store, { kind: 'shows', units: 25 }, false],
    [
      'wait while a location that was closed still counts',
      { ...store, managed: false, catalogueNotes: [left] },
      { kind: 'shows', units: 0 },
      true,
    ],
    [
      'do not wait for a listing that is something else now',
      { ...store, managed: false, catalogueNotes: [left, item] },
      { kind: 'shows', units: 0 },
      false,
    ],
    ['do not wait for what cannot be read', store, { kind: 'unreadable', reason: 'no answer' }, false],
  ])('%s, which is checked at once', async (_name, other, read, isLess) => {
    const { checkPorts, client } = await shopWindow({ mugs: [] });
    const scheduled: Check[] = [];
    const ports = {
      client: { ...client, readQuantities: async () => [read] },
      checks: { settleMs: 30_000, queue: { schedule: async (check: Check) => void scheduled.push(check) } },
      clock: checkPorts.clock,
    };
    const skuState = { sku: MUG, seq: 1, stock: {}, listings: [main, other] };
    expect(await isLessElsewhere(ports, { skuState, listing: main })).toBe(isLess);
    expect(scheduled.map(({ channelLocation }) => channelLocation)).toEqual(isLess ? ['store'] : []);
  });
});
