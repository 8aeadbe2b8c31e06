import { describe, expect, it } from '@jest/globals';
import { currentExposure } from '../../shared/domain/exposure/exposure.ts';
import { parseChannelId, parseLocationId, parseQuantity, parseSku } from '../../shared/domain/identifiers.ts';
import { emptyLedger, type SkuLedger } from '../../shared/domain/ledger/sku-ledger.ts';
import { SETTLE_MS_DEFAULT } from '../../shared/domain/listing/deduction.ts';
import type { Listing } from '../../shared/domain/listing/listing.ts';
import { postOne } from '../../shared/domain/posting/post.ts';
import { planPush } from '../../shared/domain/pushing/push-plan.ts';
import type { HoldTimer } from '../../shared/ports/holds/holds.ts';
import type { Oversold, StockChanged } from '../../shared/ports/posting/posting.ts';
import { endHold } from '../../shared/usecases/holds/end-hold.ts';
import { expireHold } from '../../shared/usecases/holds/expire-hold.ts';
import type { HoldPorts } from '../../shared/usecases/holds/hold-ports.ts';
import { placeHold } from '../../shared/usecases/holds/place-hold.ts';
import { receive } from '../../shared/usecases/intake/receive.ts';
import { postNow, postObservations } from '../../shared/usecases/posting/post-observations.ts';
import type { PushPorts } from '../../shared/usecases/pushing/push-ports.ts';
import { pushStock } from '../../shared/usecases/pushing/push-stock.ts';
import {
  AMAZON,
  baseline,
  keptJournal,
  later,
  listing,
  MAIN,
  MUG,
  movement,
  NO_ORDERS_TO_READ,
  NOON,
  orderLine,
  POS,
  SHARED_RULES,
  sha256,
} from '../fakes/facts.ts';
import { MemoryTable } from '../fakes/memory/memory-table.ts';
import { listed } from '../fakes/shops/listed-mug.ts';

/** What the simulation found, each as small as it gets. */

const CUP = parseSku('CUP');
const STORE = parseLocationId('store');

/** Mugs and cups in a ledger, one channel of mugs, a bus that may be down, and a clock that passes when the test says so. */
async function shop(onHand: number, shows = onHand) {
  const table = new MemoryTable();
  const emitted: StockChanged[] = [];
  const oversold: Oversold[] = [];
  const timers: { readonly timer: HoldTimer; readonly afterSeconds: number }[] = [];
  const state = { now: Date.parse(NOON), isBusDown: false };
  const ports: HoldPorts = {
    ledger: table.ledgerStore(),
    parking: table.parkingLot(),
    ordersToRead: NO_ORDERS_TO_READ,
    holds: table.holdRegistry(),
    expiry: { schedule: async (timer, afterSeconds) => void timers.push({ timer, afterSeconds }) },
    events: {
      emit: async (changed, over) => {
        if (state.isBusDown) {
          throw new Error('The bus is down.');
        }
        emitted.push(...changed);
        oversold.push(...over);
      },
    },
    journal: keptJournal(),
    channel: parseChannelId('api'),
    clock: () => new Date(state.now),
    digest: sha256,
    rules: SHARED_RULES,
    settleMs: SETTLE_MS_DEFAULT,
    commitAttempts: 6,
    pause: async () => undefined,
  };
  for (const sku of [MUG, CUP]) {
    const shown = { sku, channelLocation: '-', externalId: sku, drawsOn: [MAIN], managed: true, shows };
    await table.registry().register(shown, AMAZON, 'absolute', new Date(NOON));
    await postNow(ports, sku, [baseline(onHand, sku)]);
  }
  emitted.length = 0;
  return { table, ports, emitted, oversold, timers, state };
}

const timer: HoldTimer = { id: 'h1', sku: MUG, askedAt: NOON };
const request = (quantity: number, ttlSeconds: number) => ({
  id: 'h1',
  lines: [{ sku: MUG, quantity: parseQuantity(quantity) }],
  ttlSeconds,
});

describe('a hold', () => {
  it('that was refused is searched during a minute, not every five seconds for ever', async () => {
    const { ports, timers, state } = await shop(3);
    expect(await placeHold(ports, request(4, 10))).toMatchObject({ kind: 'insufficient' });
    let tried = 0;
    for (let next = timers.shift(); next !== undefined && tried < 100; next = timers.shift()) {
      state.now += next.afterSeconds * 1000;
      tried += 1;
      await expireHold(ports, next.timer);
    }
    expect(tried).toBeLessThan(20);
  });

  it('whose expiry was posted but not emitted is notified of when its timer comes again', async () => {
    const { ports, emitted, state } = await shop(10, 6);
    await placeHold(ports, request(4, 60));
    state.now += 60_000;
    state.isBusDown = true;
    await expect(expireHold(ports, timer)).rejects.toThrow('bus');
    state.isBusDown = false;
    emitted.length = 0;
    await expireHold(ports, timer);
    expect(emitted).toMatchObject([{ sku: MUG, available: 10 }]);
  });

  it('that was voided for a caller who gave up before it was emitted is emitted when its time is over', async () => {
    const { ports, emitted, state } = await shop(10, 6);
    await placeHold(ports, request(4, 60));
    state.isBusDown = true;
    await expect(endHold(ports, 'h1', { end: 'voided' })).rejects.toThrow('bus');
    state.isBusDown = false;
    emitted.length = 0;
    state.now += 60_000;
    await expireHold(ports, timer);
    expect(emitted).toMatchObject([{ sku: MUG, available: 10 }]);
  });
});

describe('an oversell', () => {
  it('that was posted but not emitted is emitted when its message comes again', async () => {
    const { ports, oversold, state } = await shop(2);
    const message = { id: 'm', sku: MUG, observations: [orderLine({ ordered: 5 })] };
    state.isBusDown = true;
    expect(await postObservations(ports, [message])).toEqual({ failed: ['m'], hopeless: [] });
    state.isBusDown = false;
    expect(await postObservations(ports, [message])).toEqual({ failed: [], hopeless: [] });
    expect(oversold).toMatchObject([{ sku: MUG, oversold: 3 }]);
  });
});

describe('a push', () => {
  it('of a SKU whose table calls fail gives back the messages of that SKU only', async () => {
    const { ports } = await listed({ onHand: 8, shows: 10 });
    const poisoned: PushPorts = {
      ...ports,
      store: {
        ...ports.store,
        read: (sku) => (sku === CUP ? Promise.reject(new Error('poison')) : ports.store.read(sku)),
      },
    };
    const givenBack = await pushStock(poisoned, [
      { id: 'poison', sku: CUP, receivedAt: NOON },
      { id: 'sound', sku: MUG, receivedAt: NOON },
    ]);
    expect(givenBack.map(({ id }) => id)).toEqual(['poison']);
  });

  it('that is on its way keeps the message until it has ended: the function that makes it may have crashed', async () => {
    const { ports, reconcile: scheduleCheck } = await listed({ onHand: 8, shows: 10 });
    const crashing: PushPorts = { ...ports, client: { ...ports.client, push: () => new Promise(() => undefined) } };
    void pushStock(crashing, [{ id: 'm', sku: MUG, receivedAt: NOON }]);
    await new Promise((resolve) => setImmediate(resolve));
    // A standard queue may deliver a message twice: were the second delivery done, no check would come again.
    expect((await scheduleCheck()).map(({ id }) => id)).toEqual(['m']);
  });
});

describe('what an absolute channel shows is pushed again when a push may have overwritten its deduction', () => {
  const at = later(300);
  const skuWith = (facts: Partial<Listing>): SkuLedger => {
    const empty = { ...emptyLedger(MUG), listings: [listing(AMAZON, 10, facts)] };
    return postOne(empty, baseline(10), { now: NOON, digest: sha256, history: [] }).after;
  };
  const planAfter = (start: SkuLedger, ...observations: Parameters<typeof postOne>[1][]) => {
    const { stock, seq, listings } = observations.reduce(
      (ledger, each) => postOne(ledger, each, { now: at, digest: sha256, history: [] }).after,
      start,
    );
    const [now] = listings;
    return now && planPush({ stock, seq }, now, currentExposure({}, SHARED_RULES), new Date(at)).kind;
  };

  it('though the sale is first reported in a later state of its order', () => {
    // Sold at 10 s, overwritten by the push of 12 s, reported for the first time as shipped at 100 s.
    const shipped = orderLine({ channel: AMAZON, ordered: 2, shipped: 2, version: 2, at: later(100) });
    expect(planAfter(skuWith({ lastPushedAt: later(12) }), shipped)).toBe('push');
  });

  it('though other movements bring what it should show back to what we believe it shows', () => {
    const sale = orderLine({ channel: AMAZON, ordered: 2, at: later(15) });
    expect(planAfter(skuWith({ lastPushedAt: later(12) }), sale, movement('received', 2))).toBe('push');
  });

  it('though the order is first reported when it is cancelled and its units are put back', () => {
    // Sold at 10 s, overwritten by the push of 12 s, put back on top of it at 100 s.
    const cancelled = orderLine({ channel: AMAZON, ordered: 0, deducted: 0, version: 2, at: later(100) });
    expect(planAfter(skuWith({ lastPushedAt: later(12) }), cancelled)).toBe('push');
  });
});

describe('a line that left its SKU', () => {
  it('is reported once, though its order moved to another location meanwhile and an old delivery comes late', async () => {
    const { table, ports } = await shop(10);
    const report = async (version: number, sku: typeof MUG, location: typeof MAIN) => {
      const line = orderLine({ sku, channel: POS, order: 'W1', line: 'a', deducted: 0, version, location });
      const observations = {
        send: async (sent: readonly Parameters<typeof postNow>[2][number][]) => {
          for (const each of sent) {
            await postNow(ports, each.sku, [each]);
          }
        },
        replay: async () => undefined,
      };
      const intake = { kind: 'wholeOrder', lines: [line] } as const;
      await receive({ observations, books: table.orderBooks(), journal: keptJournal() }, POS, intake);
    };
    await report(1, MUG, MAIN);
    await report(2, CUP, STORE);
    await report(1, MUG, MAIN);
    expect(await table.parkingLot().list(10)).toEqual([]);
  });
});
