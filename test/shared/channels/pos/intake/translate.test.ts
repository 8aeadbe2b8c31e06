import { describe, expect, it } from '@jest/globals';
import { translatePos } from '../../../../../shared/channels/pos/intake/translate.ts';
import { parseChannelId, parseLocationId } from '../../../../../shared/domain/identifiers.ts';

const TIMESTAMP = '2026-11-24T18:00:00.000Z';
const RECEIVED = '2026-11-24T18:00:00.250Z';

function translate(type: string, data: unknown, rest: object = { timestamp: '2026-11-24T19:00:00+01:00' }) {
  return translatePos({
    rawBody: Buffer.from(JSON.stringify({ type, ...rest, data })),
    channel: { id: parseChannelId('pos'), platform: 'pos' },
    locations: [parseLocationId('main'), parseLocationId('back')],
    receivedAt: RECEIVED,
  });
}

const line = { id: 'l1', sku: 'MUG', quantity: 2 };

describe('a POS message with bounds that are not kept', () => {
  const moved = (change: object) => ({ id: '42', lines: [{ ...line, ...change }] });
  const adjusted = (change: object) => ({
    id: '42',
    lines: [{ id: 'l1', sku: 'MUG', change: -1, reason: 'broken', ...change }],
  });
  it.each([
    ['sale.completed', moved({ quantity: 0 }), 'data.lines[0].quantity'],
    ['stock.received', moved({ quantity: 0 }), 'data.lines[0].quantity'],
    ['sale.returned', moved({ quantity: -1 }), 'data.lines[0].quantity'],
    ['stock.adjusted', adjusted({ change: 1_000_000_001 }), 'data.lines[0].change'],
    ['stock.adjusted', adjusted({ change: -1_000_000_001 }), 'data.lines[0].change'],
    ['stock.adjusted', adjusted({ change: 1.5 }), 'data.lines[0].change'],
    ['sale.completed', moved({ deducted: 1.5 }), 'data.lines[0].deducted'],
    ['sale.completed', moved({ deducted: 1_000_000_001 }), 'data.lines[0].deducted'],
    ['sale.completed', moved({ deducted: -1_000_000_001 }), 'data.lines[0].deducted'],
    ['stock.adjusted', adjusted({ reason: '' }), 'data.lines[0].reason'],
    ['stock.adjusted', adjusted({ reason: 'x'.repeat(201) }), 'data.lines[0].reason'],
    ['stock.adjusted', adjusted({ reason: 'bro\u001bken' }), 'data.lines[0].reason'],
    ['sale.completed', { id: '42', lines: Array.from({ length: 2_001 }, (_, id) => ({ ...line, id })) }, 'data.lines'],
  ])('%s is refused at its field', (type, data, path) => {
    expect(translate(type, data)).toMatchObject({ kind: 'malformed', path });
  });

  it('is taken at the bound', () => {
    expect(translate('stock.adjusted', adjusted({ change: 1_000_000_000, reason: 'x'.repeat(200) }))).toMatchObject({
      observations: [{ changes: [{ onHand: 1_000_000_000 }] }],
    });
  });
});

describe('a POS message that moves stock', () => {
  it.each([
    ['sale.completed', 'sold', -2, 'sale:pos:42:line:l1', { order: '42', line: 'l1' }],
    ['sale.returned', 'returned', 2, 'return:pos:42:line:l1', { order: '42', line: 'l1' }],
    ['stock.received', 'received', 2, 'receipt:pos:42:line:l1', {}],
  ])('%s is a movement of cause %s', (type, cause, onHand, key, who) => {
    expect(translate(type, { id: '42', lines: [line] })).toEqual({
      kind: 'document',
      id: expect.stringMatching(/:42$/),
      observations: [
        {
          kind: 'movement',
          sku: 'MUG',
          cause,
          changes: [{ location: 'main', onHand }],
          source: { channel: 'pos', ...who, key },
          occurredAt: TIMESTAMP,
          receivedAt: RECEIVED,
        },
      ],
    });
  });

  it('happens at the location that the message names', () => {
    expect(translate('stock.received', { id: '42', location: 'back', lines: [line] })).toMatchObject({
      observations: [{ changes: [{ location: 'back', onHand: 2 }] }],
    });
  });

  it('carries the signed change and the reason of an adjustment', () => {
    const data = { id: 'a9', lines: [{ id: 'l1', sku: 'MUG', change: -3, reason: 'dropped' }] };
    expect(translate('stock.adjusted', data)).toMatchObject({
      observations: [
        {
          cause: 'adjusted',
          changes: [{ location: 'main', onHand: -3 }],
          reason: 'dropped',
          source: { key: 'adjustment:pos:a9:line:l1' },
        },
      ],
    });
  });

  it('changes two locations at once for a transfer', () => {
    expect(translate('stock.transferred', { id: 't1', from: 'back', to: 'main', lines: [line] })).toMatchObject({
      observations: [
        {
          cause: 'transferred',
          changes: [
            { location: 'back', onHand: -2 },
            { location: 'main', onHand: 2 },
          ],
          source: { key: 'transfer:pos:t1:line:l1' },
        },
      ],
    });
  });

  it('is an exchange where one line was sold and another came back', () => {
    const lines = [
      { id: '1', sku: 'MUG', quantity: 1 },
      { id: '2', sku: 'CUP', quantity: -1 },
    ];
    expect(translate('sale.completed', { id: 'x-1', lines })).toMatchObject({
      observations: [
        { cause: 'sold', changes: [{ onHand: -1 }], source: { key: 'sale:pos:x-1:line:1' } },
        { cause: 'returned', changes: [{ onHand: 1 }], source: { key: 'sale:pos:x-1:line:2' } },
      ],
    });
  });

  it('counts two lines of one SKU twice (scar: vendure 1028)', () => {
    const intake = translate('sale.completed', { id: '42', lines: [line, { ...line, id: 'l2' }] });
    expect(intake).toMatchObject({ observations: [{ sku: 'MUG' }, { sku: 'MUG' }] });
  });

  it('takes numeric ids of any length byte for byte', () => {
    const body = `{"type":"stock.received","timestamp":"${TIMESTAMP}","data":{"id":820982911946154508,"lines":[{"id":1,"sku":"MUG","quantity":1}]}}`;
    const intake = translatePos({
      rawBody: Buffer.from(body),
      channel: { id: parseChannelId('pos'), platform: 'pos' },
      locations: [parseLocationId('main')],
      receivedAt: RECEIVED,
    });
    expect(intake).toMatchObject({ observations: [{ source: { key: 'receipt:pos:820982911946154508:line:1' } }] });
  });

  it('never gives two facts one key, whatever colons their ids have', () => {
    const keyOf = (id: string, lineId: string) =>
      JSON.stringify(translate('stock.received', { id, lines: [{ ...line, id: lineId }] }));
    const [, one] = /"key":"([^"]*)"/.exec(keyOf('a:line:b', 'c')) ?? [];
    const [, other] = /"key":"([^"]*)"/.exec(keyOf('a', 'b:line:c')) ?? [];
    expect(one).toBeDefined();
    expect(one).not.toBe(other);
  });
});

describe('a web order', () => {
  const lines = [{ id: 'l1', sku: 'MUG', ordered: 3, shipped: 1, returned: 0 }];

  it.each([
    [7, 7],
    ['2026-11-24T18:00:00.500Z', Date.parse('2026-11-24T18:00:00.500Z')],
  ])('is the whole state of its lines as of version %s', (given, version) => {
    expect(translate('order.updated', { id: 'W1', version: given, lines })).toEqual({
      kind: 'wholeOrder',
      lines: [
        {
          kind: 'orderLine',
          sku: 'MUG',
          location: 'main',
          version,
          madeAt: TIMESTAMP,
          state: { ordered: 3, shipped: 1, returned: 0, deducted: 0 },
          source: { channel: 'pos', order: 'W1', line: 'l1', key: 'order:pos:W1:line:l1' },
          occurredAt: TIMESTAMP,
          receivedAt: RECEIVED,
        },
      ],
    });
  });

  it.each([
    ['9999-12-31T23:59:59Z', 'malformed'],
    ['2026-11-25T18:00:00.251Z', 'malformed'],
    ['2026-11-25T18:00:00.250Z', 'wholeOrder'],
    [253_402_300_799_000, 'wholeOrder'],
  ])(
    'with the version %j is %s: a time more than a day ahead would make every later state an older one',
    (given, kind) => {
      const read = translate('order.updated', { id: 'W1', version: given, lines });
      expect(read).toMatchObject(kind === 'malformed' ? { kind, path: 'data.version' } : { kind, lines: [{}] });
    },
  );

  it('is refused without a version', () => {
    expect(translate('order.updated', { id: 'W1', lines })).toMatchObject({ kind: 'malformed', path: 'data.version' });
  });
});

describe('a stocktake', () => {
  const counted = (countedAt: string) =>
    translate('stock.counted', { id: 'c1', countedAt, lines: [{ ...line, quantity: 0 }] });

  it('is a count as of its own time, and may find nothing', () => {
    expect(counted('2026-11-24T17:59:00Z')).toEqual({
      kind: 'document',
      id: 'count:c1',
      observations: [
        {
          kind: 'count',
          sku: 'MUG',
          location: 'main',
          counted: 0,
          source: { channel: 'pos', key: 'count:pos:c1:line:l1' },
          occurredAt: '2026-11-24T17:59:00.000Z',
          receivedAt: RECEIVED,
        },
      ],
    });
  });

  it('of a clock that is a little ahead counts as of now, so that it swallows no later sale', () => {
    expect(counted('2026-11-24T18:05:00.000Z')).toMatchObject({ observations: [{ occurredAt: RECEIVED }] });
  });

  it('adds up the lines of one SKU, under the same key in whatever order they come', () => {
    const bins = [
      { id: 'bin-A', sku: 'MUG', quantity: 30 },
      { id: 'bin-B', sku: 'MUG', quantity: 20 },
    ];
    const intake = (lines: readonly object[]) => translate('stock.counted', { id: 'c1', countedAt: TIMESTAMP, lines });
    expect(intake(bins)).toMatchObject({
      observations: [{ sku: 'MUG', counted: 50, source: { key: 'count:pos:c1:line:bin-A' } }],
    });
    expect(intake(bins.toReversed())).toEqual(intake(bins));
  });

  it('is refused where its lines add up to more units than anybody has', () => {
    const lines = [1, 2].map((id) => ({ id, sku: 'MUG', quantity: 600_000_000 }));
    expect(translate('stock.counted', { id: 'c1', countedAt: TIMESTAMP, lines })).toMatchObject({
      kind: 'malformed',
      path: 'data.lines',
    });
  });

  it('of a clock that is far ahead is refused', () => {
    expect(counted('2026-11-24T18:05:01Z')).toMatchObject({ kind: 'malformed', path: 'data.countedAt' });
  });
});

describe('a POS message that is not as agreed', () => {
  it.each<[string, unknown, string]>([
    ['sale.completed', { lines: [line] }, 'data.id'],
    ['sale.completed', { id: 'x'.repeat(129), lines: [line] }, 'data.id'],
    ['sale.completed', { id: '42', lines: [] }, 'data.lines'],
    ['sale.completed', { id: '42' }, 'data.lines'],
    ['sale.completed', undefined, 'data'],
    ['sale.completed', { id: '42', lines: [{ ...line, quantity: 0 }] }, 'data.lines[0].quantity'],
    ['sale.completed', { id: '42', lines: [line, { ...line, id: 'l2', quantity: 1.5 }] }, 'data.lines[1].quantity'],
    ['sale.completed', { id: '42', lines: [{ ...line, sku: '' }] }, 'data.lines[0].sku'],
    ['sale.completed', { id: '42', lines: [{ ...line, sku: 'a\u0000b' }] }, 'data.lines[0].sku'],
    ['sale.completed', { id: '42', lines: [line, line] }, 'data.lines[1].id'],
    ['sale.returned', { id: '42', lines: [{ ...line, quantity: -1 }] }, 'data.lines[0].quantity'],
    ['sale.completed', { id: '42', lines: [{ ...line, sku: 'a\ud800' }] }, 'data.lines[0].sku'],
    ['sale.completed', { id: '42', lines: [{ ...line, sku: 'a\uffff' }] }, 'data.lines[0].sku'],
    ['sale.completed', { id: '42', lines: [{ ...line, sku: '😀'.repeat(255) }] }, 'data.lines[0].sku'],
    ['sale.completed', { id: 'a\u001b[2J', lines: [line] }, 'data.id'],
    ['sale.completed', { id: 'a\udfff', lines: [line] }, 'data.id'],
    ['sale.completed', { id: ':'.repeat(43), lines: [line] }, 'data.id'],
    ['sale.completed', { id: '42', lines: [{ ...line, id: 'constructor' }] }, 'data.lines[0].id'],
    ['sale.completed', { id: '42', lines: [{ ...line, id: '__proto__' }] }, 'data.lines[0].id'],
    ['sale.completed', { id: '42', location: 'constructor', lines: [line] }, 'data.location'],
    [
      'order.updated',
      { id: 'wc-3', version: 1, lines: [{ id: '1', sku: 'MUG', ordered: 5, shipped: 0, returned: 2 }] },
      'data.lines[0].returned',
    ],
    ...[1e-140, -1, 1e300].map((version): [string, unknown, string] => [
      'order.updated',
      { id: '42', version, lines: [{ id: 'l1', sku: 'MUG', ordered: 1, shipped: 0, returned: 0 }] },
      'data.version',
    ]),
    ['stock.counted', { id: '42', countedAt: '2026-02-30T12:00:00Z', lines: [line] }, 'data.countedAt'],
    ['stock.counted', { id: '42', countedAt: '9999-12-31T23:59:59-12:00', lines: [line] }, 'data.countedAt'],
    ['stock.counted', { id: '42', countedAt: '0001-01-01T00:00:00Z', lines: [line] }, 'data.countedAt'],
    ['sale.completed', { id: '42', location: 'attic', lines: [line] }, 'data.location'],
    ['sale.completed', { id: '42', location: 'no such', lines: [line] }, 'data.location'],
    ['stock.adjusted', { id: '42', lines: [{ id: 'l1', sku: 'MUG', change: 0, reason: 'x' }] }, 'data.lines[0].change'],
    ['stock.adjusted', { id: '42', lines: [{ id: 'l1', sku: 'MUG', change: -1 }] }, 'data.lines[0].reason'],
    [
      'stock.adjusted',
      { id: '42', location: 'attic', lines: [{ id: 'l1', sku: 'M', change: 1, reason: 'x' }] },
      'data.location',
    ],
    ['stock.transferred', { id: '42', to: 'main', lines: [line] }, 'data.from'],
    ['stock.transferred', { id: '42', from: 'attic', to: 'main', lines: [line] }, 'data.from'],
    ['stock.transferred', { id: '42', from: 'main', to: 'attic', lines: [line] }, 'data.to'],
    ['stock.transferred', { id: '42', from: 'main', to: 'main', lines: [line] }, 'data.to'],
    ['stock.counted', { id: '42', lines: [line] }, 'data.countedAt'],
    ['stock.counted', { id: '42', countedAt: TIMESTAMP, location: 'attic', lines: [line] }, 'data.location'],
    ['order.updated', { id: '42', version: 1, lines: [{ id: 'l1', sku: 'MUG', ordered: 1 }] }, 'data.lines[0].shipped'],
    [
      'order.updated',
      { id: '42', version: 1, location: 'attic', lines: [{ id: 'l1', sku: 'M', ordered: 1, shipped: 0, returned: 0 }] },
      'data.location',
    ],
  ])('%s %j is refused at %s', (type, data, path) => {
    expect(translate(type, data)).toMatchObject({ kind: 'malformed', path });
  });

  it.each([
    ['sale.completed', { id: '42' }, {}],
    ['stock.received', { id: '42', location: 'main' }, {}],
    ['stock.adjusted', { id: '42' }, { change: 1, reason: 'x' }],
    ['stock.counted', { id: '42', countedAt: TIMESTAMP }, {}],
    ['stock.transferred', { id: '42', from: 'back', to: 'main' }, {}],
    ['order.updated', { id: '42', version: 1 }, { ordered: 1, shipped: 0, returned: 0 }],
  ])(
    '%s is refused where a line names another location of ours: its units would move at the wrong one',
    (type, data, own) => {
      const at = (location: unknown) => ({
        ...data,
        lines: [
          { ...line, ...own, location: 'bin A3' },
          { ...line, ...own, id: 'l2', location },
        ],
      });
      expect(translate(type, at('back'))).toMatchObject({ kind: 'malformed', path: 'data.lines[1].location' });
      expect(translate(type, at('bin B1'))).not.toHaveProperty('path');
      expect(translate(type, at(7))).not.toHaveProperty('path');
    },
  );

  it('may have lines that name the location of their message', () => {
    const lines = [{ ...line, location: 'back' }];
    expect(translate('sale.completed', { id: '42', location: 'back', lines })).toMatchObject({
      observations: [{ changes: [{ location: 'back' }] }],
    });
  });

  it('is refused without a timestamp', () => {
    expect(translate('sale.completed', { id: '42', lines: [line] }, {})).toMatchObject({
      kind: 'malformed',
      path: 'timestamp',
    });
  });

  it('is ignored when its type moves no stock', () => {
    expect(translate('customer.created', { name: 'Jon' })).toMatchObject({ kind: 'ignored' });
  });

  it.each([
    ['sale.complete', 'Did you mean sale.completed?'],
    ['Sale.Completed', 'Did you mean sale.completed?'],
    ['sales_completed', 'Did you mean sale.completed?'],
    ['stock.count', 'Did you mean stock.counted?'],
    ['order.created', 'Did you mean order.updated?'],
    ['sale.voided', 'The types are sale.completed, sale.returned,'],
    ['order.create', 'The types are sale.completed, sale.returned,'],
    ['order.cancelled', 'The types are sale.completed, sale.returned,'],
    ['orders/paid', 'The types are sale.completed, sale.returned,'],
    ['inventory.counted', 'The types are sale.completed, sale.returned,'],
    ['return.created', 'The types are sale.completed, sale.returned,'],
    ['receipt.completed', 'The types are sale.completed, sale.returned,'],
    ['delivery.received', 'The types are sale.completed, sale.returned,'],
    ['transfer.completed', 'The types are sale.completed, sale.returned,'],
    ['count_finished', 'The types are sale.completed, sale.returned,'],
    ['stocktake.finished', 'The types are sale.completed, sale.returned,'],
    ['adjustments.made', 'The types are sale.completed, sale.returned,'],
    ['exchange.completed', 'The types are sale.completed, sale.returned,'],
  ])('of the type %s is refused: %s', (type, meant) => {
    expect(translate(type, { id: '42', lines: [line] })).toMatchObject({
      kind: 'malformed',
      path: 'type',
      reason: expect.stringContaining(meant),
    });
  });

  it.each([
    'customer.created',
    'stockline.test',
    'product.updated',
    'salesperson.hired',
    'counter.opened',
    'payment.refunded',
    'x'.repeat(100_000),
  ])('is ignored where its type is far from ours (%#)', (type) => {
    expect(translate(type, {})).toMatchObject({ kind: 'ignored' });
  });
});

describe('the hold that a sale or an order names', () => {
  const order = { ordered: 2, shipped: 0, returned: 0, id: 'l1', sku: 'MUG' };
  const twoLines = (each: object) => ({ hold: 'cart-1', lines: [each, { ...each, id: 'l2', hold: 'cart-2' }] });

  it.each([
    ['sale.completed', { id: '42', ...twoLines(line) }],
    ['order.updated', { id: '42', version: 1, ...twoLines(order) }],
  ])('in %s is that of the message, or that of the line', (type, data) => {
    const named = [{ hold: 'cart-1' }, { hold: 'cart-2' }];
    expect(translate(type, data)).toMatchObject(type === 'order.updated' ? { lines: named } : { observations: named });
  });

  it('is of no line where none is named', () => {
    const plain = translate('sale.completed', { id: '42', lines: [line] });
    expect(plain.kind === 'document' && plain.observations.some((each) => 'hold' in each)).toBe(false);
  });
});
