/** One example of each answer, as the local run gives it; a test holds each to its schema. */

const AT = '2026-11-24T18:00:02.350Z';
const FIGURES = { onHand: 100, committed: 2, held: 0, unavailable: 0, available: 98 };

const STOCK = {
  ...{ sku: 'DEMO-001', seq: 2, ...FIGURES, locations: { main: FIGURES }, policy: 'shared' },
  listings: [
    { channel: 'amazon', sellable: 98, shown: 98, pending: 0, lastPushedAt: AT },
    { channel: 'shopify', channelLocation: '655441491', sellable: 98, shown: 98, pending: 0, lastPushedAt: null },
  ],
};

const ENTRY = {
  ...{ sku: 'DEMO-001', seq: 2, kind: 'order' },
  changes: [{ location: 'main', committed: 2 }],
  stockAfter: { main: { onHand: 100, committed: 2, held: 0, unavailable: 0 } },
  source: { channel: 'shopify', order: '1001', line: '1', key: 'order:shopify:1001:line:1' },
  occurredAt: '2026-11-24T18:00:00.000Z',
  receivedAt: '2026-11-24T18:00:01.120Z',
  postedAt: '2026-11-24T18:00:01.480Z',
  hash: '8b1a9953c4611296a827abf8c47804d78b1a9953c4611296a827abf8c47804d7',
  previousHash: '0cc175b9c0f1b6a831c399e2697726610cc175b9c0f1b6a831c399e269772661',
};

const PUSH = {
  ...{ listing: 'amazon', seq: 2, change: -2, shows: 98 },
  ...{ startedAt: '2026-11-24T18:00:01.900Z', endedAt: AT, answer: 'accepted' },
};

const SHOWN = {
  ...{ listing: 'amazon', units: 98, sellable: 98 },
  evidence: { kind: 'answer', asOf: AT },
  inputs: { policy: 'shared', available: 98, safetyStock: 0, buffer: 0, lagMs: 1_230 },
};

const HOLD = { id: 'cart-77', status: 'open', expiresAt: '2026-11-24T18:10:00.000Z' };

/** Bodies and answers by the name of their schema. */
export const EXAMPLES = {
  HoldRequest: { id: 'cart-77', sku: 'DEMO-001', quantity: 2, ttlSeconds: 600 },
  CartRequest: {
    id: 'cart-78',
    ttlSeconds: 600,
    lines: [
      { sku: 'DEMO-001', quantity: 2 },
      { sku: 'DEMO-002', quantity: 1, location: 'main' },
    ],
  },
  CaptureRequest: { as: 'committed', order: '1001', channel: 'shopify' },
  Stock: STOCK,
  StockAt: { sku: 'DEMO-001', seq: 1, ...FIGURES, locations: { main: FIGURES }, at: '2026-11-24T17:00:00.000Z' },
  StockList: { stock: [{ ...STOCK, on: ['atRisk'] }], next: 'DEMO-001' },
  StockListAt: {
    at: '2026-11-24T17:00:00.000Z',
    stock: [{ sku: 'DEMO-001', seq: 1, ...FIGURES, locations: { main: FIGURES }, hash: ENTRY.previousHash }],
    next: 'DEMO-001',
  },
  Entries: { entries: [ENTRY] },
  Pushes: { pushes: [PUSH] },
  Why: {
    ...{ sku: 'DEMO-001', seq: 2, ...FIGURES, locations: { main: FIGURES }, at: AT, since: 1 },
    moved: [{ channel: 'shopify', kind: 'order', entries: 1, onHand: 0, committed: 2, held: 0, unavailable: 0 }],
    entries: [ENTRY],
    displayed: [{ ...SHOWN, says: `as it answered a push at ${AT}` }],
    decisions: [{ ...PUSH, inputs: SHOWN.inputs }],
    oversales: [],
  },
  Trace: {
    channel: 'shopify',
    order: '1001',
    observations: [
      {
        outcome: 'posted',
        entry: ENTRY,
        pushes: [PUSH],
      },
    ],
  },
  Channels: {
    channels: [
      {
        ...{ channel: 'amazon', platform: 'Amazon', pushing: 'live', findings: [] },
        lag: { p50Ms: 1_200, p95Ms: 2_100, since: '2026-11-24T18:00:00.000Z' },
        reportDelay: { p50Ms: 3_400, p95Ms: 9_800, since: '2026-11-24T18:00:00.000Z' },
        ...{ soldPerMinute: 3.6, receivedPerMinute: 4.2 },
        lastReceivedAt: '2026-11-24T18:00:00.000Z',
        sweptTo: '2026-11-24T17:55:00.000Z',
        comparedAt: '2026-11-24T12:00:00.000Z',
      },
    ],
  },
  Problems: {
    problems: [
      {
        kind: 'oversold',
        sku: 'FLASH',
        says: 'FLASH is oversold: 2 units are promised that nobody has.',
        repair: 'Get the units, or cancel so many of its last orders: its page names them.',
      },
    ],
    isMore: false,
    moreOf: [],
  },
  Proposals: {
    asOf: '2026-11-24T12:00:00.000Z',
    counts: { proposed: 1, ambiguous: 0, unmatched: 1 },
    listings: [
      {
        ...{ channel: 'amazon', listing: '1A-2B3C-XYZ', name: '1A-2B3C-XYZ', title: 'Red mug', kind: 'proposed' },
        candidates: [{ sku: 'MUG-RED', because: ['gtin'] }],
      },
      {
        ...{ channel: 'square', listing: 'JKTP4J7VVYJR6DB5OA2CUZLR', name: 'Gift wrap', kind: 'unmatched' },
        candidates: [],
      },
    ],
  },
  Parked: {
    parked: [
      {
        observation: {
          ...{ kind: 'movement', sku: 'NEVER-SEEN', cause: 'sold', changes: [{ location: 'main', onHand: -1 }] },
          source: { channel: 'pos', order: 'till-2', line: '1', key: 'sale.completed:till-2:1' },
          ...{ occurredAt: AT, receivedAt: AT },
        },
        outcome: { kind: 'unknownSku', reason: 'The ledger has no such SKU.' },
        parkedAt: AT,
      },
    ],
  },
  Placed: HOLD,
  Hold: { ...HOLD, lines: [{ sku: 'DEMO-001', quantity: 2, location: 'main', status: 'open' }] },
  Ended: { id: 'cart-77', status: 'captured', order: '1001' },
  Error: {
    error: {
      code: 'invalid',
      message: 'quantity: use a whole number, 1 or more; ttlSeconds: it is missing.',
      path: 'quantity',
      fields: [
        { path: 'quantity', reason: 'use a whole number, 1 or more' },
        { path: 'ttlSeconds', reason: 'it is missing' },
      ],
    },
  },
} as const;
