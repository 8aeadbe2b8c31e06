import { describe, expect, it } from '@jest/globals';
import { parseChannelId, parseQuantity, parseSku, type Sku } from '../../shared/domain/identifiers.ts';
import type { PushIntent } from '../../shared/domain/listing/push-intent.ts';
import type { MovementObservation } from '../../shared/domain/stock/observation.ts';
import { available, totalStock } from '../../shared/domain/stock/stock.ts';
import type { LedgerStore, StockChanged } from '../../shared/ports/posting/posting.ts';
import type { HoldPorts } from '../../shared/usecases/holds/hold-ports.ts';
import { placeHold } from '../../shared/usecases/holds/place-hold.ts';
import { postNow, postObservations } from '../../shared/usecases/posting/post-observations.ts';
import { traceOrder } from '../../shared/usecases/reading/read-stock.ts';
import { verifySku } from '../../shared/usecases/reading/verify-ledger.ts';
import {
  AMAZON,
  baseline,
  later,
  MAIN,
  MUG,
  movement,
  NOON,
  orderLine,
  SHOPIFY,
  SQUARE,
  sha256,
} from '../fakes/facts.ts';
import { MemoryTable } from '../fakes/memory/memory-table.ts';
import { postingPorts } from '../fakes/ports/posting-ports.ts';
import { GOOD_MANNERS } from '../simulation/faults/aws-manners.ts';
import { Lambdas } from '../simulation/faults/crashing.ts';
import { Faults, NO_FAULTS } from '../simulation/faults/faults.ts';
import { feed } from '../simulation/queues/event-source.ts';
import { FifoQueue } from '../simulation/queues/fifo-queue.ts';
import { seededRandom } from '../simulation/random.ts';
import { Scheduler } from '../simulation/scheduler.ts';

/** What went wrong in other systems, named after their issues. */

const CUP = parseSku('CUP');

function holdPorts(table: MemoryTable, overrides: Partial<HoldPorts> = {}): HoldPorts {
  return {
    ...postingPorts(table),
    holds: table.holdRegistry(),
    expiry: { schedule: async () => undefined },
    channel: parseChannelId('api'),
    ...overrides,
  };
}

const request = (id: string, quantity: number) => ({
  id,
  lines: [{ sku: MUG, quantity: parseQuantity(quantity) }],
  ttlSeconds: 60,
});

describe('holds', () => {
  it('vendure-1738: checking what is available and taking it is one write, so a sale in between is seen', async () => {
    const table = new MemoryTable();
    const store = table.ledgerStore();
    await postNow(postingPorts(table), MUG, [baseline(5)]);
    let commits = 0;
    const contended: LedgerStore = {
      ...store,
      commitTogether: async (postings) => {
        commits += 1;
        if (commits === 1) {
          await postNow(postingPorts(table), MUG, [orderLine({ ordered: 3 })]);
        }
        return store.commitTogether(postings);
      },
    };
    const placed = await placeHold(holdPorts(table, { ledger: contended }), request('h1', 5));
    expect(placed).toEqual({ kind: 'insufficient', short: [{ sku: MUG, asked: 5, available: 2 }] });
    expect(commits).toBe(1);
    expect(await placeHold(holdPorts(table), request('h2', 2))).toMatchObject({ kind: 'placed' });
    expect((await table.reader().entries(MUG, 0, 10)).map((entry) => entry.kind)).toEqual([
      'baseline',
      'order',
      'held',
    ]);
  });
});

describe('stock', () => {
  it('magento-inventory-2727: a sale on one channel is subtracted for every channel that draws on the pool', async () => {
    const table = new MemoryTable();
    for (const channel of [SHOPIFY, AMAZON, SQUARE]) {
      const listing = { sku: MUG, channelLocation: '-', externalId: `${channel}-1`, drawsOn: [MAIN], managed: true };
      await table.registry().register({ ...listing, shows: 10 }, channel, 'difference', new Date(NOON));
    }
    const changed: StockChanged[] = [];
    const ports = postingPorts(table, { events: { emit: async (each) => void changed.push(...each) } });
    await postNow(ports, MUG, [baseline(10)]);
    await postNow(ports, MUG, [orderLine({ channel: SQUARE, ordered: 4 })]);
    expect(changed.at(-1)).toMatchObject({ available: 6, due: [AMAZON, SHOPIFY] });
    expect(available(totalStock((await table.reader().skuState(MUG))?.stock ?? {}))).toBe(6);
  });

  it('medusa-12401, odoo-62139: a correction repairs the figures, and the ledger still proves them', async () => {
    const table = new MemoryTable();
    const correction: MovementObservation = {
      ...movement('corrected', -3, { id: 'c1' }),
      changes: [{ location: MAIN, onHand: -3, committed: 1 }],
      reason: 'two broken, one lost, one order by telephone',
    };
    await postNow(postingPorts(table), MUG, [baseline(10), correction]);
    expect((await table.reader().skuState(MUG))?.stock[MAIN]).toMatchObject({ onHand: 7, committed: 1 });
    const ports = { ledger: table.ledgerStore(), reader: table.reader(), digest: sha256 };
    expect(await verifySku(ports, MUG)).toEqual({ kind: 'sound', sku: MUG, entries: 2 });
    expect((await table.reader().entry(MUG, 2))?.reason).toBe(correction.reason);
  });

  it('medusa-12401: a correction stands though the location was counted at a later time than it', async () => {
    const table = new MemoryTable();
    const source = { channel: SQUARE, key: 'count:1' };
    const counted = { kind: 'count', sku: MUG, location: MAIN, counted: parseQuantity(20), source } as const;
    const correction = movement('corrected', -3, { id: 'c1', at: later(60) });
    await postNow(postingPorts(table), MUG, [
      baseline(10),
      { ...counted, occurredAt: later(120), receivedAt: later(120) },
      correction,
    ]);
    expect((await table.reader().skuState(MUG))?.stock[MAIN]).toMatchObject({ onHand: 17 });
  });

  it('erpnext-51562: what is posted in the same millisecond has one order, and each entry the stock after it', async () => {
    const table = new MemoryTable();
    const ports = postingPorts(table);
    await postNow(ports, MUG, [baseline(10)]);
    await Promise.all([1, 2, 3, 4].map((id) => postNow(ports, MUG, [movement('sold', -1, { id: `${id}` })])));
    const entries = await table.reader().entries(MUG, 0, 10);
    expect(new Set(entries.map((entry) => entry.postedAt))).toEqual(new Set([NOON]));
    expect(entries.map((entry) => [entry.seq, entry.stockAfter[MAIN]?.onHand])).toEqual([
      [1, 10],
      [2, 9],
      [3, 8],
      [4, 7],
      [5, 6],
    ]);
  });
});

describe('the queue', () => {
  it('powertools-3673: messages that failed in one invocation are not failed in the next', async () => {
    const table = new MemoryTable();
    const store = table.ledgerStore();
    let isDown = true;
    const ports = postingPorts(table, {
      ledger: { ...store, load: (sku, keys) => (isDown ? Promise.reject(new Error('down')) : store.load(sku, keys)) },
    });
    const messages = [{ id: 'm', sku: MUG, observations: [baseline(10)] }];
    expect(await postObservations(ports, messages)).toEqual({ failed: ['m'], hopeless: [] });
    isDown = false;
    expect(await postObservations(ports, messages)).toEqual({ failed: [], hopeless: [] });
    expect(await postObservations(ports, [{ id: 'm', sku: CUP, observations: [baseline(1, CUP)] }])).toEqual({
      failed: [],
      hopeless: [],
    });
  });

  it('craftcms-shopify-224: a flood of one SKU leaves the lag of another alone', async () => {
    const { secondsUntilPosted } = await flood(2_000);
    expect(secondsUntilPosted(CUP)).toBeLessThan(2);
    expect(secondsUntilPosted(MUG)).toBeGreaterThan(10);
  });
});

describe('an oversell', () => {
  it('skulabs: one trace of the order says what it took, when, and what every channel was sent for it', async () => {
    const table = new MemoryTable();
    const listing = { sku: MUG, channelLocation: '-', externalId: 'a', drawsOn: [MAIN], managed: true, shows: 2 };
    await table.registry().register(listing, AMAZON, 'difference', new Date(NOON));
    await postNow(postingPorts(table), MUG, [baseline(2)]);
    await postNow(postingPorts(table), MUG, [orderLine({ order: 'S-9', ordered: 3, at: later(-5) })]);
    const store = table.pushStore(AMAZON, ['-']);
    const [read] = (await store.read(MUG))?.listings ?? [];
    const facts = { generation: 1, attempt: 1, seq: 2, delta: -2, target: 0, changeFrom: 2, unread: false };
    const lease = { startedAt: later(1), leaseUntil: later(40), repeated: false };
    const intent: PushIntent = { kind: 'difference', ...facts, ...lease };
    const claimed = read && (await store.claim(read, intent));
    await (claimed && store.finish(claimed, { intent, endedAt: later(2), answer: 'applied' }));
    const trace = await traceOrder(table.reader(), SHOPIFY, 'S-9');
    expect(trace?.observations).toMatchObject([
      {
        outcome: 'posted',
        entry: { seq: 2, occurredAt: later(-5), postedAt: NOON, stockAfter: { [MAIN]: { onHand: 2, committed: 3 } } },
        pushes: [{ listing: 'amazon', change: -2, shows: 0, endedAt: later(2) }],
      },
    ]);
  });
});

/** So many messages of one SKU in the queue, then one of another; no faults, one function at a time for each group. */
async function flood(messages: number) {
  const scheduler = new Scheduler(Date.parse(NOON));
  const random = seededRandom(1);
  const faults = new Faults(random, NO_FAULTS);
  const lambdas = new Lambdas(scheduler, random, faults, () => undefined);
  const queue = new FifoQueue({ name: 'observations', visibilityMs: 30_000, maxReceiveCount: 20 }, scheduler, random);
  const table = new MemoryTable();
  const postedAt = new Map<Sku, number>();
  await postNow(postingPorts(table), MUG, [baseline(10)]);
  await postNow(postingPorts(table), CUP, [baseline(10, CUP)]);
  feed(
    { scheduler, random, faults, lambdas, manners: GOOD_MANNERS },
    {
      queue,
      functionName: 'post-observations',
      timeoutMs: 5_000,
      maxConcurrency: 10,
      handler: async (invocation, taken) => {
        const batch = taken.map(({ message }) => ({ id: message.id, sku: parseSku(message.group) }));
        const { failed } = await lambdas.reach(invocation, 'post', [50, 120], () =>
          postObservations(
            postingPorts(table),
            batch.map((each) => ({ ...each, observations: [movement('sold', -1, { id: each.id, sku: each.sku })] })),
          ),
        );
        for (const { sku } of batch) {
          postedAt.set(sku, scheduler.now());
        }
        return failed;
      },
    },
  );
  for (let message = 1; message <= messages; message += 1) {
    queue.send('', MUG, `${message}`);
  }
  queue.send('', CUP, 'the only one');
  await scheduler.run();
  return { secondsUntilPosted: (sku: Sku) => ((postedAt.get(sku) ?? Number.NaN) - Date.parse(NOON)) / 1000 };
}
