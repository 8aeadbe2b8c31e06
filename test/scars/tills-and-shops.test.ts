/** What tills, warehouses and own shops sent that once ended in a wrong stock, from the message to the ledger. */
import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { posChannel } from '../../shared/channel-config.ts';
import { translatePos } from '../../shared/channels/pos/intake/translate.ts';
import { parseChannelId, parseQuantity, type Sku } from '../../shared/domain/identifiers.ts';
import type { MovementCause, Observation } from '../../shared/domain/stock/observation.ts';
import type { Intake } from '../../shared/ports/channel/channel.ts';
import { endHold } from '../../shared/usecases/holds/end-hold.ts';
import type { HoldPorts } from '../../shared/usecases/holds/hold-ports.ts';
import { placeHold } from '../../shared/usecases/holds/place-hold.ts';
import { receive } from '../../shared/usecases/intake/receive.ts';
import { postNow } from '../../shared/usecases/posting/post-observations.ts';
import { baseline, keptJournal, later, MAIN, MUG, movement, POS } from '../fakes/facts.ts';
import { MemoryTable } from '../fakes/memory/memory-table.ts';
import { postingPorts } from '../fakes/ports/posting-ports.ts';
import { CUP } from '../fakes/shops/held-mugs.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;
const TILL = v.parse(posChannel, { id: POS, platform: 'pos' });

/** A message of the till; `timestamp` and `receivedAt` in seconds after noon. */
type Sent = {
  readonly type: string;
  readonly data: object;
  readonly timestamp: number;
  readonly receivedAt?: number;
  readonly sentAt?: number;
};

/** A shop that counted 100 mugs and cups at noon, and its till. */
async function shop() {
  const table = new MemoryTable();
  const journal = keptJournal();
  let now = 0;
  const posting = postingPorts(table, { journal, clock: () => new Date(later(now)) });
  const holds: HoldPorts = {
    ...posting,
    holds: table.holdRegistry(),
    expiry: { schedule: async () => undefined },
    channel: parseChannelId('api'),
  };
  const post = async (observations: readonly Observation[]) => {
    for (const each of observations) {
      await postNow(posting, each.sku, [each]);
    }
  };
  await post([MUG, CUP].map((sku) => ({ ...baseline(100, sku), includes: 'counted' })));
  const queue = { send: post, replay: post };
  /** Resolves with what the till's message was taken for. */
  const send = async ({ type, data, timestamp, receivedAt = timestamp, sentAt }: Sent): Promise<Intake> => {
    now = Math.max(now, receivedAt);
    const body = { type, timestamp: later(timestamp), ...(sentAt !== undefined && { sentAt: later(sentAt) }), data };
    const intake = translatePos({
      rawBody: Buffer.from(JSON.stringify(body)),
      channel: TILL,
      locations: [MAIN],
      receivedAt: later(receivedAt),
    });
    await receive({ observations: queue, books: table.orderBooks(), journal }, POS, intake);
    return intake;
  };
  const state = (cause: MovementCause, units: number, at: number) => {
    now = Math.max(now, at);
    return post([movement(cause, units, { id: `${at}`, at: later(at) })]);
  };
  const stock = async (sku: Sku = MUG) => {
    const { onHand, committed, held } = (await table.reader().skuState(sku))?.stock[MAIN] ?? {};
    return [onHand, committed, held];
  };
  const parked = () => table.parkingLot().list(100);
  return { send, state, stock, parked, holds, journal };
}

const line = (quantity: number, sku: Sku = MUG, id = '1') => ({ id, sku, quantity });
const count = (id: string, at: number, ...lines: readonly object[]) => ({
  type: 'stock.counted',
  timestamp: at,
  data: { id, countedAt: later(at), lines },
});
const sale = (id: string, at: number, ...lines: readonly object[]) => ({
  type: 'sale.completed',
  timestamp: at,
  data: { id, lines },
});

describe('counts', () => {
  it('dated before the import do not double the stock', async () => {
    const { send, stock } = await shop();
    await send({ ...count('paper-count-1', -2 * HOUR, line(90)), receivedAt: HOUR });
    expect(await stock()).toEqual([100, 0, 0]);
  });

  it.each(['corrected', 'adopted'] as const)('dated before what was %s hold, and add nothing to it', async (cause) => {
    const { send, state, stock } = await shop();
    await state(cause, -2, HOUR);
    await send({ ...count('late-count', HOUR / 2, line(98)), receivedAt: 2 * HOUR });
    expect(await stock()).toEqual([98, 0, 0]);
  });

  it('of one SKU in two bins add up', async () => {
    const { send, stock } = await shop();
    await send(count('bins-1', HOUR, line(30, MUG, 'bin-A'), line(20, MUG, 'bin-B')));
    expect(await stock()).toEqual([50, 0, 0]);
  });
});

describe('the clock of a till that is an hour slow', () => {
  const counted = count('count-1', HOUR, line(40));
  const live = { ...sale('till-9-0', 60, line(2)), receivedAt: HOUR + 60 };

  it('is put right by what it says as it sends: a live sale after a stocktake counts', async () => {
    const { send, stock, journal } = await shop();
    await send(counted);
    await send({ ...live, sentAt: 60 });
    expect(await stock()).toEqual([38, 0, 0]);
    expect(journal.counts.get('ClockOff')).toBe(1);
  });

  it('is taken at its word where it says nothing as it sends, and what moved nothing is counted', async () => {
    const { send, stock, journal } = await shop();
    await send(counted);
    await send(live);
    expect(await stock()).toEqual([40, 0, 0]);
    expect(journal.counts.get('AlreadyCounted')).toBe(1);
  });
});

describe('ids and versions that are used again', () => {
  it('of a receipt on another day: the second is parked, with both times', async () => {
    const { send, stock, parked } = await shop();
    await send(sale('00591-006-0018', HOUR, line(1)));
    await send(sale('00591-006-0018', HOUR + DAY, line(1)));
    expect(await stock()).toEqual([99, 0, 0]);
    const [again] = await parked();
    const said = JSON.stringify(again?.outcome);
    expect([said.includes(later(HOUR)), said.includes(later(HOUR + DAY))]).toEqual([true, true]);
  });

  it('of receipts on several days: each that was not posted is parked, and none takes the place of another', async () => {
    const { send, stock, parked } = await shop();
    for (const [day, quantity] of [1, 1, 1, 3, 1].entries()) {
      await send(sale('18', HOUR + day * DAY, line(quantity)));
    }
    await send(sale('18', HOUR + 2 * DAY, line(1)));
    expect(await stock()).toEqual([99, 0, 0]);
    expect((await parked()).map(({ observation: { occurredAt } }) => occurredAt)).toEqual(
      [1, 2, 3, 4].map((day) => later(HOUR + day * DAY)),
    );
  });

  it.each([
    ['made later', 1],
    ['made in the same second and received later', 0],
  ])('of an order whose version does not grow: the state %s holds', async (_, apart) => {
    const { send, stock, parked } = await shop();
    const order = (ordered: number, timestamp: number, receivedAt: number) => ({
      type: 'order.updated',
      timestamp,
      receivedAt,
      data: { id: 'wc-10', version: later(HOUR), lines: [{ id: '1', sku: MUG, ordered, shipped: 0, returned: 0 }] },
    });
    await send(order(2, HOUR, HOUR + 1));
    expect(await stock()).toEqual([100, 2, 0]);
    await send(order(0, HOUR + apart, HOUR + 5));
    expect([await stock(), await parked()]).toEqual([[100, 0, 0], []]);
  });
});

describe('what cannot be', () => {
  it('is refused with its path: more came back than was shipped', async () => {
    const { send, stock } = await shop();
    const lines = [{ id: '1', sku: MUG, ordered: 5, shipped: 0, returned: 2 }];
    const intake = await send({ type: 'order.updated', timestamp: HOUR, data: { id: 'wc-3', version: 1, lines } });
    expect(intake).toMatchObject({ kind: 'malformed', path: 'data.lines[0].returned' });
    expect(await stock()).toEqual([100, 0, 0]);
  });
});

describe('a hold that was captured', () => {
  const captured = async () => {
    const till = await shop();
    const lines = [{ sku: MUG, quantity: parseQuantity(2) }];
    await placeHold(till.holds, { id: 'cart-2', ttlSeconds: 600, lines });
    await endHold(till.holds, 'cart-2', { end: 'captured' });
    expect(await till.stock()).toEqual([100, 2, 0]);
    return till;
  };

  it('is taken over by the sale of its own id: its units count once', async () => {
    const { send, stock } = await captured();
    await send(sale('cart-2', 60, line(2)));
    expect(await stock()).toEqual([98, 0, 0]);
  });

  it('is taken over by the order of its own id, and ships with it', async () => {
    const { send, stock } = await captured();
    const state = (shipped: number, version: number) => ({
      type: 'order.updated',
      timestamp: 60 * version,
      data: { id: 'cart-2', version, lines: [{ id: '1', sku: MUG, ordered: 2, shipped, returned: 0 }] },
    });
    await send(state(0, 1));
    expect(await stock()).toEqual([100, 2, 0]);
    await send(state(2, 2));
    expect(await stock()).toEqual([98, 0, 0]);
  });
});

describe('an exchange', () => {
  it('is one receipt of a line that was sold and one that came back', async () => {
    const { send, stock } = await shop();
    await send(sale('x-1', HOUR, line(1), line(-1, CUP, '2')));
    expect([await stock(), await stock(CUP)]).toEqual([
      [99, 0, 0],
      [101, 0, 0],
    ]);
  });
});
