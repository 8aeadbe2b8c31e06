import { describe, expect, it } from '@jest/globals';
import { type LocationId, parseLocationId, parseSku } from '../../../../shared/domain/identifiers.ts';
import type { Observation, OrderLineObservation } from '../../../../shared/domain/stock/observation.ts';
import { atFurtherPlace } from '../../../../shared/domain/stock/order-line.ts';
import type { OrderAnswer, OrderToRead } from '../../../../shared/ports/channel/channel.ts';
import { CredentialsGoneError } from '../../../../shared/ports/channel/credentials-gone.ts';
import { type ReadOrdersPorts, readOrders } from '../../../../shared/usecases/intake/read-orders.ts';
import { postNow } from '../../../../shared/usecases/posting/post-observations.ts';
import { baseline, keptJournal, later, MAIN, MUG, movement, NOON, orderLine, SHOPIFY } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { MemoryChannelStates } from '../../../fakes/ports/open-gates.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';

const CUP = parseSku('CUP');
const NOON_MS = Date.parse(NOON);
const asked: OrderToRead = {
  channel: SHOPIFY,
  order: '1001',
  because: 'conflicting',
  version: NOON_MS,
  occurredAt: NOON,
  receivedAt: later(1),
};

/** Ten mugs and cups in the ledger, and a channel whose orders are as the test says; read a minute after noon. */
async function shop(answers: Readonly<Record<string, () => OrderAnswer | Promise<OrderAnswer>>>) {
  const table = new MemoryTable();
  const journal = keptJournal();
  const queued: Observation[] = [];
  const reads: { order: string; receivedAt: string }[] = [];
  const acceptedBefore: OrderToRead['acceptedBefore'][] = [];
  const posting = postingPorts(table);
  const states = new MemoryChannelStates();
  const ports: ReadOrdersPorts = {
    channel: {
      async readOrder(order, receivedAt, accepted) {
        reads.push({ order, receivedAt });
        acceptedBefore.push(accepted);
        const answer = answers[order];
        if (answer === undefined) {
          throw new Error('no answer');
        }
        return answer();
      },
    },
    stock: table.reader(),
    ledger: table.ledgerStore(),
    observations: {
      send: async (observations) => void queued.push(...observations),
      replay: async () => undefined,
    },
    states,
    journal,
    clock: () => new Date(later(60)),
  };
  const post = async (...observations: Observation[]) => {
    const kinds = [];
    for (const observation of observations) {
      kinds.push(...(await postNow(posting, observation.sku, [observation])).map(({ kind }) => kind));
    }
    return kinds;
  };
  const read = (...orders: Partial<OrderToRead>[]) =>
    readOrders(
      ports,
      orders.map((each, index) => ({ id: `m${index}`, asked: { ...asked, ...each } })),
    );
  const stock = async (sku = MUG) => (await table.reader().skuState(sku))?.stock[MAIN];
  await post(baseline(10), baseline(10, CUP));
  const unplaced = async () => (await table.reader().skuState(MUG))?.unplaced?.[SHOPIFY] ?? 0;
  return { ports, read, reads, acceptedBefore, queued, post, stock, unplaced, journal, states };
}

function answers(...lines: readonly OrderLineObservation[]): () => OrderAnswer {
  return () => ({ kind: 'order', lines, ignored: [] });
}

const unknown = (): OrderAnswer => ({ kind: 'unknown', reason: 'Shopify shows no order 1001.' });

describe('an order that is read', () => {
  it('has its lost units at the place where the ledger had them, and not where they were only guessed to be', async () => {
    const STORE = parseLocationId('store');
    const at = (location: LocationId, toShip: number, lost: number, version: number) => {
      const line = orderLine({ ordered: toShip + lost, shipped: lost, location, version });
      const gone = { ordered: lost, shipped: lost, returned: 0, deducted: lost };
      return { ...line, source: { ...line.source, key: `at ${location}` }, ...(lost > 0 && { lost: gone }) };
    };
    const { read, queued, post } = await shop({ 1001: answers(at(MAIN, 1, 0, NOON_MS), at(STORE, 0, 1, NOON_MS)) });
    await post(at(MAIN, 2, 0, NOON_MS - 1_000), at(STORE, 0, 0, NOON_MS - 1_000));
    expect(await read({})).toEqual([]);
    expect(queued).toMatchObject([
      { location: MAIN, state: { ordered: 2, shipped: 1, deducted: 2 } },
      { location: STORE, state: { ordered: 0, shipped: 0, deducted: 0 } },
    ]);
  });

  it('decides what two messages of one version left open, and a later message of that version does not undo it', async () => {
    const one = orderLine({ ordered: 2, version: NOON_MS });
    const other = orderLine({ ordered: 5, version: NOON_MS });
    const { read, post, queued, stock } = await shop({ 1001: answers(other) });
    expect(await post(one, other)).toEqual(['posted', 'conflicting']);
    expect(await stock()).toMatchObject({ committed: 2 });
    expect(await read({})).toEqual([]);
    expect(await post(...queued)).toEqual(['posted']);
    expect(await stock()).toMatchObject({ committed: 5 });
    expect(await post(one)).toEqual(['stale']);
    expect(await post(orderLine({ ordered: 1, version: NOON_MS + 60_000 }))).toEqual(['posted']);
    expect(await stock()).toMatchObject({ committed: 1 });
  });

  it('with a row that cannot be read names the row, queues the other lines, and is not read again for it', async () => {
    const setAside = [{ id: 'refund 8 of order 1001', reason: 'createdAt: The field is missing.' }];
    const line = orderLine({ version: NOON_MS });
    const { read, queued, journal } = await shop({
      1001: () => ({ kind: 'order', lines: [line], ignored: [], setAside }),
      1002: () => ({ kind: 'order', lines: [], ignored: [], setAside }),
    });
    expect(await read({}, { order: '1002' })).toEqual([]);
    expect(queued).toMatchObject([{ source: line.source }]);
    expect(Object.fromEntries(journal.counts)).toEqual({ OrderRead: 2, SetAside: 2 });
    expect(JSON.stringify(journal)).toContain('refund 8 of order 1001');
  });

  it('is queued as it was read, with the time of the reading before the channel was asked', async () => {
    const line = orderLine({ version: NOON_MS + 0.003 });
    const { read, queued } = await shop({ 1001: answers(line) });
    await read({});
    expect(queued).toEqual([{ ...line, readAt: Date.parse(later(60)) }]);
  });

  it.each([
    ['nothing of what the ledger has, where it was reported in part', 'partReported', { ordered: 2 }, 0],
    ['what the ledger does not have', 'partReported', { ordered: 3 }, 1],
    ['what settles a conflict, though the ledger has it', 'conflicting', { ordered: 2 }, 1],
  ] as const)('queues %s', async (_, because, facts, count) => {
    const line = orderLine({ ordered: 2, version: NOON_MS });
    const { read, post, queued } = await shop({ 1001: answers(orderLine({ ...facts, version: NOON_MS })) });
    await post(line);
    expect(await read({ because })).toEqual([]);
    expect(queued).toHaveLength(count);
  });

  it('is read once, however many messages ask for it, for the newest version and since it was first received', async () => {
    const { read, reads, queued } = await shop({ 1001: answers(orderLine({ version: NOON_MS + 2_000 })) });
    const again = { version: NOON_MS + 2_500, receivedAt: later(9) };
    expect(await read(again, {}, { because: 'partReported' })).toEqual([]);
    expect(reads).toEqual([{ order: '1001', receivedAt: later(1) }]);
    expect(queued).toMatchObject([{ version: NOON_MS + 2_500 }]);
  });

  it('is read with what its lines had accepted before the first of its messages, where they say so', async () => {
    const { read, acceptedBefore } = await shop({ 1001: answers() });
    await read({ acceptedBefore: { a: 3, b: 1 } }, { acceptedBefore: { a: 2, b: 4 } }, {});
    await read({});
    expect(acceptedBefore).toEqual([{ a: 2, b: 1 }, undefined]);
  });

  it('is of a transfer whose movements are queued, with what of it could not be read', async () => {
    const received = movement('received', 4);
    const setAside = [{ id: 'line 2 of transfer 1001', reason: 'quantity: Expected a whole number.' }];
    const { read, queued, journal } = await shop({
      1001: () => ({ kind: 'transfer', movements: [received], ignored: [], setAside }),
    });
    expect(await read({})).toEqual([]);
    expect(queued).toEqual([received]);
    expect([journal.counts.get('OrderRead'), journal.counts.get('SetAside')]).toEqual([1, 1]);
    expect(journal.lines).toContain('shopify: transfer 1001 was read, 1 of its lines moved units');
  });

  it('comes again when the channel throttles, changed it a moment ago, lags behind, or gives no answer', async () => {
    const { read, queued, journal } = await shop({
      throttled: () => ({ kind: 'throttled', retryAfterMs: 700 }),
      fresh: answers(orderLine({ version: Date.parse(later(58)) })),
      behind: answers(orderLine({ version: NOON_MS - 60_000 })),
      fine: answers(orderLine({ version: NOON_MS })),
    });
    const orders = ['throttled', 'fresh', 'silent', 'behind', 'fine'].map((order) => ({ order }));
    expect(await read(...orders)).toEqual([
      { id: 'm0', retryAfterMs: 700 },
      { id: 'm1', retryAfterMs: 3_000 },
      { id: 'm2', retryAfterMs: 2_000 },
      { id: 'm3', retryAfterMs: 3_000 },
    ]);
    expect(queued).toHaveLength(1);
    expect(Object.fromEntries(journal.counts)).toEqual({ OrderRead: 1, OrderUnread: 1 });
  });

  it('comes again when its lines may not be queued', async () => {
    const { ports, read } = await shop({ 1001: answers(orderLine({ version: NOON_MS })) });
    Object.assign(ports.observations, { send: () => Promise.reject(new Error('queue down')) });
    expect(await read({}, {})).toEqual([
      { id: 'm0', retryAfterMs: 2_000 },
      { id: 'm1', retryAfterMs: 2_000 },
    ]);
  });
});

describe('an order that the channel does not show', () => {
  const shippedInPart = orderLine({ line: '1', ordered: 3, shipped: 1, version: NOON_MS });
  const cups = orderLine({ line: '2', sku: CUP, ordered: 2, version: NOON_MS });

  it('and said to have deleted owes nothing more; what shipped stays shipped', async () => {
    const { read, post, queued, stock } = await shop({ 1001: unknown });
    await post(shippedInPart, cups, orderLine({ order: '1002', ordered: 4 }));
    expect(await read({ because: 'deleted' })).toEqual([]);
    await post(...queued);
    expect(await stock()).toMatchObject({ onHand: 9, committed: 4 });
    expect(await stock(CUP)).toMatchObject({ onHand: 10, committed: 0 });
  });

  it('stays deleted, whatever is reported of it late', async () => {
    const { read, post, queued, stock } = await shop({ 1001: unknown });
    await post(cups);
    await read({ because: 'deleted' });
    const late = orderLine({ line: '2', sku: CUP, ordered: 5, version: Date.parse(later(59)) });
    expect(await post(...queued, late)).toEqual(['posted', 'stale']);
    expect(await stock(CUP)).toMatchObject({ committed: 0 });
  });

  it('and never said to have deleted is left as it is: it may be too old to be shown', async () => {
    const { read, post, queued, stock } = await shop({ 1001: unknown });
    await post(cups);
    expect(await read({ because: 'partReported' })).toEqual([]);
    expect(queued).toEqual([]);
    expect(await stock(CUP)).toMatchObject({ committed: 2 });
  });

  it('leaves its units where they were assumed to be, so that the SKU’s listings wait no longer', async () => {
    const { read, post, queued, stock, unplaced } = await shop({ 1001: unknown });
    const line = orderLine({ ordered: 3, version: NOON_MS });
    await post({ ...line, whole: { ...line.state, shipped: 1 }, isPlaceAssumed: true });
    expect(await unplaced()).toBe(1);
    await read({ because: 'partReported' });
    await post(...queued);
    expect(await unplaced()).toBe(0);
    expect(await stock()).toMatchObject({ onHand: 9, committed: 2 });
  });

  it('leaves where they were assumed to be only the units that are at none of its line’s other places', async () => {
    const { read, post, queued } = await shop({ 1001: unknown });
    const line = orderLine({ ordered: 3, version: NOON_MS });
    const atStore = { ...line.source, key: `${line.source.key}${atFurtherPlace('store')}` };
    const store = parseLocationId('store');
    await post(
      { ...line, isPlaceAssumed: true },
      { ...orderLine({ ordered: 1, location: store, version: NOON_MS }), source: atStore, isFurtherPlace: true },
      orderLine({ line: '2', ordered: 4, version: NOON_MS }),
      orderLine({ sku: CUP, ordered: 2, version: NOON_MS }),
    );
    await read({ because: 'partReported' });
    expect(queued).toMatchObject([{ sku: MUG, location: MAIN, state: { ordered: 2 }, readAt: NOON_MS + 60_000 }]);
  });

  it('and said to have deleted is dated by the last of its messages, and received with the first', async () => {
    const { read, post, queued } = await shop({ 1001: unknown });
    await post(cups);
    const times = [2, 3, 1].map((second) => ({ occurredAt: later(second), receivedAt: later(10 + second) }));
    await read(...times.map((each) => ({ ...each, because: 'deleted' as const })));
    expect(queued).toMatchObject([{ occurredAt: later(3), receivedAt: later(11) }]);
  });

  it('and said to have deleted ends its lines alone, and in units of the SKU where its listing sells several', async () => {
    const { read, post, queued } = await shop({ 1001: unknown });
    const sold = { ...movement('sold', -1), source: { channel: SHOPIFY, order: '1001', key: 'sold:1' } };
    await post(sold, { ...cups, listingUnits: 2 });
    await read({ because: 'deleted' });
    expect(queued).toMatchObject([{ sku: CUP, listingUnits: 2 }]);
  });

  it('but reported in two ways comes again, until a person decides it', async () => {
    const { read, journal } = await shop({ 1001: unknown });
    expect(await read({}, { because: 'partReported' })).toEqual([
      { id: 'm0', retryAfterMs: 2_000 },
      { id: 'm1', retryAfterMs: 2_000 },
    ]);
    expect(journal.counts.get('OrderUnread')).toBe(1);
  });

  it('is read like any other when the channel has it after all', async () => {
    const { read, queued } = await shop({ 1001: answers(orderLine({ ordered: 2, version: NOON_MS })) });
    await read({ because: 'deleted' });
    expect(queued).toMatchObject([{ state: { ordered: 2 } }]);
  });
});

describe('an order of a channel that does not accept the credentials any more', () => {
  const gone = () => Promise.reject(new CredentialsGoneError('Its access token was revoked.'));

  it('pauses the channel with one alarm, and is read again a quarter of an hour later', async () => {
    const { read, states, journal, queued } = await shop({ 1001: gone, 1002: gone });
    expect(await read({}, { order: '1002' })).toEqual([
      { id: 'm0', retryAfterMs: 900_000 },
      { id: 'm1', retryAfterMs: 900_000 },
    ]);
    expect((await states.read(SHOPIFY)).paused).toMatchObject({
      why: 'shopify does not accept the credentials any more. Its access token was revoked.',
    });
    expect(journal.counts.get('CredentialsGone')).toBe(1);
    expect(queued).toEqual([]);
  });

  it('is read again at once with credentials that were replaced meanwhile', async () => {
    const { ports, read, states } = await shop({ 1001: gone });
    Object.assign(ports, { isSecretReplaced: async () => true });
    expect(await read({})).toEqual([{ id: 'm0', retryAfterMs: 2_000 }]);
    expect((await states.read(SHOPIFY)).paused).toBeUndefined();
  });
});
