import { describe, expect, it } from '@jest/globals';
import { type Listing, listingId } from '../../shared/domain/listing/listing.ts';
import type { Observation } from '../../shared/domain/stock/observation.ts';
import type { ChannelClient, ChannelPush } from '../../shared/ports/channel/channel.ts';
import { postNow } from '../../shared/usecases/posting/post-observations.ts';
import { pushStock } from '../../shared/usecases/pushing/push-stock.ts';
import {
  baseline,
  keptJournal,
  later,
  MAIN,
  MUG,
  movement,
  NOON,
  orderLine,
  SHARED_RULES,
  SHOPIFY,
} from '../fakes/facts.ts';
import { MemoryTable } from '../fakes/memory/memory-table.ts';
import { openGates } from '../fakes/ports/open-gates.ts';
import { postingPorts } from '../fakes/ports/posting-ports.ts';
import { readInTurn } from '../fakes/ports/read-in-turn.ts';
import { listed } from '../fakes/shops/listed-mug.ts';

/** What went wrong in other systems, named after their issues. */

/** A mug on a channel that counts itself down, compares, and remembers what it answered under each key. */
async function shop(facts: { readonly managed?: boolean; readonly refuses?: () => boolean } = {}) {
  const table = new MemoryTable();
  const answered = new Set<string>();
  const figures: number[] = [5];
  const calls: ChannelPush[] = [];
  let now = Date.parse(NOON);
  const journal = keptJournal();
  const { managed = true, refuses = () => false } = facts;
  const listing = { sku: MUG, channelLocation: '-', externalId: 'mug', drawsOn: [MAIN], managed, shows: 5 };
  await table.registry().register(listing, SHOPIFY, 'difference', new Date(now));
  const client: ChannelClient = {
    channel: SHOPIFY,
    pushMode: 'difference',
    comparesPushes: true,
    push: async (push) => {
      calls.push(push);
      if (refuses()) {
        return { kind: 'refused', reason: 'ITEM_NOT_STOCKED_AT_LOCATION' };
      }
      if (!answered.has(push.idempotencyKey)) {
        if (push.intent.changeFrom !== null && push.intent.changeFrom !== figures.at(-1)) {
          return { kind: 'stale' };
        }
        answered.add(push.idempotencyKey);
        figures.push((figures.at(-1) ?? 0) + push.intent.delta);
      }
      return { kind: 'applied', nowShows: figures.at(-1) ?? 0 };
    },
    readQuantity: async () => figures.at(-1) ?? 0,
    readQuantities: readInTurn((each) => client.readQuantity(each)),
    catalogue: async function* () {},
  };
  const clock = () => new Date(now);
  const post = (...observations: Observation[]) => postNow(postingPorts(table, { clock }), MUG, observations);
  const gates = openGates(table);
  const reconcile = () => {
    now += 1_000;
    const ports = { store: table.pushStore(SHOPIFY, ['-']), client, rules: SHARED_RULES, gates, journal, clock };
    return pushStock(ports, [{ id: 'm', sku: MUG, receivedAt: NOON }]);
  };
  const stored = async (): Promise<Listing | undefined> => (await table.reader().skuState(MUG))?.listings[0];
  await post(baseline(5));
  return { table, calls, figures, post, reconcile, stored, journal };
}

describe('pushes', () => {
  it('openlinker-2285: 5 → 4 → 5 → 4 reaches the channel each time', async () => {
    const { post, reconcile, figures } = await shop();
    for (const [id, units] of [
      ['1', -1],
      ['2', 1],
      ['3', -1],
    ] as const) {
      await post(movement('adjusted', units, { id }));
      await reconcile();
    }
    expect(figures).toEqual([5, 4, 5, 4]);
  });

  it('openlinker-50, eshopbox-333: once everything is reported and pushed, reconciling again pushes nothing', async () => {
    const { post, reconcile, calls, figures } = await shop();
    await post(movement('received', 3), orderLine({ ordered: 2 }));
    figures.push(3);
    await reconcile();
    const pushed = calls.length;
    for (let time = 0; time < 20; time += 1) {
      expect(await reconcile()).toEqual([]);
    }
    expect(calls).toHaveLength(pushed);
    expect(figures.at(-1)).toBe(6);
  });

  it('cin7-inflate: a sold-out item is not listed again by a push that does not know the sale yet', async () => {
    const { post, reconcile, figures } = await shop();
    // The channel sells all five and has not reported it; meanwhile one breaks.
    figures.push(0);
    await post(movement('damaged', -1));
    await reconcile();
    expect(figures.every((figure, index) => index === 0 || figure <= (figures[index - 1] ?? 0))).toBe(true);
    expect(figures.at(-1)).toBe(-1);
    await post(orderLine({ ordered: 5 }));
    await reconcile();
    expect(figures.at(-1)).toBe(0);
  });

  it('cin7-inflate: no push raises without an entry that explains it', async () => {
    const { table, post, reconcile, calls } = await shop();
    await post(movement('received', 4));
    await reconcile();
    await post(movement('sold', -2, { id: 's' }));
    await reconcile();
    for (const { intent } of calls) {
      const entry = await table.reader().entry(MUG, intent.seq);
      expect(entry?.stockAfter[MAIN]?.onHand).toBe(intent.target);
    }
    expect(calls).toHaveLength(2);
  });

  it('amazon-fba-flip: a listing that the channel keeps itself is never pushed', async () => {
    const { post, reconcile, calls, stored } = await shop({ managed: false });
    await post(movement('received', 4));
    expect(await reconcile()).toEqual([]);
    expect(calls).toEqual([]);
    expect(await stored()).toMatchObject({ shown: 5, generation: 0 });
  });

  it('ordoro: a listing that was refused three times is logged each time, stays visible, and is tried again', async () => {
    let isRefusing = true;
    const { post, reconcile, stored, journal, figures } = await shop({ refuses: () => isRefusing });
    for (const id of ['1', '2', '3']) {
      await post(movement('received', 1, { id }));
      await reconcile();
      expect(await stored()).toMatchObject({ problem: 'ITEM_NOT_STOCKED_AT_LOCATION' });
    }
    expect(journal.counts.get('PushRefused')).toBe(3);
    isRefusing = false;
    await post(movement('received', 1, { id: '4' }));
    await reconcile();
    expect(figures.at(-1)).toBe(9);
    expect((await stored())?.problem).toBeUndefined();
  });
});

describe('two functions at one listing', () => {
  it('make one call: the one that does not get the listing makes none', async () => {
    const { ports, calls, reconcile } = await listed({ onHand: 8, shows: 10 });
    const overtaken = { ...ports, store: { ...ports.store, claim: async () => undefined } };
    await pushStock(overtaken, [{ id: 'm', sku: MUG, receivedAt: NOON }]);
    expect(calls).toEqual([]);
    await Promise.all([reconcile('a'), reconcile('b')]);
    expect(calls).toHaveLength(1);
  });
});

describe('a listing that never holds still', () => {
  it('gives its message back after some rounds, so that the others of its batch get their turn', async () => {
    const during: { change?: () => Promise<unknown> } = {};
    let changes = 0;
    const { table, ports, post } = await listed({ onHand: 8, shows: 10 });
    during.change = () => {
      changes += 1;
      return post(['received', 1, { id: `${changes}`, at: later(changes) }]);
    };
    const client: ChannelClient = {
      ...ports.client,
      push: async () => {
        await during.change?.();
        return { kind: 'applied' };
      },
    };
    const givenBack = await pushStock({ ...ports, client }, [{ id: 'm', sku: MUG, receivedAt: NOON }]);
    expect(givenBack).toEqual([{ id: 'm', retryAfterMs: 0 }]);
    const [listing] = (await table.reader().skuState(MUG))?.listings ?? [];
    expect(listing && [listingId(listing), listing.intent]).toEqual(['shopify', undefined]);
    expect(changes).toBeGreaterThan(3);
  });
});
