/** Where outcomes go: two states under one version are read back, or parked. */

import { describe, expect, it } from '@jest/globals';
import { parseQuantity } from '../../../../shared/domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from '../../../../shared/domain/listing/deduction.ts';
import type {
  MovementObservation,
  Observation,
  OrderLineObservation,
} from '../../../../shared/domain/stock/observation.ts';
import type { OrderToRead } from '../../../../shared/ports/channel/channel.ts';
import { postObservations } from '../../../../shared/usecases/posting/post-observations.ts';
import type { PostingPorts } from '../../../../shared/usecases/posting/posting-ports.ts';
import {
  baseline,
  keptJournal,
  later,
  MAIN,
  MUG,
  movement,
  NOON,
  orderLine,
  POS,
  SHARED_RULES,
  SHOPIFY,
  SQUARE,
  sha256,
} from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';

/** Ten mugs in the ledger, and orders that can be read back from Shopify only. */
async function shop() {
  const table = new MemoryTable();
  const journal = keptJournal();
  const asked: OrderToRead[] = [];
  const state = { isQueueDown: false };
  const ports: PostingPorts = {
    ledger: table.ledgerStore(),
    parking: table.parkingLot(),
    ordersToRead: {
      canRead: (channel) => channel === SHOPIFY,
      request: async (orders) => {
        if (state.isQueueDown) {
          throw new Error('queue down');
        }
        asked.push(...orders);
      },
    },
    events: { emit: async () => undefined },
    journal,
    clock: () => new Date(NOON),
    digest: sha256,
    rules: SHARED_RULES,
    settleMs: SETTLE_MS_DEFAULT,
    commitAttempts: 1,
    pause: async () => undefined,
  };
  const post = (...observations: Observation[]) => postObservations(ports, [{ id: 'm', sku: MUG, observations }]);
  const parked = async () => (await table.parkingLot().list(10)).map(({ outcome }) => outcome.kind);
  const committed = async () => (await table.reader().skuState(MUG))?.stock[MAIN]?.committed;
  await post(baseline(10));
  return { table, post, parked, committed, asked, state, journal };
}

describe('an order line whose place is assumed', () => {
  const line = orderLine({ ordered: 2, version: 7 });
  const assumed: OrderLineObservation = { ...line, whole: line.state, isPlaceAssumed: true };
  const asked = {
    channel: SHOPIFY,
    order: '1001',
    because: 'partReported',
    version: 7,
    occurredAt: NOON,
    receivedAt: NOON,
  };

  it('has its order read at each message, since a request may have been lost, until the order says the place', async () => {
    const { post, asked: requests, committed } = await shop();
    await post(assumed);
    await post(assumed);
    expect(requests).toEqual([asked, asked]);
    await post({ ...line, whole: line.state, readAt: 10_000 });
    await post(assumed);
    expect(requests).toHaveLength(2);
    expect(await committed()).toBe(2);
  });

  it('that is read and still says no place is not read again at once', async () => {
    const { post, asked: requests } = await shop();
    await post({ ...assumed, readAt: 10_000 });
    expect(requests).toEqual([]);
  });
});

describe('two states reported under one version', () => {
  const one = orderLine({ ordered: 2, version: 7 });
  const other = orderLine({ ordered: 5, version: 7 });

  it('have their order read back instead of being parked', async () => {
    const { post, parked, committed, asked, journal } = await shop();
    expect(await post(one, other)).toEqual({ failed: [], hopeless: [] });
    expect(asked).toEqual([
      { channel: SHOPIFY, order: '1001', because: 'conflicting', version: 7, occurredAt: NOON, receivedAt: NOON },
    ]);
    expect(await parked()).toEqual([]);
    expect(await committed()).toBe(2);
    expect(journal.counts.get('Conflicting')).toBe(1);
    expect(journal.lines.at(-1)).toMatch(/^MUG: shopify order 1001 is read back from the channel \(conflicting\)/);
  });

  it('are parked where the channel’s orders cannot be read', async () => {
    const { post, parked, asked } = await shop();
    const onSquare = (line: OrderLineObservation) => ({ ...line, source: { ...line.source, channel: SQUARE } });
    await post(onSquare(one), onSquare(other));
    expect(asked).toEqual([]);
    expect(await parked()).toEqual(['conflicting']);
  });

  it('are parked where there is no order to read', async () => {
    const { post, parked, asked } = await shop();
    const onShopify = (each: MovementObservation) => ({ ...each, source: { ...each.source, channel: SHOPIFY } });
    await post(onShopify(movement('received', 5)), onShopify(movement('received', 6)));
    expect(asked).toEqual([]);
    expect(await parked()).toEqual(['conflicting']);
  });

  it('come again when the reading may not be asked for, and ask for it then', async () => {
    const { post, asked, state } = await shop();
    state.isQueueDown = true;
    expect(await post(one, other)).toEqual({ failed: ['m'], hopeless: [] });
    state.isQueueDown = false;
    expect(await post(one, other)).toEqual({ failed: [], hopeless: [] });
    expect(asked).toHaveLength(1);
  });
});

describe('an order of another item of the channel under the SKU', () => {
  const mug = {
    sku: MUG,
    channelLocation: '-',
    externalId: 'item',
    soldAs: '1',
    drawsOn: [MAIN],
    managed: true,
    shows: 10,
  };

  it.each([
    ['counts, moves nothing of what our listing shows, and is a visible problem', '2', 10, 1],
    ['that is the listing moves what it shows', '1', 7, 0],
  ])('%s', async (_what, soldAs, shown, problems) => {
    const { table, post, journal } = await shop();
    await table.registry().register(mug, SHOPIFY, 'difference', new Date(NOON));
    await post({ ...orderLine({ ordered: 3 }), soldAs });
    const skuState = await table.reader().skuState(MUG);
    expect(skuState?.stock[MAIN]?.committed).toBe(3);
    expect(skuState?.listings[0]?.shown).toBe(shown);
    expect(journal.counts.get('ListingProblem') ?? 0).toBe(problems);
  });
});

describe('a fact whose time decides that it moves nothing', () => {
  const counted: Observation = {
    kind: 'count',
    sku: MUG,
    location: MAIN,
    counted: parseQuantity(8),
    source: { channel: POS, key: 'count:1' },
    occurredAt: later(-60),
    receivedAt: NOON,
  };

  it('is a warning and is counted, with both times: the clock of its till may be slow', async () => {
    const { post, parked, journal } = await shop();
    await post(counted, movement('sold', -2, { at: later(-3_600) }));
    expect(await parked()).toEqual([]);
    expect(journal.counts.get('AlreadyCounted')).toBe(1);
    expect(journal.lines.at(-1)).toMatch(
      /^MUG: available 8 → 8 after pos sold:1\. −2 at main of 2026-11-24T11:00:00\.000Z moved nothing: .* 2026-11-24T11:59:00\.000Z/,
    );
  });

  it('is a warning where it is a count before a later one', async () => {
    const { post, journal } = await shop();
    await post(counted, { ...counted, source: { ...counted.source, key: 'count:2' }, occurredAt: later(-120) });
    expect(journal.lines.at(-1)).toMatch(/^MUG: pos count:2 is stale, nothing moved\. .*11:58:00.*11:59:00/);
  });
});

describe('how late a channel reported a sale', () => {
  it('is measured once for each sale that is posted', async () => {
    const { post, journal } = await shop();
    await post({ ...orderLine({ ordered: 2, version: 7 }), occurredAt: later(-9), receivedAt: later(-2) });
    expect(journal.counts.get(`report delay ${SHOPIFY}`)).toBe(7_000);
  });

  it('is nothing where the sender’s clock is ahead', async () => {
    const { post, journal } = await shop();
    await post({ ...orderLine({ ordered: 2, version: 7 }), occurredAt: later(1), receivedAt: NOON });
    expect(journal.counts.get(`report delay ${SHOPIFY}`)).toBe(0);
  });

  it('is not measured where nothing is sold: a shipment, the same sale again', async () => {
    const { post, journal } = await shop();
    const sale = orderLine({ ordered: 2, version: 7 });
    await post(sale);
    journal.counts.delete(`report delay ${SHOPIFY}`);
    await post(sale);
    await post(orderLine({ ordered: 2, shipped: 2, version: 8 }));
    expect(journal.counts.get('Posted')).toBe(3);
    expect(journal.counts.has(`report delay ${SHOPIFY}`)).toBe(false);
  });
});
