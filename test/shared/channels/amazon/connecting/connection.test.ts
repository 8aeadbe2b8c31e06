import { afterEach, describe, expect, it } from '@jest/globals';
import type { Destination as Reached } from '../../../../../sandbox/amazon/notifications/destinations.ts';
import type { Resource } from '../../../../../sandbox/amazon/notifications/notification-center.ts';
import { startAmazonSandbox } from '../../../../../sandbox/amazon/server.ts';
import { catalogueItem } from '../../../../../sandbox/kernel/catalogue.ts';
import { AMAZON } from '../../../../../sandbox/kernel/identities.ts';
import type { RunningSandbox } from '../../../../../sandbox/kernel/server.ts';
import { createAmazonConnection } from '../../../../../shared/channels/amazon/connecting/connection.ts';
import type { AmazonCredentials } from '../../../../../shared/channels/amazon/connecting/credentials.ts';
import { carryOut, plannedBy } from '../../connecting.ts';
import { eventually } from '../../eventually.ts';
import { control } from '../../sandbox-control.ts';
import { channelAt, type StubSeller, startStubSeller } from '../stub-seller.ts';

const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:Stockline-Notifications';
const OLD_QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:Stockline-Old';
const OURS = { destinationId: 'd', name: 'stockline-amazon', resource: { sqs: { arn: QUEUE } } };
const EVENT_BRIDGE = { accountId: '111122223333', region: 'eu-west-1' };
const SOURCE = 'aws.partner/sellingpartnerapi.amazon.com/111122223333/app';
/** Source: https://github.com/amzn/selling-partner-api-models/issues/2281 (2022) and 1580 (2021). */
const CONFLICT = {
  errors: [
    {
      code: 'Conflict',
      message: 'The requested resource conflict with a resource in the server.',
      details: `A destination with arn ${QUEUE} already exists for the application amzn1.sp.solution.1`,
    },
  ],
};
const NOT_FOUND = { errors: [{ code: 'NotFound', message: "The requested resource doesn't exist.", details: '' }] };
const credentials: AmazonCredentials = {
  clientId: AMAZON.clientId,
  clientSecret: AMAZON.clientSecret,
  refreshToken: AMAZON.refreshToken,
};

let sandbox: RunningSandbox | undefined;
let seller: StubSeller | undefined;
let sent: { readonly to: Resource; readonly type: string }[];

afterEach(async () => {
  await Promise.all([sandbox?.close(), seller?.close()]);
  [sandbox, seller] = [undefined, undefined];
});

async function openSandbox(): Promise<void> {
  sent = [];
  const to = (resource: Resource): Reached => ({
    send: async (notification) => {
      sent.push({ to: resource, type: JSON.parse(notification).NotificationType });
    },
  });
  const free = { perSecond: 1_000, burst: 1_000 };
  sandbox = await startAmazonSandbox({
    catalogue: [catalogueItem('BAG', 'Bag', 10)],
    reach: { to, eventSource: SOURCE },
    usagePlans: {
      getDestinations: free,
      createDestination: free,
      getSubscription: free,
      createSubscription: free,
      deleteSubscriptionById: free,
    },
  });
}

function connect({
  queueArn = QUEUE,
  eventBus,
  given = credentials,
  sellerId = AMAZON.sellerId,
}: {
  queueArn?: string;
  eventBus?: string;
  given?: AmazonCredentials;
  sellerId?: string;
} = {}) {
  const endpoint = sandbox?.url ?? seller?.endpoint ?? '';
  const channel = { ...channelAt(endpoint), sellerId, marketplaceIds: [AMAZON.marketplaceId] };
  return createAmazonConnection({ ...channel, ...(eventBus !== undefined && { eventBus }) }, given, {
    queueArn,
    eventBridge: EVENT_BRIDGE,
  });
}

describe('connecting an Amazon seller', () => {
  it('makes the queue a destination and subscribes to orders, which come from then on', async () => {
    await openSandbox();
    expect(await plannedBy(connect())).toEqual(['create destination', 'create ORDER_CHANGE']);
    await carryOut(connect());
    await control(sandbox as RunningSandbox).sell([{ sku: 'BAG', quantity: 1 }]);
    await eventually(() => expect(sent).toContainEqual({ to: { sqs: { arn: QUEUE } }, type: 'ORDER_CHANGE' }));
  });

  it('with an event bus subscribes to changes of listings by EventBridge too', async () => {
    await openSandbox();
    await carryOut(connect({ eventBus: SOURCE }));
    await control(sandbox as RunningSandbox).setStock('BAG', 3);
    await eventually(() =>
      expect(sent).toEqual([
        { to: { eventBridge: { ...EVENT_BRIDGE, name: SOURCE } }, type: 'LISTINGS_ITEM_MFN_QUANTITY_CHANGE' },
      ]),
    );
    expect(await plannedBy(connect({ eventBus: SOURCE }))).toContain('keep LISTINGS_ITEM_STATUS_CHANGE');
  });

  it('changes nothing when it is done again', async () => {
    await openSandbox();
    await carryOut(connect({ eventBus: SOURCE }));
    const planned = await plannedBy(connect({ eventBus: SOURCE }));
    expect(planned).toHaveLength(5);
    expect(planned.every((each) => each.startsWith('keep '))).toBe(true);
  });

  it('leads the subscription of an earlier deployment to this queue', async () => {
    await openSandbox();
    await carryOut(connect({ queueArn: OLD_QUEUE }));
    expect(await plannedBy(connect())).toEqual(['create destination', 'change ORDER_CHANGE']);
    await carryOut(connect());
    await control(sandbox as RunningSandbox).sell([{ sku: 'BAG', quantity: 1 }]);
    await eventually(() => expect(sent.length).toBeGreaterThan(0));
    expect(sent.every(({ to }) => 'sqs' in to && to.sqs.arn === QUEUE)).toBe(true);
    expect(await plannedBy(connect())).toEqual(['keep destination', 'keep ORDER_CHANGE']);
  });

  it('says which bus the event source must be associated with', async () => {
    await openSandbox();
    expect((await connect().leftByHand())[0]).toContain('set eventBus');
    await carryOut(connect({ eventBus: 'default' }));
    expect((await connect({ eventBus: 'default' }).leftByHand())[0]).toContain(SOURCE);
    expect(await connect({ eventBus: SOURCE }).leftByHand()).toEqual([]);
  });

  it('fetches another token of the application when its own has expired', async () => {
    await openSandbox();
    const connection = connect();
    await connection.leftByHand();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await control(sandbox as RunningSandbox).send('PUT', 'access', { expireTokens: true });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await connection.leftByHand()).toHaveLength(1);
  });

  it('names the call for which the application lacks a role', async () => {
    await openSandbox();
    await control(sandbox as RunningSandbox).send('PUT', 'access', { forbidden: ['createSubscription'] });
    await expect(carryOut(connect())).rejects.toThrow(
      'Amazon refused with Unauthorized: Access to requested resource is denied. (createSubscription ORDER_CHANGE)',
    );
  });

  it('waits as long as Amazon says, one call a second, when it throttles', async () => {
    let calls = 0;
    seller = await startStubSeller(() => {
      calls += 1;
      return calls === 1
        ? { status: 429, headers: { 'x-amzn-RateLimit-Limit': '1000' }, body: { errors: [] } }
        : { body: { payload: [] } };
    });
    expect(await connect().leftByHand()).toHaveLength(1);
    expect(calls).toBe(2);
  });

  it('uses the destination that another account of the application made in the meantime', async () => {
    const there = { destinationId: 'theirs', name: 'stockline-other', resource: { sqs: { arn: QUEUE } } };
    const subscribed: unknown[] = [];
    let isThere = false;
    seller = await startStubSeller(({ method, path, body }) => {
      if (path.startsWith('/notifications/v1/subscriptions')) {
        subscribed.push(...(method === 'POST' ? [body] : []));
        return method === 'POST' ? { body: { payload: {} } } : { status: 404, body: NOT_FOUND };
      }
      const payload = isThere ? [there] : [];
      isThere = true;
      return method === 'POST' ? { status: 409, body: CONFLICT } : { body: { payload } };
    });
    await carryOut(connect());
    expect(subscribed).toEqual([expect.objectContaining({ destinationId: 'theirs' })]);
  });

  it('is connected although Amazon does not say with which filter it subscribed', async () => {
    const payload = { subscriptionId: 's', payloadVersion: '1.0', destinationId: 'd' };
    let isSubscribed = false;
    seller = await startStubSeller(({ method, path }) => {
      if (path.startsWith('/notifications/v1/destinations')) {
        return { body: { payload: [OURS] } };
      }
      isSubscribed ||= method === 'POST';
      return isSubscribed ? { body: { payload } } : { status: 404, body: NOT_FOUND };
    });
    const connection = connect();
    await carryOut(connection);
    expect(await plannedBy(connection)).toEqual(['keep destination', 'keep ORDER_CHANGE']);
  });

  it('changes nothing at a seller whose subscription has no directive, beside a destination that cannot be read', async () => {
    seller = await startStubSeller(({ method, path }) => {
      const destinations = [{ destinationId: 'odd', resource: { sqs: { arn: 7 } } }, OURS];
      const subscribed = { subscriptionId: 's', payloadVersion: '1.0', destinationId: 'd' };
      if (method !== 'GET') {
        return { status: 400, body: CONFLICT };
      }
      return { body: { payload: path.startsWith('/notifications/v1/destinations') ? destinations : subscribed } };
    });
    await carryOut(connect());
    expect(await plannedBy(connect())).toEqual(['keep destination', 'keep ORDER_CHANGE']);
  });

  it.each([
    ['makes the former subscription again', 1, 'The former subscription was made again.'],
    ['says that none is left', 2, 'could not be made again either'],
  ])('%s when Amazon ends it and refuses the new one', async (_, refusals, sentence) => {
    const asked: string[] = [];
    let left = refusals;
    seller = await startStubSeller(({ method, path, body }) => {
      if (path.startsWith('/notifications/v1/destinations')) {
        return { body: { payload: [OURS] } };
      }
      if (method === 'GET') {
        const eventFilter = { eventFilterType: 'ORDER_CHANGE', orderChangeTypes: ['BuyerRequestedChange'] };
        const processingDirective = { eventFilter };
        return {
          body: { payload: { subscriptionId: 's', payloadVersion: '1.0', destinationId: 'd', processingDirective } },
        };
      }
      asked.push(
        `${method} ${JSON.stringify(body ?? null).match(/"orderChangeTypes":(\[[^\]]*\])/)?.[1] ?? ''}`.trim(),
      );
      left -= method === 'POST' ? 1 : 0;
      return method === 'POST' && left >= 0 ? { status: 400, body: CONFLICT } : { body: { payload: {} } };
    });
    await expect(carryOut(connect())).rejects.toThrow(sentence);
    expect(asked).toEqual([
      'DELETE',
      'POST ["OrderStatusChange","BuyerRequestedChange"]',
      'POST ["BuyerRequestedChange"]',
    ]);
  });

  it('leaves the former subscription where its new destination is refused', async () => {
    const old = { destinationId: 'old', name: 'stockline-amazon', resource: { sqs: { arn: OLD_QUEUE } } };
    const changes: string[] = [];
    seller = await startStubSeller(({ method, path }) => {
      const isDestination = path.startsWith('/notifications/v1/destinations');
      if (method === 'GET') {
        const subscribed = { subscriptionId: 's', payloadVersion: '1.0', destinationId: 'old' };
        return { body: { payload: isDestination ? [old] : subscribed } };
      }
      changes.push(`${method} ${isDestination ? 'destination' : 'subscription'}`);
      return { status: 400, body: CONFLICT };
    });
    const refusals: unknown[] = [];
    for (const { carryOut: act } of await connect().plan()) {
      refusals.push(await act?.());
    }
    expect(changes).toEqual(['POST destination']);
    expect(refusals[1]).toBe('There is no destination that ORDER_CHANGE could go to. The former subscription stays.');
  });

  it('subscribes to orders where Amazon does not show the subscription to another type', async () => {
    const hidden = {
      errors: [{ code: 'Unauthorized', message: 'Access to requested resource is denied.', details: '' }],
    };
    const made: string[] = [];
    seller = await startStubSeller(({ method, path }) => {
      if (path.startsWith('/notifications/v1/destinations')) {
        return { body: { payload: [OURS] } };
      }
      if (method === 'GET') {
        const isOrders = path.endsWith('/ORDER_CHANGE');
        return isOrders ? { status: 404, body: NOT_FOUND } : { status: 403, body: hidden };
      }
      made.push(path);
      return { body: { payload: {} } };
    });
    const steps = await connect({ eventBus: SOURCE }).plan();
    for (const { step, carryOut: act } of steps) {
      await (step.topic === 'ORDER_CHANGE' ? act?.() : undefined);
    }
    expect(made).toEqual(['/notifications/v1/subscriptions/ORDER_CHANGE']);
    expect(steps.map(({ step }) => step)).toContainEqual(
      expect.objectContaining({
        kind: 'blocked',
        topic: 'LISTINGS_ITEM_STATUS_CHANGE',
        because: expect.stringContaining('Access to requested resource is denied.'),
      }),
    );
  });

  it('says why a destination is refused', async () => {
    seller = await startStubSeller(({ method, path }) => {
      if (path.startsWith('/notifications/v1/subscriptions')) {
        return { status: 404, body: NOT_FOUND };
      }
      return method === 'POST' ? { status: 409, body: CONFLICT } : { body: { payload: [] } };
    });
    await expect(carryOut(connect())).rejects.toThrow(CONFLICT.errors[0]?.details ?? '');
  });
});

describe('access to an Amazon seller', () => {
  it('is accepted', async () => {
    await openSandbox();
    expect(await connect().access()).toEqual({
      kind: 'accepted',
      account: `${AMAZON.sellerId} (na)`,
      missing: [],
    });
  });

  it.each([
    ['client secret', { ...credentials, clientSecret: 'wrong' }, 'invalid_client'],
    ['refresh token', { ...credentials, refreshToken: 'wrong' }, 'invalid_grant'],
  ])('is refused with a wrong %s', async (_, given, why) => {
    await openSandbox();
    expect(await connect({ given }).access()).toMatchObject({ kind: 'refused', reason: expect.stringContaining(why) });
  });

  it('lacks the roles whose calls are forbidden', async () => {
    const forbidden = { status: 403, body: { errors: [{ code: 'Unauthorized', message: 'Denied.', details: '' }] } };
    const payload = [
      { marketplace: { id: AMAZON.marketplaceId }, participation: { isParticipating: true } },
      { marketplace: { id: 'A2EUQ1WTGCTBG2', name: 'Amazon.ca' }, participation: { isParticipating: true } },
    ];
    seller = await startStubSeller(({ path }) => (path.startsWith('/orders/') ? forbidden : { body: { payload } }));
    expect(await connect().access()).toMatchObject({
      missing: [
        { grant: 'role Inventory and Order Tracking', isRequired: true },
        { grant: 'marketplace A2EUQ1WTGCTBG2 (Amazon.ca) in marketplaceIds', isRequired: false },
      ],
    });
    await seller.close();
    seller = await startStubSeller(() => forbidden);
    expect(await connect().access()).toMatchObject({
      missing: [
        { grant: `authorization of the application by ${AMAZON.sellerId} in region na`, isRequired: true },
        { grant: 'role Product Listing' },
        {},
        { grant: 'marketplace participations', isRequired: false },
      ],
    });
  });

  it('lacks the listings of a seller id that the token is not for, which Amazon refuses as a wrong input', async () => {
    await openSandbox();
    expect(await connect({ sellerId: 'A2SOMEBODYELSE' }).access()).toMatchObject({
      missing: [
        {
          grant: `listings of A2SOMEBODYELSE on ${AMAZON.marketplaceId}`,
          without: expect.stringMatching(/correct sellerId.*Invalid 'sellerId' and 'marketplaceId' combination/),
          isRequired: true,
        },
      ],
    });
  });

  it('lacks the permission to push where only changes of listings are forbidden, and tries that without a change', async () => {
    const forbidden = { status: 403, body: { errors: [{ code: 'Unauthorized', message: 'Denied.', details: '' }] } };
    const payload = [{ marketplace: { id: AMAZON.marketplaceId }, participation: { isParticipating: true } }];
    const changes: string[] = [];
    seller = await startStubSeller(({ method, path }) => {
      if (method === 'GET') {
        return { body: { payload } };
      }
      changes.push(`${method} ${path}`);
      return forbidden;
    });
    expect(await connect().access()).toMatchObject({
      missing: [{ grant: 'permission to change listings (role Product Listing)', isRequired: true }],
    });
    expect(changes).toEqual([expect.stringMatching(/^PATCH .*mode=VALIDATION_PREVIEW/)]);
  });

  it('says nothing of marketplaces on which nothing is listed, and of a row that cannot be read', async () => {
    await openSandbox();
    const join = (marketplaceId: string) =>
      control(sandbox as RunningSandbox).send('PUT', 'participations', { marketplaceId, hasSuspendedListings: true });
    await join('A2ZV50J4W1RKNI');
    await join('A1MQXOICRS2Z7M');
    expect(await connect().access()).toMatchObject({ kind: 'accepted', missing: [] });
    await sandbox?.close();
    sandbox = undefined;
    const own = { marketplace: { id: AMAZON.marketplaceId }, participation: { isParticipating: true } };
    seller = await startStubSeller(() => ({ body: { payload: [{ marketplace: null }, own] } }));
    expect(await connect().access()).toMatchObject({ kind: 'accepted', missing: [] });
  });
});
