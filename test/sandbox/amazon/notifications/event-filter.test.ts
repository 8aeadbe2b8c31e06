import { describe, expect, it } from '@jest/globals';
import { AMAZON } from '../../../../sandbox/kernel/identities.ts';
import { call, eventually } from '../../kernel/running.ts';
import { BAG, openSeller } from '../seller-under-test.ts';

const FILTER = { eventFilterType: 'ORDER_CHANGE', orderChangeTypes: ['OrderStatusChange', 'BuyerRequestedChange'] };
const US = AMAZON.marketplaceId;

async function subscribing() {
  const sent: { type: string; change: string }[] = [];
  const free = { perSecond: 1_000, burst: 1_000 };
  const seller = await openSeller({
    reach: {
      eventSource: 'source',
      to: () => ({
        send: async (text) => {
          const { NotificationType, Payload } = JSON.parse(text);
          sent.push({ type: NotificationType, change: Payload.OrderChangeNotification?.OrderChangeType });
        },
      }),
    },
    usagePlans: { createDestination: free, createSubscription: free },
  });
  const post = async (path: string, token: string, body: object) =>
    call(`${seller.url}/notifications/v1${path}`, { method: 'POST', body, headers: { 'x-amz-access-token': token } });
  const { clientId: client_id, clientSecret: client_secret } = AMAZON;
  const grant = { grant_type: 'client_credentials', scope: 'sellingpartnerapi::notifications' };
  const app = await call(`${seller.url}/auth/o2/token`, {
    method: 'POST',
    body: { ...grant, client_id, client_secret },
  });
  const sqs = { arn: 'arn:aws:sqs:eu-west-1:111122223333:orders' };
  const { body } = await post('/destinations', (app.body as { access_token: string }).access_token, {
    name: 'mine',
    resourceSpecification: { sqs },
  });
  const { destinationId } = (body as { payload: { destinationId: string } }).payload;
  const token = await seller.token();
  const subscribe = (processingDirective?: unknown) =>
    post('/subscriptions/ORDER_CHANGE', token, { payloadVersion: '1.0', destinationId, processingDirective });
  return { ...seller, sent, subscribe };
}

const refusedWith = (details: string) => ({
  status: 400,
  body: {
    errors: [
      {
        code: 'InvalidInput',
        message: 'Request has missing or invalid parameters and cannot be parsed.',
        details,
      },
    ],
  },
});

describe('the filter of a subscription to ORDER_CHANGE', () => {
  it.each([[undefined], [{}], [{ eventFilter: null }]])(
    'is required: %j is refused in Amazon’s words',
    async (given) => {
      const { subscribe } = await subscribing();
      expect(await subscribe(given)).toMatchObject(refusedWith('Processing Directive eventFilter must not be empty'));
    },
  );

  it.each([
    ['marketplaces', { ...FILTER, marketplaceIds: [US] }],
    ['another type', { ...FILTER, eventFilterType: 'ANY_OFFER_CHANGED' }],
    ['an unknown change', { ...FILTER, orderChangeTypes: ['Everything'] }],
    ['a time period', { ...FILTER, aggregationSettings: { aggregationTimePeriod: 'FiveMinutes' } }],
  ])('is refused with %s', async (_, eventFilter) => {
    const { subscribe } = await subscribing();
    const details = `EventFilter Payload ${JSON.stringify(eventFilter)} failed to validate for notification type ORDER_CHANGE`;
    expect(await subscribe({ eventFilter })).toMatchObject(refusedWith(details));
  });

  it('may be an expression instead, but not both', async () => {
    const { subscribe } = await subscribing();
    const filterExpression = 'OrderChangeNotification.Summary.FulfillmentType == "MFN"';
    expect(await subscribe({ eventFilter: FILTER, filterExpression })).toMatchObject({ status: 400 });
    expect(await subscribe({ filterExpression })).toMatchObject({ status: 200 });
  });

  it('is given back with the subscription, and limits which changes are sent', async () => {
    const { subscribe, control, steer, sent } = await subscribing();
    const eventFilter = { eventFilterType: 'ORDER_CHANGE', orderChangeTypes: ['BuyerRequestedChange'] };
    expect(await subscribe({ eventFilter })).toMatchObject({
      status: 200,
      body: { payload: { processingDirective: { eventFilter } } },
    });
    const order = await control.buy({ sku: BAG.sku, quantity: 1 });
    await steer('POST', `/orders/${order}/request-cancel`);
    await eventually(() => (sent.length > 0 ? true : undefined));
    expect(sent).toEqual([{ type: 'ORDER_CHANGE', change: 'BuyerRequestedChange' }]);
  });
});
