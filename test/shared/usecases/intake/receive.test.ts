import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import type { Observation } from '../../../../shared/domain/stock/observation.ts';
import { orderLineKey } from '../../../../shared/domain/stock/order-line.ts';
import type { Intake, OrderToRead } from '../../../../shared/ports/channel/channel.ts';
import type { UninstallNotice } from '../../../../shared/ports/intake/catalogue-notices.ts';
import { PermanentError } from '../../../../shared/ports/permanent-error.ts';
import { type ReceivePorts, receive } from '../../../../shared/usecases/intake/receive.ts';
import { postNow } from '../../../../shared/usecases/posting/post-observations.ts';
import { baseline, keptJournal, later, MAIN, MUG, movement, NOON, orderLine, POS } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';

const CUP = parseSku('CUP');
const PLATE = parseSku('PLATE');
const UNINSTALLED: UninstallNotice = { channel: POS, occurredAt: NOON, receivedAt: NOON };

/** A door, the queue behind it, and a ledger that posts what the queue got. */
async function door(overrides: Partial<ReceivePorts> = {}) {
  const table = new MemoryTable();
  const queued: Observation[] = [];
  const journal = keptJournal();
  const ports: ReceivePorts = {
    observations: { send: async (each) => void queued.push(...each) },
    books: table.orderBooks(),
    journal,
    ...overrides,
  };
  const posting = postingPorts(table);
  for (const sku of [MUG, CUP, PLATE]) {
    await postNow(posting, sku, [baseline(10, sku)]);
  }
  const order = (version: number, lines: Record<string, [Sku, number]>, madeAt?: string, id = 'W1') =>
    receive(ports, POS, {
      kind: 'wholeOrder',
      lines: Object.entries(lines).map(([line, [sku, ordered]]) => {
        const reported = orderLine({ sku, channel: POS, order: id, line, ordered, deducted: 0, version });
        const source = { ...reported.source, key: orderLineKey(POS, id, line) };
        return { ...reported, source, ...(madeAt !== undefined && { madeAt }) };
      }),
    });
  const post = async () => {
    for (const observation of queued.splice(0)) {
      await postNow(posting, observation.sku, [observation]);
    }
  };
  const committed = async () => {
    const stocks = await Promise.all([MUG, CUP, PLATE].map((sku) => table.reader().skuState(sku)));
    return stocks.map((each) => each?.stock[MAIN]?.committed);
  };
  return { ports, order, post, committed, queued, journal };
}

describe('receiving', () => {
  it('answers queued only once the queue has everything', async () => {
    const { ports } = await door({
      observations: { send: () => Promise.reject(new Error('queue down')) },
    });
    const intake = { kind: 'observations', observations: [orderLine()], ignored: [] } as const;
    await expect(receive(ports, POS, intake)).rejects.toThrow('queue down');
  });

  it('takes in what can be read of a message, and counts and names the rest', async () => {
    const { ports, queued, journal } = await door();
    const setAside = [{ id: 'item 1001 of order 902', reason: 'Quantity: Expected a whole number, 0 or more.' }];
    await receive(ports, POS, { kind: 'observations', observations: [orderLine()], ignored: [], setAside });
    await receive(ports, POS, { kind: 'notices', notices: [], setAside });
    const catalogue = { send: async () => undefined };
    await receive({ ...ports, catalogue }, POS, { kind: 'catalogue', notices: [], setAside });
    expect(queued).toHaveLength(1);
    expect(journal.counts.get('SetAside')).toBe(3);
    expect(journal.lines.filter((line) => line.includes('item 1001 of order 902 could not be read'))).toHaveLength(3);
  });

  it('names the field of a malformed event and queues nothing', async () => {
    const { ports, queued, journal } = await door();
    const malformed = {
      kind: 'malformed',
      path: 'data.lines[0].quantity',
      reason: 'Expected a whole number.',
    } as const;
    expect(await receive(ports, POS, malformed)).toEqual(malformed);
    expect(queued).toEqual([]);
    expect(journal.counts.get('Malformed')).toBe(1);
  });
});

describe('a message that nobody can take', () => {
  const intake = { kind: 'observations', observations: [orderLine()], ignored: [] } as const;

  it('at any time is malformed: its sender must not repeat it for days', async () => {
    const send = () => Promise.reject(new PermanentError('A message of 2 MB is too large.'));
    const { ports, journal } = await door({ observations: { send } });
    const refused = { kind: 'malformed', path: '', reason: 'A message of 2 MB is too large.' };
    expect(await receive(ports, POS, intake)).toEqual(refused);
    expect(journal.lines).toEqual(['pos: refused a malformed event, all of it: A message of 2 MB is too large.']);
  });

  it.each<[string, Intake, string]>([
    ['a change of the catalogue', { kind: 'catalogue', notices: [] }, 'no queue for catalogue notices is given'],
    ['an uninstalled app', { kind: 'uninstalled', notice: UNINSTALLED }, 'no queue for uninstall notices is given'],
  ])('because its queue is not given is not answered: %s', async (_, reported, problem) => {
    const { ports } = await door();
    await expect(receive(ports, POS, reported)).rejects.toThrow(problem);
  });

  it.each<[string, Intake]>([
    ['a whole order', { kind: 'wholeOrder', lines: [orderLine()] }],
    ['a document', { kind: 'document', id: 'receipt:77', observations: [orderLine()] }],
  ])('because no books are kept is not answered: %s', async (_, reported) => {
    const { ports } = await door();
    const { books: _books, ...without } = ports;
    await expect(receive(without, POS, reported)).rejects.toThrow('no store of order books is given');
  });

  it.each<[string, Intake, string]>([
    ['a whole order', { kind: 'wholeOrder', lines: [orderLine()] }, 'Order 1001 of pos'],
    ['a document', { kind: 'document', id: 'receipt:77', observations: [orderLine()] }, 'Document receipt:77 of pos'],
  ])('because other deliveries are always faster is not answered: %s', async (_, reported, what) => {
    const { ports } = await door();
    const books = { read: async () => undefined, write: async () => false, fits: () => true };
    await expect(receive({ ...ports, books }, POS, reported)).rejects.toThrow(
      `${what}: 10 bookings in a row met another delivery.`,
    );
  });

  it('an order without lines is none that could be booked', async () => {
    const { ports } = await door();
    await expect(receive(ports, POS, { kind: 'wholeOrder', lines: [] })).rejects.toThrow('no store of order books');
  });
});

it('an uninstalled app is queued, and counted', async () => {
  const queued: UninstallNotice[] = [];
  const { ports, journal } = await door({ uninstalls: { send: async (notice) => void queued.push(notice) } });
  const reported = { kind: 'uninstalled', notice: UNINSTALLED } as const;
  expect(await receive(ports, POS, reported)).toEqual({ kind: 'queued', observations: 0 });
  expect([queued, journal.counts.get('Noticed')]).toEqual([[UNINSTALLED], 1]);
});

it('what is received is named by its order and line, or by its key where it has none', async () => {
  const { ports, journal } = await door();
  const observations = [orderLine(), movement('sold', -1, { id: '7' })];
  await receive(ports, POS, { kind: 'observations', observations, ignored: ['a gift card'] });
  expect(journal.lines).toEqual([
    'pos: left aside a gift card',
    'MUG: received order 1001 line 1 from pos',
    'MUG: received sold:7 from pos',
  ]);
});

describe('an order reported without how it stands', () => {
  const order = { channel: POS, order: '1001', because: 'partReported', occurredAt: NOON, receivedAt: NOON } as const;

  it('is queued to be read, and only then answered', async () => {
    const asked: OrderToRead[] = [];
    const { ports, queued } = await door({ ordersToRead: { request: async (orders) => void asked.push(...orders) } });
    expect(await receive(ports, POS, { kind: 'orderNotice', order })).toEqual({ kind: 'queued', observations: 0 });
    expect(asked).toEqual([order]);
    expect(queued).toEqual([]);
  });

  it('is queued to be read beside what could be read of it', async () => {
    const asked: OrderToRead[] = [];
    const { ports, queued } = await door({ ordersToRead: { request: async (orders) => void asked.push(...orders) } });
    const intake = { kind: 'observations', observations: [orderLine()], ignored: [], toRead: order } as const;
    expect(await receive(ports, POS, intake)).toEqual({ kind: 'queued', observations: 1 });
    expect(queued).toHaveLength(1);
    expect(asked).toEqual([order]);
  });

  it('is not answered when nobody can be asked to read it', async () => {
    const { ports } = await door();
    await expect(receive(ports, POS, { kind: 'orderNotice', order })).rejects.toThrow('no queue for them is given');
    const down = { request: () => Promise.reject(new Error('queue down')) };
    const intake = { kind: 'orderNotice', order } as const;
    await expect(receive({ ...ports, ordersToRead: down }, POS, intake)).rejects.toThrow('queue down');
  });
});

describe('a document of the till', () => {
  const receipt = (sku: Sku, line = '1') => ({
    ...orderLine({ sku, channel: POS }),
    source: { channel: POS, key: `receipt:pos:77:line:${line}` },
  });

  it('is taken again, and with further lines, but never with another SKU under the same line', async () => {
    const { ports, queued, journal } = await door();
    const report = (...observations: Observation[]) =>
      receive(ports, POS, { kind: 'document', id: 'receipt:77', observations });
    expect(await report(receipt(MUG))).toMatchObject({ kind: 'queued' });
    expect(await report(receipt(MUG), receipt(PLATE, '2'))).toMatchObject({ kind: 'queued' });
    expect(await report(receipt(CUP))).toMatchObject({ kind: 'conflicting', reason: expect.stringContaining('MUG') });
    expect(queued.map(({ sku }) => sku)).toEqual([MUG, MUG, PLATE]);
    expect(journal.counts.get('Conflicting')).toBe(1);
  });

  it('names a sender whose clock is off', async () => {
    const { ports, journal } = await door();
    const reported = { kind: 'document', id: 'receipt:77', observations: [receipt(MUG)] } as const;
    await receive(ports, POS, { ...reported, clockBehindMs: 3_600_000 });
    expect(journal.counts.get('ClockOff')).toBe(1);
    expect(journal.lines).toContain('pos: the clock of the sender is 3600 s behind: set it right');
    await receive(ports, POS, reported);
    expect(journal.counts.get('ClockOff')).toBe(1);
    await receive(ports, POS, { ...reported, clockBehindMs: -60_000 });
    expect(journal.lines).toContain('pos: the clock of the sender is 60 s ahead: set it right');
  });

  it('reported twice at once with two SKUs is taken once', async () => {
    const { ports, queued } = await door();
    const report = (sku: Sku) =>
      receive(ports, POS, { kind: 'document', id: 'receipt:77', observations: [receipt(sku)] });
    const kinds = (await Promise.all([report(MUG), report(CUP)])).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['conflicting', 'queued']);
    expect(queued).toHaveLength(1);
  });
});

describe('a message of too many lines', () => {
  const many = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`${index}`.padStart(120, 'x'), [MUG, 1] as [Sku, number]]),
    );

  it('is refused as a whole, as an order and as a document: nothing of it is queued', async () => {
    const { ports, order, queued } = await door();
    expect(await order(1, many(4_000))).toMatchObject({ kind: 'tooLarge' });
    const observations = Object.keys(many(4_000)).map((line) => ({
      ...orderLine({ channel: POS }),
      source: { channel: POS, key: `receipt:pos:77:line:${line}` },
    }));
    expect(await receive(ports, POS, { kind: 'document', id: 'receipt:77', observations })).toMatchObject({
      kind: 'tooLarge',
    });
    expect(queued).toEqual([]);
    expect(await order(1, many(1_000))).toMatchObject({ kind: 'queued' });
  });
});

describe('the name of an order', () => {
  it('may be that of a document’s book: neither changes the other', async () => {
    const { ports, order, post, committed } = await door();
    const observations = [{ ...orderLine({ channel: POS }), source: { channel: POS, key: 'sale:pos:X:line:1' } }];
    await order(1, { a: [CUP, 3] }, undefined, 'document:sale:X');
    expect(await receive(ports, POS, { kind: 'document', id: 'sale:X', observations })).toMatchObject({
      kind: 'queued',
    });
    await order(2, { a: [PLATE, 3] }, undefined, 'document:sale:X');
    await post();
    expect((await committed()).slice(1)).toEqual([0, 3]);
  });
});

describe('a whole order', () => {
  it('of two states of one version ends as the one made later says, whichever is received first', async () => {
    for (const isReversed of [false, true]) {
      const { order, post, committed } = await door();
      const states = [
        () => order(1, { a: [MUG, 1], b: [CUP, 2] }, later(1)),
        () => order(1, { a: [MUG, 1] }, later(2)),
      ];
      for (const deliver of isReversed ? states.toReversed() : states) {
        await deliver();
      }
      await post();
      expect(await committed()).toEqual([1, 0, 0]);
    }
  });

  it('whose line moves to another SKU is no longer committed on the first', async () => {
    const { order, post, committed } = await door();
    await order(1, { a: [MUG, 3] });
    await order(2, { a: [CUP, 3] });
    await post();
    expect(await committed()).toEqual([0, 3, 0]);
  });

  it('that drops a line is no longer committed to it', async () => {
    const { order, post, committed } = await door();
    await order(1, { a: [MUG, 3], b: [CUP, 2] });
    await order(2, { b: [CUP, 2] });
    await post();
    expect(await committed()).toEqual([0, 2, 0]);
  });

  it('ends in its last state, in whatever order its states arrive, together or apart, once or twice', async () => {
    const state = fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.tuple(fc.constantFrom(MUG, CUP, PLATE), fc.integer({ min: 1, max: 5 })),
      { minKeys: 1 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(state, { minLength: 1, maxLength: 4 }),
        fc.infiniteStream(fc.nat()),
        fc.boolean(),
        async (states, ranks, atOnce) => {
          const { order, post, committed } = await door();
          const deliveries = [...states.entries(), ...states.entries()]
            .map((delivery) => ({ delivery, rank: ranks.next().value }))
            .toSorted((a, b) => a.rank - b.rank)
            .map(
              ({ delivery: [index, lines] }) =>
                () =>
                  order(index + 1, lines),
            );
          if (atOnce) {
            await Promise.all(deliveries.map((deliver) => deliver()));
          } else {
            for (const deliver of deliveries) {
              await deliver();
            }
          }
          await post();
          const last = Object.values(states.at(-1) ?? {});
          const expected = [MUG, CUP, PLATE].map((sku) =>
            last.filter(([each]) => each === sku).reduce((sum, [, units]) => sum + units, 0),
          );
          expect(await committed()).toEqual(expected);
        },
      ),
    );
  });
});
