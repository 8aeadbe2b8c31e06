import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DEMO_CATALOGUE } from '../../../local/stack/demo-catalogue.ts';
import { SHOPIFY } from '../../../sandbox/kernel/identities.ts';
import type { RunningSandbox } from '../../../sandbox/kernel/server.ts';
import { startShopifySandbox } from '../../../sandbox/shopify/server.ts';
import type { ShopifyChannel } from '../../../shared/channel-config.ts';
import { createShopifyOrderFeed } from '../../../shared/channels/shopify/orders/order-feed.ts';
import { createShopifyOrderReader } from '../../../shared/channels/shopify/orders/order-reader.ts';
import { parseChannelId, parseLocationId } from '../../../shared/domain/identifiers.ts';
import type { OrderLineObservation } from '../../../shared/domain/stock/observation.ts';
import type { OrderReader } from '../../../shared/ports/channel/channel.ts';
import { eventually } from '../../shared/channels/eventually.ts';
import { control } from '../../shared/channels/sandbox-control.ts';
import { openDoor, RECEIVED } from '../../shared/channels/shopify/door.ts';

const credentials = { clientId: SHOPIFY.clientId, clientSecrets: ['secret'] };
const channel: ShopifyChannel = {
  id: parseChannelId('shopify'),
  platform: 'shopify',
  shop: SHOPIFY.shop,
  locations: { [SHOPIFY.locationId]: [parseLocationId('main')] },
  buffer: 0,
};
const [FIRST = '', SECOND = ''] = DEMO_CATALOGUE.map(({ sku }) => sku);

let door: Awaited<ReturnType<typeof openDoor>>;
let sandbox: RunningSandbox;
let reader: OrderReader;
const received = new Map<string, OrderLineObservation>();

beforeAll(async () => {
  door = await openDoor(channel, credentials, (intake) => {
    for (const each of intake.kind === 'observations' ? intake.observations : []) {
      if (each.kind === 'orderLine' && each.version >= (received.get(each.source.key)?.version ?? 0)) {
        received.set(each.source.key, each);
      }
    }
  });
  sandbox = await startShopifySandbox({
    port: 0,
    shop: SHOPIFY.shop,
    clientId: SHOPIFY.clientId,
    clientSecret: 'secret',
    webhookUrl: door.url,
    location: { id: SHOPIFY.locationId, name: 'Main' },
    catalogue: DEMO_CATALOGUE.map((item) => ({ ...item, quantity: 100_000 })),
  });
  reader = createShopifyOrderReader({ ...channel, apiEndpoint: sandbox.url }, credentials, { pageSize: 1 });
});

afterAll(() => Promise.all([sandbox.close(), door.close()]));

async function read(order: string): Promise<readonly OrderLineObservation[]> {
  const answer = await reader.readOrder(order, RECEIVED);
  if (answer.kind !== 'order') {
    throw new Error(`Order ${order} is ${answer.kind}.`);
  }
  return answer.lines;
}

/** What the webhooks with the highest version said of each line, in the order of the lines. */
function reportedOf(order: string): readonly OrderLineObservation[] {
  return [...received.values()].filter(({ source }) => source.order === order).map(withoutGuess);
}

/** At which of its places a line lost a unit may be a guess: a message, which names fewer places, guesses otherwise. */
function withoutGuess({ lost: _lost, ...line }: OrderLineObservation): OrderLineObservation {
  return line;
}

type Step = readonly [action: 'fulfil' | 'fulfil-lines' | 'refund' | 'edit' | 'cancel', what: object];

const sku = fc.constantFrom(FIRST, SECOND);
const line = fc.record({ sku, quantity: fc.integer({ min: 1, max: 4 }) });
const lines = fc.array(line, { minLength: 1, maxLength: 2 });
const edited = fc.uniqueArray(line, { minLength: 1, maxLength: 2, selector: (each) => each.sku });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>(['fulfil', {}]),
  lines.map((each): Step => ['fulfil-lines', { lines: each }]),
  fc.record({ lines, restock: fc.boolean() }).map((each): Step => ['refund', each]),
  edited.map((each): Step => ['edit', { lines: each }]),
  fc.record({ restock: fc.boolean() }).map((each): Step => ['cancel', each]),
);

describe('an order of Shopify’s sandbox', () => {
  it('reads as its webhooks report it, whatever happened to it', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.array(step, { maxLength: 4 }), async (bought, steps) => {
        const order = await control(sandbox).sell(bought);
        for (const [action, what] of steps) {
          await control(sandbox).tryTo(order, action, what);
        }
        const now = await read(order);
        expect(now.length).toBeGreaterThan(0);
        await eventually(() => expect(reportedOf(order)).toEqual(now.map(withoutGuess)));
      }),
      { numRuns: 30 },
    );
  });

  it('of its till reads at the till’s location', async () => {
    const sold = await fetch(`${sandbox.url}/_sandbox/pos-orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ lines: [{ sku: FIRST, quantity: 2 }] }),
    });
    const { id } = (await sold.json()) as { id: string };
    expect(await read(id)).toMatchObject([
      { channelLocation: String(SHOPIFY.locationId), state: { ordered: 2, shipped: 2, returned: 0, deducted: 2 } },
    ]);
  });

  it('that was never placed is unknown', async () => {
    expect(await reader.readOrder('4711', RECEIVED)).toMatchObject({ kind: 'unknown' });
  });
});

describe('an order that an app copied from another channel', () => {
  it.each([
    ['its source', { sourceName: 'amazon' }],
    ['its app', { appId: '1234567' }],
    ['a tag', { tag: 'Amazon' }],
  ])('is left out by %s when it is read', async (_, mark) => {
    const placed = { sourceName: 'amazon', appId: '1234567', tags: ['vip', 'amazon'] };
    const made = await control(sandbox).send('POST', 'orders', { lines: [{ sku: FIRST, quantity: 2 }], ...placed });
    const { id } = made as { id: string };
    const ignoring = { ...channel, apiEndpoint: sandbox.url, ignoreSources: [mark] };
    const answer = await createShopifyOrderReader(ignoring, credentials).readOrder(id, RECEIVED);
    expect(answer).toMatchObject({
      kind: 'order',
      lines: [{ state: { ordered: 0, deducted: 0 } }],
      ignored: [expect.stringContaining('ignoreSources')],
    });
    expect(await read(id)).toMatchObject([{ state: { ordered: 2 } }]);
    const leftOut: OrderLineObservation[] = [];
    const pages = createShopifyOrderFeed(ignoring, credentials).openLines(undefined, (line) => leftOut.push(line));
    const open = (await Array.fromAsync(pages)).flat().filter(({ source }) => source.order === id);
    expect(open).toMatchObject([{ state: { ordered: 0 } }]);
    expect(leftOut.filter(({ source }) => source.order === id)).toMatchObject([{ sku: FIRST, state: { ordered: 2 } }]);
  });
});
