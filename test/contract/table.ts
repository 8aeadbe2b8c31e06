/** The tests that every table of the ledger passes, in memory and in DynamoDB. */
import { describe, expect, it } from '@jest/globals';
import { type ChannelId, parseSku } from '../../shared/domain/identifiers.ts';
import { sellsWithoutStock } from '../../shared/domain/listing/catalogue-note.ts';
import { orderLineKey } from '../../shared/domain/stock/order-line.ts';
import type { ListingRegistry } from '../../shared/ports/importing/listing-registry.ts';
import type { OrderBooks } from '../../shared/ports/intake/intake-queues.ts';
import type { LedgerStore, Parked, ParkingLot, Posting } from '../../shared/ports/posting/posting.ts';
import type { PushStore } from '../../shared/ports/pushing/push-store.ts';
import type { StockReader } from '../../shared/ports/reading/stock-reader.ts';
import { everyParked } from '../../shared/usecases/posting/replay-parked.ts';
import { AMAZON, baseline, later, MAIN, movement, NOON, orderLine, POS, SHOPIFY } from '../fakes/facts.ts';
import { intentOf, missing, post, postingFor, register } from './table-steps.ts';

/** The ports that one table serves. */
export type TablePorts = {
  readonly ledger: LedgerStore;
  readonly reader: StockReader;
  readonly parking: ParkingLot;
  readonly books: OrderBooks;
  readonly registry: ListingRegistry;
  pushes(channel: ChannelId, channelLocations: readonly string[]): PushStore;
};

/** What a table must do, whatever it is made of: run over the one in memory and over DynamoDB's. */
export function tableContract(name: string, tableOf: () => TablePorts): void {
  let skus = 0;
  /** A SKU of its own for each test: the table is shared. */
  const freshSku = () => {
    skus += 1;
    return parseSku(`${name} ${skus}/#é ${Date.now()}`);
  };

  describe(`${name}: committing`, () => {
    it('writes SKU head, entries and remembered facts, and reads them back as they were', async () => {
      const { ledger, reader } = tableOf();
      const sku = freshSku();
      await post(ledger, sku, [baseline(10, sku), orderLine({ sku, ordered: 2, version: 1.5 })]);
      const loaded = await ledger.load(sku, ['order:1001:line:1', 'never received']);
      expect(loaded.seq).toBe(2);
      expect(loaded.stock[MAIN]).toEqual({ onHand: 10, committed: 2, held: 0, unavailable: 0 });
      expect([...loaded.seen.keys()]).toEqual(['order:1001:line:1']);
      expect(loaded.seen.get('order:1001:line:1')?.line?.version).toBe(1.5);
      const entries = await reader.entries(sku, 0, 10);
      expect(entries.map((entry) => [entry.seq, entry.kind])).toEqual([
        [1, 'baseline'],
        [2, 'order'],
      ]);
      expect(entries[1]?.hash).toBe(loaded.headHash);
      expect(await reader.entry(sku, 2)).toEqual(entries[1]);
    });

    it('refuses what was folded from a SKU head that moved on, and writes nothing of it', async () => {
      const { ledger, reader } = tableOf();
      const sku = freshSku();
      await post(ledger, sku, [baseline(10, sku)]);
      const early = await postingFor(ledger, sku, [orderLine({ sku, order: 'A' })]);
      await post(ledger, sku, [movement('received', 5, { sku })]);
      expect(await ledger.commit(early)).toBe('conflict');
      expect(await reader.entries(sku, 0, 10)).toHaveLength(2);
      expect((await ledger.load(sku, ['order:A:line:1'])).seen.size).toBe(0);
    });

    it('takes a SKU in once, however many try at the same time', async () => {
      const { ledger, reader } = tableOf();
      const sku = freshSku();
      const first = await postingFor(ledger, sku, [baseline(10, sku)]);
      const second = await postingFor(ledger, sku, [baseline(20, sku)]);
      expect([await ledger.commit(first), await ledger.commit(second)]).toEqual(['committed', 'conflict']);
      expect((await reader.skuState(sku))?.stock[MAIN]?.onHand).toBe(10);
    });

    it('never writes an entry twice: a stored entry stays what it is', async () => {
      const { ledger, reader } = tableOf();
      const sku = freshSku();
      await post(ledger, sku, [baseline(10, sku)]);
      const posting = await postingFor(ledger, sku, [movement('received', 5, { sku })]);
      const [entry] = posting.entries;
      const forged: Posting = { ...posting, entries: entry === undefined ? [] : [{ ...entry, seq: 1 }] };
      expect(await ledger.commit(forged)).toBe('conflict');
      expect((await reader.entry(sku, 1))?.kind).toBe('baseline');
    });

    it('refuses a fact that was remembered otherwise since it was read', async () => {
      const { ledger } = tableOf();
      const sku = freshSku();
      await post(ledger, sku, [baseline(10, sku), orderLine({ sku })]);
      const posting = await postingFor(ledger, sku, [orderLine({ sku, version: 2 })]);
      const [remembered] = posting.seen;
      const newer: Posting = {
        ...posting,
        seen: remembered === undefined ? [] : [{ ...remembered, before: { ...remembered.now, contentHash: 'other' } }],
      };
      expect(await ledger.commit(newer)).toBe('conflict');
      expect(await ledger.commit(posting)).toBe('committed');
    });
  });

  describe(`${name}: listings`, () => {
    it('keeps what a listing shows when it is registered again', async () => {
      const { registry, ledger, reader } = tableOf();
      const sku = freshSku();
      expect(await register(registry, sku, SHOPIFY, 10)).toBe('new');
      await post(ledger, sku, [baseline(10, sku), orderLine({ sku, ordered: 3 })]);
      expect(await register(registry, sku, SHOPIFY, 99)).toBe('known');
      expect((await reader.skuState(sku))?.listings).toMatchObject([{ channel: SHOPIFY, shown: 7, managed: true }]);
    });

    it('of another item of the channel takes what that one shows, and nothing that was known of the item before', async () => {
      const { registry, ledger, reader, pushes } = tableOf();
      const sku = freshSku();
      await register(registry, sku, SHOPIFY, 10, 'difference', { soldAs: 'variant 1' });
      await post(ledger, sku, [baseline(10, sku), orderLine({ sku, ordered: 3 })]);
      const store = pushes(SHOPIFY, ['-']);
      const [known] = (await store.read(sku))?.listings ?? [];
      await store.claim(known ?? missing(), intentOf({ delta: -1, target: 6 }));
      const made = { externalId: 'made again', soldAs: 'variant 2', sellsWithoutStock: true } as const;
      expect(await register(registry, sku, SHOPIFY, 300, 'difference', made)).toBe('another');
      const [listing] = (await reader.skuState(sku))?.listings ?? [];
      expect(listing).toMatchObject({ externalId: 'made again', soldAs: 'variant 2', shown: 300, shownAsOf: NOON });
      expect(listing?.generation).toBe(1);
      expect(listing).not.toHaveProperty('intent');
      expect(listing && sellsWithoutStock(listing)).toBe(true);
      expect(await register(registry, sku, SHOPIFY, 5, 'difference', { externalId: 'made again' })).toBe('known');
      const [again] = (await reader.skuState(sku))?.listings ?? [];
      expect(again).toMatchObject({ shown: 300 });
      expect(again).not.toHaveProperty('soldAs');
      expect(again).not.toHaveProperty('catalogueNotes');
    });

    it('says what is remembered under keys without the rest of the ledger, also under one that is asked for twice', async () => {
      const { ledger } = tableOf();
      const sku = freshSku();
      const line = orderLine({ sku });
      await post(ledger, sku, [baseline(10, sku), line]);
      const { key } = line.source;
      expect([...(await ledger.recorded(sku, [key, key, 'unknown'])).keys()]).toEqual([key]);
      expect((await ledger.load(sku, [key, key])).seen.get(key)).toEqual((await ledger.recorded(sku, [key])).get(key));
    });

    it('finds the SKU behind a channel’s id', async () => {
      const { registry } = tableOf();
      const sku = freshSku();
      await register(registry, sku, SHOPIFY, 10);
      expect(await registry.skuOf(SHOPIFY, `id of ${sku}`)).toBe(sku);
      expect(await registry.skuOf(AMAZON, `id of ${sku}`)).toBeUndefined();
    });

    it('moves the mark up to which changes were read forwards only', async () => {
      const { registry } = tableOf();
      const sku = freshSku();
      await register(registry, sku, SHOPIFY, 10);
      const { listings } = (await registry.behind(SHOPIFY, `id of ${sku}`)) ?? missing();
      await registry.markReadUpTo(listings, new Date(later(20)));
      await registry.markReadUpTo(listings, new Date(later(10)));
      expect(await registry.behind(SHOPIFY, `id of ${sku}`)).toMatchObject({ sku, marks: { readUpTo: later(20) } });
      expect(await registry.readMarks(sku, SHOPIFY, `id of ${sku}`)).toEqual({
        registeredAt: NOON,
        readUpTo: later(20),
      });
    });

    it('refuses a channel’s deduction on an absolute listing when a push moved since it was read', async () => {
      const { registry, ledger, pushes } = tableOf();
      const sku = freshSku();
      await register(registry, sku, AMAZON, 10, 'absolute');
      await post(ledger, sku, [baseline(10, sku)]);
      const posting = await postingFor(ledger, sku, [orderLine({ sku, channel: AMAZON, ordered: 2 })]);
      const store = pushes(AMAZON, ['-']);
      const [listing] = (await store.read(sku))?.listings ?? [];
      await store.claim(listing ?? missing(), intentOf({ delta: -1, target: 9 }));
      expect(await ledger.commit(posting)).toBe('conflict');
    });
  });

  describe(`${name}: order books`, () => {
    it('takes a book only when the order’s book is still as it was read', async () => {
      const { books } = tableOf();
      const order = `order ${freshSku()}`;
      const first = { version: 1, lines: { l1: freshSku() } };
      const second = { version: 2, lines: { l1: freshSku() } };
      expect(await books.read(SHOPIFY, order)).toBeUndefined();
      expect(await books.write(SHOPIFY, order, first, undefined)).toBe(true);
      expect(await books.write(SHOPIFY, order, second, undefined)).toBe(false);
      expect(await books.write(SHOPIFY, order, second, first)).toBe(true);
      expect(await books.write(SHOPIFY, order, first, first)).toBe(false);
      expect(await books.read(SHOPIFY, order)).toEqual(second);
      expect(await books.read(AMAZON, order)).toBeUndefined();
    });
  });

  describe(`${name}: parking and tracing`, () => {
    it('parks the same fact once and finds it and the entries by their order', async () => {
      const { ledger, parking, reader } = tableOf();
      const sku = freshSku();
      const order = `order of ${sku}`;
      await post(ledger, sku, [baseline(10, sku), orderLine({ sku, order })]);
      const outcome = { kind: 'unknownSku', reason: 'never imported' } as const;
      const parked = { observation: orderLine({ sku: freshSku(), order }), outcome, parkedAt: NOON };
      await parking.park([parked]);
      await parking.park([parked]);
      const found = await reader.order(SHOPIFY, order);
      expect(found.entries.map((entry) => entry.seq)).toEqual([2]);
      expect(found.parked).toEqual([parked]);
      expect(await parking.list(1000)).toContainEqual(parked);
    });

    it('finds the lines whose units have not left, whatever their order is called', async () => {
      const { ledger, reader } = tableOf();
      const sku = freshSku();
      const line = (order: string, ordered: number, shipped: number) => ({
        ...orderLine({ sku, ordered, shipped }),
        source: { channel: SHOPIFY, order, line: '1', key: orderLineKey(SHOPIFY, order, '1') },
      });
      await post(ledger, sku, [
        baseline(10, sku),
        line('A:1%', 3, 1),
        line('gone', 2, 2),
        movement('received', 1, { sku }),
      ]);
      expect(await reader.openLines(sku)).toEqual([{ channel: SHOPIFY, order: 'A:1%', location: MAIN, units: 2 }]);
    });

    it('keeps the newest state of an order line parked, whichever comes last', async () => {
      const { parking } = tableOf();
      const sku = freshSku();
      const parkedIn = (version: number) => ({
        observation: orderLine({ sku, version, shipped: version - 1 }),
        outcome: { kind: 'unknownSku', reason: '' } as const,
        parkedAt: later(version),
      });
      await parking.park([parkedIn(1), parkedIn(2), parkedIn(1)]);
      expect((await parking.list(1000)).filter(({ observation }) => observation.sku === sku)).toEqual([parkedIn(2)]);
    });

    it('parks each fact that came under one key, and each once', async () => {
      const { parking, reader } = tableOf();
      const sku = freshSku();
      const order = `receipt of ${sku}`;
      const parkedOf = (units: number, at: string, parkedAt = NOON): Parked => {
        const sale = movement('sold', -units, { sku, at });
        const observation = { ...sale, source: { ...sale.source, order } };
        return { observation, outcome: { kind: 'unknownSku', reason: '' }, parkedAt };
      };
      await parking.park([parkedOf(1, NOON), parkedOf(1, later(86_400)), parkedOf(2, NOON)]);
      await parking.park([parkedOf(1, NOON, later(60))]);
      const list = async () => (await parking.list(1000)).filter(({ observation }) => observation.sku === sku);
      const parked = await list();
      const times = (all: readonly Parked[]) => all.map(({ observation }) => observation.occurredAt);
      expect(times(parked)).toEqual([NOON, NOON, later(86_400)]);
      expect(parked).toHaveLength((await reader.order(POS, order)).parked.length);
      const second = parked.filter(({ observation }) => observation.occurredAt !== NOON);
      await Promise.all(second.map((each) => parking.remove(each)));
      expect(times(await list())).toEqual([NOON, NOON]);
    });

    it('lists what is parked page by page, all of it, though what was read is removed meanwhile', async () => {
      const { parking } = tableOf();
      const parked = [1, 2, 3].map(() => ({
        observation: orderLine({ sku: freshSku() }),
        outcome: { kind: 'unknownSku', reason: '' } as const,
        parkedAt: NOON,
      }));
      await parking.park(parked);
      const found: Parked[] = [];
      for await (const page of everyParked(parking, 2)) {
        found.push(...page);
        await Promise.all(page.filter((each) => isOneOf(parked, each)).map((each) => parking.remove(each)));
      }
      expect(found.filter((each) => isOneOf(parked, each))).toHaveLength(3);
      expect((await parking.list(1000)).filter((each) => isOneOf(parked, each))).toEqual([]);
    });

    it('removes a parking, but not one that is newer than what was read', async () => {
      const { parking } = tableOf();
      const observation = orderLine({ sku: freshSku() });
      const parked = { observation, outcome: { kind: 'unknownSku', reason: '' } as const, parkedAt: NOON };
      const again = { ...parked, parkedAt: later(1) };
      await parking.park([parked]);
      await parking.park([again]);
      await parking.remove(parked);
      expect(await parking.list(1000)).toContainEqual(again);
      await parking.remove(again);
      expect(await parking.list(1000)).not.toContainEqual(again);
    });
  });
}

function isOneOf(all: readonly Parked[], { observation: { sku } }: Parked): boolean {
  return all.some(({ observation }) => observation.sku === sku);
}
