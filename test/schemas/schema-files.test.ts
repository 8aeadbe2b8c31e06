import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { MemoryBus } from '../../bench/aws/event-bus.ts';
import { MemoryQueue, MemoryQueues } from '../../bench/aws/queues.ts';
import { Meter } from '../../bench/aws/usage.ts';
import { eventBridgeStockEvents } from '../../shared/aws/messaging/event-bus.ts';
import { translatePos } from '../../shared/channels/pos/intake/translate.ts';
import { parseChannelId, parseLocationId } from '../../shared/domain/identifiers.ts';
import { webhookMessage } from '../../shared/usecases/alerting/send-alerts.ts';
import { postObservations } from '../../shared/usecases/posting/post-observations.ts';
import { register } from '../contract/table-steps.ts';
import {
  AMAZON,
  baseline,
  later,
  MUG,
  movement,
  NOON,
  orderLine,
  SHARED_RULES,
  SHOPIFY,
  sha256,
} from '../fakes/facts.ts';
import { MemoryTable } from '../fakes/memory/memory-table.ts';
import { postingPorts } from '../fakes/ports/posting-ports.ts';
import { faultsOf } from './json-schema.ts';
import { fileText, SCHEMA_FILES } from './schema-files.ts';

const DOCS = join(import.meta.dirname, '..', '..', 'docs');
const FOLDER = join(DOCS, 'schemas');

const busEvent = v.looseObject({ source: v.string(), 'detail-type': v.string(), detail: v.looseObject({}) });
const pattern = v.record(v.string(), v.union([v.array(v.string()), v.record(v.string(), v.array(v.string()))]));

function faultsIn(file: string, value: unknown): readonly string[] {
  return faultsOf(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')), value, file);
}

/** The blocks of JSON that docs/events.md shows: an event, and the patterns of rules. */
const [shownEvent, ...shownPatterns] = [
  ...readFileSync(join(DOCS, 'events.md'), 'utf8').matchAll(/```json\n(.*?)```/gs),
].map(([, text = '']): unknown => JSON.parse(text));

describe('docs/schemas', () => {
  it('has what `npm run schemas` writes, and no other file', () => {
    const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
    expect(files.sort()).toEqual([...SCHEMA_FILES.keys()].sort());
    for (const [file, schema] of SCHEMA_FILES) {
      expect(readFileSync(join(FOLDER, file), 'utf8')).toBe(fileText(schema));
    }
  });
});

/** Events as the target of a rule with the pattern gets them, of a mug that gets low, sells out, is oversold and comes back. */
async function eventsOf(wanted: v.InferOutput<typeof pattern>) {
  const meter = new Meter();
  const queue = new MemoryQueue({ name: 'Target', isFifo: false, visibilityMs: 30_000 }, () => 0);
  const bus = new MemoryBus([{ pattern: wanted, queue: 'Target' }], new MemoryQueues([queue], meter), meter);
  const client = new EventBridgeClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    () =>
      async ({ input }) => ({
        output: { $metadata: {}, ...bus.answer(new PutEventsCommand(v.parse(putEvents, input))) },
        response: {},
      }),
    { step: 'initialize' },
  );
  const table = new MemoryTable();
  await register(table.registry(), MUG, SHOPIFY, 20);
  await register(table.registry(), MUG, AMAZON, 20, 'absolute');
  const rules = { ...SHARED_RULES, lowAt: 10 };
  const history = [
    baseline(20),
    ...[9, 2, 12].map((ordered, index) => orderLine({ line: String(index), ordered })),
    movement('received', 40),
  ];
  for (const [second, observation] of history.entries()) {
    const events = eventBridgeStockEvents(client, 'bus');
    const ports = postingPorts(table, { rules, clock: () => new Date(later(second)), events });
    await postObservations(ports, [{ id: 'm', sku: MUG, observations: [observation] }]);
  }
  return queue.receive(100).map(({ body }) => v.parse(busEvent, JSON.parse(body)));
}

const putEvents = v.object({
  Entries: v.array(
    v.object({ EventBusName: v.string(), Source: v.string(), DetailType: v.string(), Detail: v.string() }),
  ),
});

const typesOf = (events: readonly v.InferOutput<typeof busEvent>[]) =>
  [...new Set(events.map((event) => event['detail-type']))].sort();

describe('an event on the bus', () => {
  it('is as its schema says, of every kind', async () => {
    const events = await eventsOf({ source: ['stockline'] });
    expect(events.flatMap((event) => faultsIn(`events/${event['detail-type']}.json`, event))).toEqual([]);
    const described = [...SCHEMA_FILES.keys()].flatMap((file) => /^events\/(.*)\.json$/.exec(file)?.[1] ?? []);
    expect(typesOf(events)).toEqual(described.sort());
  });

  it('with a field more, a field less or another version is not', async () => {
    for (const { detail, ...event } of await eventsOf({ source: ['stockline'] })) {
      const { sku: _, ...less } = detail;
      for (const odd of [{ ...detail, more: 1 }, less, { ...detail, seq: '1' }, { ...detail, shapeVersion: 99 }]) {
        expect(faultsIn(`events/${event['detail-type']}.json`, { ...event, detail: odd })).not.toEqual([]);
      }
    }
  });

  it('is the one that docs/events.md shows', async () => {
    const { 'detail-type': type, detail } = v.parse(busEvent, shownEvent);
    const emitted = await eventsOf({ source: ['stockline'], 'detail-type': [type] });
    expect(emitted.map((event) => event.detail)).toContainEqual(detail);
  });

  it('reaches the rules that docs/events.md shows', async () => {
    const [chat = [], channel = [], archive = []] = await Promise.all(
      shownPatterns.map((shown) => eventsOf(v.parse(pattern, shown))),
    );
    expect(shownPatterns).toHaveLength(3);
    expect(typesOf(chat)).toEqual(['Oversold', 'stock.out']);
    expect(typesOf(channel)).toEqual(['StockChanged']);
    expect(channel.every(({ detail }) => JSON.stringify(detail['due']).includes('"shopify"'))).toBe(true);
    expect(typesOf(archive)).toHaveLength(5);
  });
});

const LINE = { id: 'l1', sku: 'MUG' };
const MOVED = { id: '42', lines: [{ ...LINE, quantity: 2 }] };
const ORDER_LINE = { ...LINE, ordered: 2, shipped: 1, returned: 0 };

function isTaken(message: unknown): boolean {
  const intake = translatePos({
    rawBody: Buffer.from(JSON.stringify(message)),
    channel: { id: parseChannelId('pos'), platform: 'pos' },
    locations: [parseLocationId('main'), parseLocationId('back')],
    receivedAt: NOON,
  });
  return intake.kind === 'document' || intake.kind === 'wholeOrder';
}

const message = (type: string, data: object) => ({ type, timestamp: NOON, data: { location: 'main', ...data } });
const TAKEN = [
  message('sale.completed', { ...MOVED, hold: 'h1' }),
  message('sale.completed', { id: 42, lines: [{ ...LINE, id: 7, quantity: -1, deducted: -1, hold: 'h1', more: 1 }] }),
  { ...message('sale.returned', MOVED), sentAt: NOON, more: 1 },
  message('stock.received', MOVED),
  message('stock.adjusted', { id: '42', lines: [{ ...LINE, change: -1_000_000_000, reason: 'broken' }] }),
  message('stock.counted', { id: '42', countedAt: NOON, lines: [{ ...LINE, quantity: 0 }] }),
  message('stock.transferred', { ...MOVED, from: 'main', to: 'back' }),
  message('order.updated', { id: '42', version: 3, lines: [ORDER_LINE] }),
  message('order.updated', { id: '42', version: NOON, hold: 'h1', lines: [ORDER_LINE] }),
];
const REFUSED = [
  message('sale.completed', { id: '42', lines: [{ ...LINE, quantity: 0 }] }),
  message('sale.completed', { id: '42', lines: [] }),
  message('sale.completed', { id: '42', lines: [{ ...LINE, quantity: 1.5 }] }),
  message('sale.returned', { id: '42', lines: [{ ...LINE, quantity: -1 }] }),
  message('stock.received', { lines: MOVED.lines }),
  message('stock.received', { id: '42', lines: [{ id: 'l1', quantity: 1 }] }),
  message('stock.adjusted', { id: '42', lines: [{ ...LINE, change: 1 }] }),
  message('stock.adjusted', { id: '42', lines: [{ ...LINE, change: -1_000_000_001, reason: 'broken' }] }),
  message('stock.counted', { id: '42', lines: [{ ...LINE, quantity: 0 }] }),
  message('stock.transferred', { ...MOVED, from: 'main' }),
  message('order.updated', { id: '42', version: 3, lines: [{ ...ORDER_LINE, ordered: -1 }] }),
  message('order.updated', { id: '42', version: true, lines: [ORDER_LINE] }),
  { type: 'sale.returned', data: MOVED },
];
const fileOf = ({ type }: { readonly type: string }) => `messages/${type}.json`;

describe('a message of a till', () => {
  it('that is taken is as its schema says, of every type', () => {
    expect(TAKEN.filter((each) => !isTaken(each))).toEqual([]);
    expect(TAKEN.flatMap((each) => faultsIn(fileOf(each), each))).toEqual([]);
    const described = [...SCHEMA_FILES.keys()].filter((file) => file.startsWith('messages/'));
    expect([...new Set(TAKEN.map(fileOf))].sort()).toEqual(described.sort());
  });

  it.each(REFUSED.map((each) => [JSON.stringify(each), each] as const))(
    '%s is refused, and breaks its schema',
    (_, each) => {
      expect(isTaken(each)).toBe(false);
      expect(faultsIn(fileOf(each), each)).not.toEqual([]);
    },
  );
});

const alertBody = v.looseObject({ data: v.looseObject({ sku: v.string() }) });

describe('an alert to a webhook', () => {
  const alert = { sku: MUG, seq: 7, available: 8, threshold: 10, at: NOON };
  const bodies = (['stock.low', 'stock.out', 'stock.back'] as const).map((kind) =>
    v.parse(alertBody, JSON.parse(webhookMessage({ ...alert, kind }, sha256).body)),
  );

  it('is as its schema says, of every kind, and the first as docs/alerts.md shows it', () => {
    expect(bodies.flatMap((body) => faultsIn('alerts/webhook.json', body))).toEqual([]);
    const page = readFileSync(join(DOCS, 'alerts.md'), 'utf8');
    const shown = JSON.parse(/```json\n(.*?)```/s.exec(page)?.[1] ?? '');
    expect(bodies[0]).toEqual(shown);
  });

  it('with a field more, a field less or another type is not', () => {
    for (const { data, ...body } of bodies) {
      const { sku: _, ...less } = data;
      for (const odd of [
        { ...body, data: less },
        { ...body, data: { ...data, seq: '7' } },
        { ...body, data: { ...data, more: 1 } },
        { ...body, data, type: 'stock.gone' },
        { ...body, data, more: 1 },
        { data, type: 'stock.low', timestamp: NOON },
      ]) {
        expect(faultsIn('alerts/webhook.json', odd)).not.toEqual([]);
      }
    }
  });
});
