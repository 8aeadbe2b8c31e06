/** What only an own shop or till does: it is held to our own document, is offline and comes back, and keeps orders that change. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createDirectConnection } from '../../../shared/channels/direct/connecting/connection.ts';
import { parseDirectCredentials } from '../../../shared/channels/direct/connecting/credentials.ts';
import { parseChannelId, parseQuantity } from '../../../shared/domain/identifiers.ts';
import type { HoldObservation } from '../../../shared/domain/stock/observation.ts';
import { MAIN, MUG, movement } from '../../fakes/facts.ts';
import { KEYS, ownShop, secretOf } from '../../shared/channels/direct/own-shop.ts';
import { collect, pushOf } from '../../shared/channels/listing.ts';
import { control } from '../../shared/channels/sandbox-control.ts';
import type { ChannelBench, OpenChannel } from '../benches/bench.ts';
import { directBench, directFiguresBench, directTillBench } from '../benches/direct-bench.ts';
import { RunningClock } from '../clock.ts';
import { Deployment } from '../deployment.ts';
import { faultsOfCall, faultsOfMessage, OPERATIONS } from './protocol-document.ts';

// A real server: on a busy machine a row may take a while, and none depends on how long.
jest.setTimeout(60_000);

const closing: OpenChannel[] = [];

afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(closing.splice(0).map((channel) => channel.close()));
});

async function stocked(bench: ChannelBench) {
  const clock = new RunningClock();
  const channel = await bench.open({ id: 'direct', articles: [{ sku: 'MUG', shows: 10 }], nowMs: clock.nowMs });
  closing.push(channel);
  const deployment = new Deployment([channel], clock);
  await deployment.open({ MUG: 10 });
  const { send, act } = control(channel.sandbox);
  return { clock, channel, deployment, send, act };
}

type Made = {
  readonly operation: string;
  readonly request: unknown;
  readonly status: number;
  readonly answer: unknown;
};

/** Keeps every call that is made from now on, with its answer. */
function recordCalls(): readonly Made[] {
  const made: Made[] = [];
  const { fetch } = globalThis;
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (address, options) => {
    const answer = await fetch(address, options);
    const url = new URL(String(address));
    if (!url.pathname.startsWith('/_sandbox')) {
      const request: unknown = JSON.parse(String(options?.body));
      const status = answer.status;
      made.push({ operation: url.pathname.slice(1), request, status, answer: await answer.clone().json() });
    }
    return answer;
  });
  return made;
}

describe('docs/channel-protocol.json', () => {
  it.each([
    ['differences', directBench],
    ['sales at a till', directTillBench],
    ['figures', directFiguresBench],
  ])('describes every call and every message of a shop with %s', async (_, bench) => {
    const made = recordCalls();
    const { clock, channel, deployment, act } = await stocked(bench);
    const order = await channel.people.sell([{ sku: 'MUG', quantity: 2 }]);
    await deployment.post(movement('adjusted', -3), movement('adjusted', 2, { id: '2' }));
    await deployment.runUntilIdle();
    await act(order, 'fulfil');
    await act(order, 'refund', { lines: [{ sku: 'MUG', quantity: 1 }], restock: true });
    const since = new Date(0);
    await collect(channel.sweep.changedWithin(since, clock.now(), async () => undefined));
    await collect(channel.orderFeed.openLines());
    await channel.client.push(pushOf({ ...(await deployment.listing(channel, 'MUG')), externalId: 'L-9' }, -1));
    await channel.stranger.push(pushOf(await deployment.listing(channel, 'MUG'), -1));
    const config = {
      ...ownShop(channel.sandbox.url),
      takes: bench === directFiguresBench ? 'figures' : 'differences',
    } as const;
    const keys = parseDirectCredentials(JSON.stringify({ ...KEYS, callingSecrets: [secretOf('the calls to 1')] }));
    const connection = createDirectConnection(config, keys, { webhookUrl: `${channel.sandbox.url}/nowhere` });
    expect((await connection.access()).kind).toBe('accepted');
    for (const { carryOut } of await connection.plan()) {
      await carryOut?.();
    }
    await connection.test();
    await channel.allSent();
    const faults = made.flatMap(({ operation, request, status, answer }) =>
      faultsOfCall(operation, request, status, answer),
    );
    expect(faults).toEqual([]);
    expect([...new Set(made.map(({ operation }) => operation))].sort()).toEqual([...OPERATIONS].sort());
    expect(channel.sent.flatMap(({ body }) => faultsOfMessage(JSON.parse(body.toString())))).toEqual([]);
    expect(channel.sent.length).toBeGreaterThanOrEqual(3);
  });

  it('is held to what it says: another field, a missing one, another type, and both forms of a push at once are faults', () => {
    const push = { key: 'k', sku: 'MUG', listing: 'L-1', location: 'shop', change: -1, ifShown: null };
    const applied = { result: 'applied', shows: 9 };
    const { ifShown: _, ...without } = push;
    expect(faultsOfCall('push', push, 200, applied)).toEqual([]);
    for (const odd of [{ ...push, more: 1 }, without, { ...push, change: 'one' }, { ...push, figure: 9 }]) {
      expect(faultsOfCall('push', odd, 200, applied)).not.toEqual([]);
    }
    expect(faultsOfCall('push', push, 200, { result: 'applied' })).not.toEqual([]);
    expect(faultsOfCall('push', push, 401, applied)).not.toEqual([]);
    expect(faultsOfMessage({ type: 'sale.completed', timestamp: 'now', data: { id: '1', lines: [] } })).not.toEqual([]);
  });
});

describe.each([
  ['web shop', directBench],
  ['web shop that takes figures', directFiguresBench],
])('a %s', (_, bench) => {
  it('keeps its figures true through the life of an order', async () => {
    const { channel, deployment, act } = await stocked(bench);
    const order = await channel.people.sell([{ sku: 'MUG', quantity: 4 }]);
    await deployment.runUntilIdle();
    const steps = [
      ['edit', { lines: [{ sku: 'MUG', quantity: 6 }] }, 4],
      ['refund', { lines: [{ sku: 'MUG', quantity: 1 }], restock: false }, 5],
      ['fulfil', {}, 5],
      ['refund', { lines: [{ sku: 'MUG', quantity: 2 }], restock: true }, 7],
    ] as const;
    for (const [what, how, left] of steps) {
      await act(order, what, how);
      await deployment.runUntilIdle();
      expect([what, await deployment.available('MUG'), ...(await deployment.shows('MUG'))]).toEqual([what, left, left]);
    }
    expect(await deployment.parked()).toEqual([]);
  });
});

describe('a checkout that holds its units first', () => {
  /** The hold as `POST /holds` posts it. */
  function hold(clock: RunningClock, quantity: number): HoldObservation {
    const at = clock.now().toISOString();
    const source = { channel: parseChannelId('api'), key: 'hold:cart-7' };
    const asked = { kind: 'hold', id: 'cart-7', sku: MUG, quantity: parseQuantity(quantity), ttlSeconds: 600 } as const;
    return { ...asked, source, occurredAt: at, receivedAt: at };
  }

  it('sells the last units that it held, which no channel shows any more; hold, order and shipment count them once', async () => {
    const { clock, channel, deployment, send, act } = await stocked(directBench);
    await deployment.post(hold(clock, 10));
    await deployment.runUntilIdle();
    expect([await deployment.available('MUG'), ...(await deployment.shows('MUG'))]).toEqual([0, 0]);
    const refused = channel.people.sell([{ sku: 'MUG', quantity: 1 }]);
    await expect(refused).rejects.toThrow('409');
    const made = (await send('POST', 'orders', { lines: [{ sku: 'MUG', quantity: 10 }], hold: 'cart-7' })) as {
      id: string;
    };
    await deployment.runUntilIdle();
    expect([await deployment.available('MUG'), ...(await deployment.shows('MUG'))]).toEqual([0, 0]);
    await act(made.id, 'edit', { lines: [{ sku: 'MUG', quantity: 8 }] });
    await deployment.runUntilIdle();
    expect([await deployment.available('MUG'), ...(await deployment.shows('MUG'))]).toEqual([2, 2]);
    await act(made.id, 'fulfil', {});
    await act(made.id, 'refund', { lines: [{ sku: 'MUG', quantity: 3 }], restock: true });
    await deployment.runUntilIdle();
    expect([await deployment.available('MUG'), ...(await deployment.shows('MUG'))]).toEqual([5, 5]);
    const stock = (await deployment.office.table.reader().skuState(MUG))?.stock[MAIN];
    expect(stock).toMatchObject({ onHand: 5, committed: 0, held: 0 });
  });
});

describe('a till that works offline', () => {
  it('sells on by what it shows, and comes back with its sales: each counts once, at its time', async () => {
    const { clock, channel, deployment, send } = await stocked(directTillBench);
    await send('PUT', 'line', { isOnline: false });
    const soldAt = clock.now();
    await channel.people.sell([{ sku: 'MUG', quantity: 2 }]);
    await channel.people.sell([{ sku: 'MUG', quantity: 1 }]);
    await deployment.post(movement('adjusted', -4));
    const [returned] = await deployment.office.workOff();
    expect(returned?.retryAfterMs).toBeGreaterThan(0);
    expect(await deployment.untaken(channel)).toEqual([]);
    clock.pass(3_600_000);
    await send('PUT', 'line', { isOnline: true });
    await deployment.runUntilIdle();
    expect(await deployment.available('MUG')).toBe(3);
    expect(await deployment.shows('MUG')).toEqual([3]);
    const sales = (await deployment.entries('MUG')).filter(({ kind }) => kind === 'sold');
    expect(sales).toHaveLength(2);
    expect(sales.every(({ occurredAt }) => Date.parse(occurredAt) < soldAt.getTime() + 60_000)).toBe(true);
    const back = new Date(clock.nowMs() - 60_000);
    const recorded = await collect(channel.sweep.changedWithin(back, clock.now(), async () => undefined));
    expect(recorded.map(({ source }) => source.order)).toEqual(['T-1001', 'T-1002']);
    await deployment.office.sweep();
    await deployment.runUntilIdle();
    expect(await deployment.available('MUG')).toBe(3);
  });
});
