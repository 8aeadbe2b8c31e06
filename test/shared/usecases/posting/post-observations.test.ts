/** Posting a batch of messages: transactions, events, failures, the parking lot and the log. */

import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { Observation } from '../../../../shared/domain/stock/observation.ts';
import { PermanentError } from '../../../../shared/ports/permanent-error.ts';
import type { LedgerStore, Oversold, StockChanged } from '../../../../shared/ports/posting/posting.ts';
import { postObservations } from '../../../../shared/usecases/posting/post-observations.ts';
import type { PostingPorts } from '../../../../shared/usecases/posting/posting-ports.ts';
import {
  AMAZON,
  baseline,
  keptJournal,
  later,
  MAIN,
  MUG,
  movement,
  NOON,
  orderLine,
  SHOPIFY,
  SQUARE,
  sha256,
} from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';

const CUP = parseSku('CUP');

/** A ledger with mugs and cups on three channels, and a bus that keeps what it is given. */
async function shop(overrides: Partial<PostingPorts> = {}, table = new MemoryTable()) {
  const emitted: StockChanged[] = [];
  const oversold: Oversold[] = [];
  const journal = keptJournal();
  const ports = postingPorts(table, {
    events: {
      emit: async (changed, over) => {
        emitted.push(...changed);
        oversold.push(...over);
      },
    },
    journal,
    ...overrides,
  });
  for (const sku of [MUG, CUP]) {
    for (const channel of [SHOPIFY, AMAZON, SQUARE]) {
      const listing = {
        sku,
        channelLocation: '-',
        externalId: `${channel}-${sku}`,
        drawsOn: [MAIN],
        managed: true,
        shows: 10,
      };
      await table.registry().register(listing, channel, 'difference', new Date(NOON));
    }
  }
  const post = (...observations: Observation[]) =>
    postObservations(
      ports,
      observations.map((observation, index) => ({
        id: `m${index}`,
        sku: observation.sku,
        observations: [observation],
      })),
    );
  await postObservations({ ...ports, events: { emit: async () => undefined }, ledger: table.ledgerStore() }, [
    { id: 'a', sku: MUG, observations: [baseline(10)] },
    { id: 'b', sku: CUP, observations: [baseline(10, CUP)] },
  ]);
  const stock = async (sku = MUG) => (await table.reader().skuState(sku))?.stock[MAIN];
  return { table, ports, post, emitted, oversold, journal, stock };
}

describe('posting a batch of observations', () => {
  it('medusa-16502: lines of one SKU in one batch add up, in one transaction', async () => {
    const table = new MemoryTable();
    let commits = 0;
    const store = table.ledgerStore();
    const counting: LedgerStore = {
      ...store,
      commit: (posting) => {
        commits += 1;
        return store.commit(posting);
      },
    };
    const { post, stock } = await shop({ ledger: counting }, table);
    await post(orderLine({ line: '1', ordered: 2 }), orderLine({ line: '2', ordered: 3 }), movement('received', 4));
    expect(commits).toBe(1);
    expect(await stock()).toMatchObject({ onHand: 14, committed: 5 });
  });

  it('notifies the other channels, not the one that sold', async () => {
    const { post, emitted } = await shop();
    await post(orderLine({ ordered: 2 }));
    expect(emitted).toMatchObject([{ sku: MUG, seq: 2, available: 8, due: [AMAZON, SQUARE] }]);
  });

  it('counts the lag from the first observation behind the event', async () => {
    const { post, emitted } = await shop();
    await post(
      orderLine({ line: '1', at: later(3) }),
      orderLine({ line: '2', at: later(1) }),
      orderLine({ line: '3', at: later(2) }),
    );
    expect(emitted[0]?.receivedAt).toBe(later(1));
  });

  it('emits the present state again for a message that was posted but maybe not emitted', async () => {
    const { post, emitted, stock } = await shop();
    await post(orderLine({ ordered: 2 }));
    const { failed } = await post(orderLine({ ordered: 2 }));
    expect(failed).toEqual([]);
    expect(await stock()).toMatchObject({ committed: 2 });
    expect(emitted.map((event) => event.due)).toEqual([
      [AMAZON, SQUARE],
      [AMAZON, SQUARE],
    ]);
  });

  it('gives back every message whose event the bus did not take', async () => {
    const { post } = await shop({ events: { emit: () => Promise.reject(new Error('bus down')) } });
    expect(await post(orderLine(), orderLine({ sku: CUP }))).toEqual({ failed: ['m0', 'm1'], hopeless: [] });
  });

  it('bcapps-8396: a SKU that cannot be posted gives back its own messages, the others are posted', async () => {
    const table = new MemoryTable();
    const store = table.ledgerStore();
    const poisoned: LedgerStore = {
      ...store,
      commit: (posting) => (posting.after.sku === MUG ? Promise.reject(new Error('poison')) : store.commit(posting)),
    };
    const { post, stock } = await shop({ ledger: poisoned }, table);
    const { failed } = await post(
      orderLine({ line: '1' }),
      orderLine({ sku: CUP, ordered: 3 }),
      orderLine({ line: '2' }),
    );
    expect(failed).toEqual(['m0', 'm2']);
    expect(await stock(CUP)).toMatchObject({ committed: 3 });
  });

  it('decides again from a fresh read when somebody else posted in between', async () => {
    const table = new MemoryTable();
    const store = table.ledgerStore();
    const { ports, post, stock } = await shop({}, table);
    let intruded = false;
    const contended: LedgerStore = {
      ...store,
      commit: async (posting) => {
        if (!intruded) {
          intruded = true;
          await post(movement('received', 5));
        }
        return store.commit(posting);
      },
    };
    await postObservations({ ...ports, ledger: contended }, [{ id: 'm', sku: MUG, observations: [orderLine()] }]);
    expect(await stock()).toMatchObject({ onHand: 15, committed: 1 });
    expect((await table.reader().entries(MUG, 0, 10)).map((entry) => entry.seq)).toEqual([1, 2, 3]);
  });

  it('gives a SKU back when every transaction meets another writer', async () => {
    const table = new MemoryTable();
    const store = table.ledgerStore();
    const { ports } = await shop({}, table);
    const contended: LedgerStore = { ...store, commit: async () => 'conflict' };
    const message = { id: 'm', sku: MUG, observations: [orderLine()] };
    expect(await postObservations({ ...ports, ledger: contended }, [message])).toEqual({ failed: ['m'], hopeless: [] });
  });

  it('posts more observations of one SKU than fit one transaction', async () => {
    const { ports, stock } = await shop();
    const observations = Array.from({ length: 90 }, (_, index) => orderLine({ order: `${index}`, ordered: 1 }));
    await postObservations(ports, [{ id: 'm', sku: MUG, observations }]);
    expect(await stock()).toMatchObject({ committed: 90 });
  });

  it('posts as many at a time as one transaction takes, however many listings the SKU has', async () => {
    const { ports, table, stock } = await shop();
    const locations = Array.from({ length: 60 }, (_, index) => `loc-${index}`);
    for (const channelLocation of locations) {
      const listing = {
        sku: MUG,
        channelLocation,
        externalId: channelLocation,
        drawsOn: [MAIN],
        managed: true,
        shows: 10,
      };
      await table.registry().register(listing, SHOPIFY, 'difference', new Date(NOON));
    }
    const observations = locations.map((channelLocation, index) => ({
      ...orderLine({ order: `${index}` }),
      channelLocation,
    }));
    expect(await postObservations(ports, [{ id: 'm', sku: MUG, observations }])).toEqual({ failed: [], hopeless: [] });
    expect(await stock()).toMatchObject({ committed: 60 });
    const { listings } = (await table.reader().skuState(MUG)) ?? { listings: [] };
    expect(listings.filter(({ shown }) => shown === 9)).toHaveLength(60);
  });
});

describe('an observation that can never be posted', () => {
  const poison = orderLine({ order: 'poison' });
  const isPoison = (keys: readonly string[]) => keys.includes(poison.source.key);
  const good = Array.from({ length: 10 }, (_, index) => orderLine({ order: `good-${index}` }));
  /** A table that can keep everything but the key of the poison. */
  const refusing = (table: MemoryTable): LedgerStore => {
    const store = table.ledgerStore();
    return {
      ...store,
      load: async (sku, keys) => {
        if (isPoison(keys)) {
          throw new PermanentError('The table cannot keep this: a key is too long.');
        }
        return store.load(sku, keys);
      },
    };
  };

  it('is parked at its first failure, and the ten behind it are posted', async () => {
    const table = new MemoryTable();
    const { post, stock, journal, emitted } = await shop({ ledger: refusing(table) }, table);
    expect(await post(poison, ...good)).toEqual({ failed: [], hopeless: [] });
    expect(await stock()).toMatchObject({ committed: 10 });
    expect(await table.parkingLot().list(10)).toMatchObject([
      {
        observation: { source: { order: 'poison' } },
        outcome: { kind: 'invalid', reason: expect.stringContaining('too long') },
      },
    ]);
    expect(journal.counts.get('Parked')).toBe(1);
    expect(emitted.length).toBeGreaterThan(0);
  });

  it('is set aside where it cannot be parked either, and costs no other message', async () => {
    const table = new MemoryTable();
    const parking = { ...table.parkingLot(), park: () => Promise.reject(new PermanentError('The key is too long.')) };
    const { post, stock } = await shop({ ledger: refusing(table), parking }, table);
    expect(await post(poison, ...good)).toEqual({ failed: [], hopeless: ['m0'] });
    expect(await stock()).toMatchObject({ committed: 10 });
  });

  it('is what the rules of posting themselves cannot take, too', async () => {
    const digest = (text: string) => {
      if (text.includes('poison')) {
        throw new RangeError('a rule that nobody foresaw');
      }
      return sha256(text);
    };
    const { post, stock, table } = await shop({ digest });
    await post(poison, ...good);
    expect(await stock()).toMatchObject({ committed: 10 });
    expect(await table.parkingLot().list(10)).toHaveLength(1);
  });

  it('comes again where the table only gave no answer', async () => {
    const table = new MemoryTable();
    const store = table.ledgerStore();
    const silent = { ...store, load: () => Promise.reject(new Error('no answer')) };
    const { post } = await shop({ ledger: silent }, table);
    expect(await post(poison)).toEqual({ failed: ['m0'], hopeless: [] });
    expect(await table.parkingLot().list(10)).toEqual([]);
  });
});

describe('what cannot be posted', () => {
  it('parks an unknown SKU with its reason and posts the order’s other lines', async () => {
    const { post, table, stock } = await shop();
    const unknown = orderLine({ sku: parseSku('NEVER-SEEN'), line: '1' });
    expect(await post(unknown, orderLine({ line: '2' }))).toEqual({ failed: [], hopeless: [] });
    expect(await table.parkingLot().list(10)).toMatchObject([
      { observation: { sku: 'NEVER-SEEN' }, outcome: { kind: 'unknownSku' }, parkedAt: NOON },
    ]);
    expect(await stock()).toMatchObject({ committed: 1 });
  });

  it('parks the same key with other contents and never applies it', async () => {
    const { post, table, stock } = await shop();
    await post(movement('received', 5), movement('received', 50));
    expect(await stock()).toMatchObject({ onHand: 15 });
    expect(await table.parkingLot().list(10)).toMatchObject([{ outcome: { kind: 'conflicting' } }]);
  });
});

describe('selling more than there is', () => {
  it('is recorded, emitted as an event of its own, and never clamped', async () => {
    const { post, stock, oversold, journal } = await shop();
    await post(orderLine({ ordered: 12 }));
    expect(await stock()).toMatchObject({ onHand: 10, committed: 12 });
    expect(oversold).toMatchObject([{ sku: MUG, available: -2, oversold: 2, cause: 'shopify order 1001' }]);
    expect(journal.counts.get('Oversold')).toBe(1);
  });
});

describe('the log', () => {
  it('says what became of each observation in the merchant’s words', async () => {
    const { post, journal } = await shop();
    await post(orderLine({ ordered: 2 }), orderLine({ ordered: 2 }));
    expect(journal.lines).toContain('MUG: available 10 → 8 after shopify order 1001');
    expect(journal.lines).toContain('MUG: shopify order 1001 is duplicate, nothing moved');
  });
});
