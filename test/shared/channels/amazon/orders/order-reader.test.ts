import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DEMO_CATALOGUE } from '../../../../../local/stack/demo-catalogue.ts';
import { type AmazonSandboxOptions, startAmazonSandbox } from '../../../../../sandbox/amazon/server.ts';
import { AMAZON } from '../../../../../sandbox/kernel/identities.ts';
import type { RunningSandbox } from '../../../../../sandbox/kernel/server.ts';
import type { AmazonChannel } from '../../../../../shared/channel-config.ts';
import { translateAmazon } from '../../../../../shared/channels/amazon/intake/translate.ts';
import { createAmazonOrderReader } from '../../../../../shared/channels/amazon/orders/order-reader.ts';
import { parseChannelId, parseLocationId } from '../../../../../shared/domain/identifiers.ts';
import type { OrderLineObservation } from '../../../../../shared/domain/stock/observation.ts';
import type { Intake, OrderReader } from '../../../../../shared/ports/channel/channel.ts';
import { eventually } from '../../eventually.ts';
import { control } from '../../sandbox-control.ts';
import type { StubAnswer, StubRequest } from '../../stub-server.ts';
import { startStubSeller, credentials as stubCredentials } from '../stub-seller.ts';

const RECEIVED = '2026-11-24T18:00:00.000Z';
const [FIRST = '', SECOND = '', FBA = ''] = DEMO_CATALOGUE.map(({ sku }) => sku);
const CATALOGUE = DEMO_CATALOGUE.map((item) => ({
  ...item,
  quantity: 100_000,
  ...(item.sku === FBA && { amazon: { ...item.amazon, fulfilmentChannel: 'AMAZON_NA' as const } }),
}));
const credentials = { clientId: AMAZON.clientId, clientSecret: AMAZON.clientSecret, refreshToken: AMAZON.refreshToken };

const closing: (() => Promise<unknown>)[] = [];
let sandbox: RunningSandbox;
let reader: OrderReader;
let reported: OrderLineObservation[];

beforeEach(() => openSandbox({ usagePlans: { getOrder: { perSecond: 1_000, burst: 1_000 } } }));

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function openSandbox(options: Partial<AmazonSandboxOptions>): Promise<void> {
  reported = [];
  sandbox = await startAmazonSandbox({
    catalogue: CATALOGUE,
    orderChanges: { send: async (body) => void reported.push(...linesIn(body)) },
    pendingMs: 5,
    ...options,
  });
  closing.push(sandbox.close);
  reader = createAmazonOrderReader(channel(), credentials);
}

function channel(): AmazonChannel {
  return {
    id: parseChannelId('amazon'),
    platform: 'amazon',
    sellerId: AMAZON.sellerId,
    region: AMAZON.region,
    marketplaceIds: [AMAZON.marketplaceId],
    drawsOn: [parseLocationId('main')],
    apiEndpoint: sandbox.url,
    buffer: 0,
  };
}

function intakeOf(body: string): Intake {
  return translateAmazon({ body, channel: channel(), receivedAt: RECEIVED });
}

function linesIn(body: string): readonly OrderLineObservation[] {
  const intake = intakeOf(body);
  const observations = intake.kind === 'observations' ? intake.observations : [];
  return observations.filter((each) => each.kind === 'orderLine');
}

/** What the notifications with the highest version said of each item, in the order of the items. */
function reportedOf(order: string): readonly OrderLineObservation[] {
  const own = reported.filter(({ source }) => source.order === order).toSorted((a, b) => a.version - b.version);
  return [...new Map(own.map((line) => [line.source.key, line])).values()];
}

type Step = readonly [action: 'fulfil' | 'edit' | 'cancel', what: object];

const line = fc.record({ sku: fc.constantFrom(FIRST, SECOND), quantity: fc.integer({ min: 1, max: 4 }) });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>(['fulfil', {}]),
  fc
    .uniqueArray(line, { minLength: 1, maxLength: 2, selector: ({ sku }) => sku })
    .map((lines): Step => ['edit', { lines }]),
  fc.record({ restock: fc.boolean() }).map((what): Step => ['cancel', what]),
);

describe('an order that is read from Amazon', () => {
  it('reads as its notifications report it, whatever happened to it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 3 }),
        fc.array(step, { maxLength: 3 }),
        async (bought, steps) => {
          const order = await control(sandbox).sell(bought);
          for (const [action, what] of steps) {
            await control(sandbox).tryTo(order, action, what);
          }
          await eventually(async () => {
            const answer = await reader.readOrder(order, RECEIVED);
            expect(answer).toEqual({ kind: 'order', lines: reportedOf(order), ignored: [] });
            expect(reportedOf(order)).toHaveLength(bought.length);
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('reads as reported where the seller cancels what the buyer asked him to', async () => {
    const order = await control(sandbox).sell([{ sku: FIRST, quantity: 2 }]);
    await control(sandbox).send('POST', `orders/${order}/request-cancel`, {});
    await control(sandbox).act(order, 'cancel', { restock: true });
    await eventually(async () => {
      expect(reportedOf(order)).toMatchObject([{ state: { ordered: 0, shipped: 0, deducted: 0 } }]);
      expect(await reader.readOrder(order, RECEIVED)).toEqual({ kind: 'order', lines: reportedOf(order), ignored: [] });
    });
  });

  it('is to be read when a notice is of one item only: what was cancelled of it, the sums of the order do not tell', async () => {
    const sent: Intake[] = [];
    const orderChanges = { send: async (body: string) => void sent.push(intakeOf(body)) };
    await openSandbox({ orderChanges, pendingMs: 1 });
    const bought = [FIRST, SECOND].map((sku) => ({ sku, quantity: 3 }));
    const order = await control(sandbox).sell(bought);
    await eventually(() => expect(sent).toHaveLength(2));
    await control(sandbox).send('PUT', 'payloads', { orderChange: { level: 'OrderItemLevel' } });
    await control(sandbox).send('POST', `orders/${order}/cancel-item`, { sku: FIRST, quantity: 1 });
    await eventually(() => expect(sent).toHaveLength(4));
    expect(sent.slice(2)).toMatchObject([
      { kind: 'orderNotice', order: { order } },
      { kind: 'orderNotice', order: { order } },
    ]);
  });

  it('has no line for us where Amazon fulfils it', async () => {
    const order = await control(sandbox).sell([{ sku: FBA, quantity: 1 }]);
    expect(await reader.readOrder(order, RECEIVED)).toEqual({
      kind: 'order',
      lines: [],
      ignored: [`Amazon fulfils order ${order} from its own stock.`],
    });
  });

  it('waits above Amazon’s usage plan', async () => {
    await openSandbox({ usagePlans: { getOrder: { perSecond: 0.5, burst: 1 } } });
    const order = await control(sandbox).sell([{ sku: FIRST, quantity: 1 }]);
    await reader.readOrder(order, RECEIVED);
    expect(await reader.readOrder(order, RECEIVED)).toEqual({ kind: 'throttled', retryAfterMs: 2_000 });
  });

  it('is an error when Amazon does not find it: Amazon deletes no order', async () => {
    await expect(reader.readOrder('903-1-1', RECEIVED)).rejects.toThrow('There is no order 903-1-1.');
  });
});

/** What Amazon may leave out, and what the sandbox never reports. */
describe('Amazon’s answer', () => {
  const item = { orderItemId: '7', quantityOrdered: 3, product: { sellerSku: 'MUG' } };

  async function readFrom(answer: StubAnswer, requests: StubRequest[] = []) {
    const seller = await startStubSeller((request) => {
      requests.push(request);
      return answer;
    });
    closing.push(seller.close);
    return createAmazonOrderReader(seller.channel, stubCredentials).readOrder('903 1', RECEIVED);
  }

  const order = (fulfillmentStatus: string, rest: object) => ({
    body: {
      order: {
        orderId: '903 1',
        lastUpdatedTime: '2024-12-25T16:30:00Z',
        fulfillment: { fulfillmentStatus, fulfilledBy: 'MERCHANT' },
        orderItems: [{ ...item, ...rest }],
      },
    },
  });
  const cancelledBy = (who: string, why?: string) => ({
    cancellation: { cancellationExecution: { cancelledBy: who, cancelReason: why } },
  });

  // ordered, shipped, deducted
  it.each([
    ['PENDING', {}, [3, 0, 3]],
    ['PENDING_AVAILABILITY', {}, [3, 0, 3]],
    ['PARTIALLY_SHIPPED', { fulfillment: { quantityFulfilled: 1 } }, [3, 1, 3]],
    ['SHIPPED', { fulfillment: { quantityFulfilled: 3 } }, [3, 3, 3]],
    ['SHIPPED', {}, [3, 3, 3]],
    ['CANCELLED', cancelledBy('BUYER'), [0, 0, 0]],
    ['CANCELLED', cancelledBy('MERCHANT'), [0, 0, 3]],
    ['CANCELLED', cancelledBy('MERCHANT', 'Buyer requested cancellation'), [0, 0, 0]],
    ['CANCELLED', cancelledBy('AMAZON'), [0, 0, 3]],
    ['CANCELLED', {}, [0, 0, 3]],
    ['UNFULFILLABLE', {}, [0, 0, 3]],
    ['UNSHIPPED', cancelledBy('BUYER'), [3, 0, 3]],
    ['UNSHIPPED', { fulfillment: { quantityFulfilled: 0, quantityUnfulfilled: 3 } }, [3, 0, 3]],
    // Nobody names a cancellation: what is still ordered is what was shipped and what is to be shipped.
    ['UNSHIPPED', { fulfillment: { quantityFulfilled: 0, quantityUnfulfilled: 2 } }, [2, 0, 3]],
    ['PARTIALLY_SHIPPED', { fulfillment: { quantityFulfilled: 1, quantityUnfulfilled: 1 } }, [2, 1, 3]],
    ['SHIPPED', { fulfillment: { quantityFulfilled: 2 } }, [2, 2, 3]],
    ['PENDING', { fulfillment: { quantityFulfilled: 0, quantityUnfulfilled: 0 } }, [3, 0, 3]],
    ['PENDING', { ...cancelledBy('BUYER'), fulfillment: { quantityFulfilled: 0, quantityUnfulfilled: 2 } }, [2, 0, 2]],
  ])('%s with %j', async (status, rest, [ordered, shipped, deducted]) => {
    expect(await readFrom(order(status, rest))).toMatchObject({
      lines: [
        {
          source: { key: 'order:amazon:903 1:line:7' },
          version: Date.parse('2024-12-25T16:30:00Z'),
          state: { ordered, shipped, returned: 0, deducted },
        },
      ],
    });
  });

  it('leaves aside an item without a SKU, and no other', async () => {
    expect(await readFrom(order('PENDING', { product: {} }))).toEqual({
      kind: 'order',
      lines: [],
      ignored: ['Item 7 of order 903 1 has no SKU that we can keep.'],
    });
  });

  it('has the items that can be read, and names one that cannot', async () => {
    const { body } = order('UNSHIPPED', {});
    const odd = { ...item, orderItemId: '8', quantityOrdered: 1.5 };
    const answer = { body: { order: { ...body.order, orderItems: [odd, ...body.order.orderItems] } } };
    expect(await readFrom(answer)).toMatchObject({
      lines: [{ source: { line: '7' }, state: { ordered: 3 } }],
      ignored: ['item 8 of order 903 1: quantityOrdered: Expected a whole number, 0 or more.'],
    });
  });

  it('is asked for with what says where the units are, and nothing of the buyer', async () => {
    const requests: StubRequest[] = [];
    await readFrom(order('PENDING', {}), requests);
    expect(requests.map(({ path }) => path)).toEqual([
      '/orders/2026-01-01/orders/903%201?includedData=FULFILLMENT%2CCANCELLATION',
    ]);
  });
});
