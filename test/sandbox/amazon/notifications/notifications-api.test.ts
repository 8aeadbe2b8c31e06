import { describe, expect, it } from '@jest/globals';
import type { Resource } from '../../../../sandbox/amazon/notifications/notification-center.ts';
import { type AmazonSandboxOptions, startAmazonSandbox } from '../../../../sandbox/amazon/server.ts';
import { AMAZON } from '../../../../sandbox/kernel/identities.ts';
import { call, closing, controlOf, eventually } from '../../kernel/running.ts';
import { BAG } from '../seller-under-test.ts';

const ARN = 'arn:aws:sqs:eu-west-1:111122223333:orders';
const FREE = { perSecond: 1_000, burst: 1_000 };

async function openSeller(options: Partial<AmazonSandboxOptions> = {}) {
  const sent: { to: Resource; type: string }[] = [];
  const sandbox = await closing(
    startAmazonSandbox({
      catalogue: [BAG],
      reach: {
        eventSource: 'source',
        to: (to) => ({
          send: async (text) => {
            sent.push({ to, type: JSON.parse(text).NotificationType });
          },
        }),
      },
      usagePlans: { getDestinations: FREE, createDestination: FREE, createSubscription: FREE },
      ...options,
    }),
  );
  const token = async (grant: object) => {
    const { clientId: client_id, clientSecret: client_secret } = AMAZON;
    const { body } = await call(`${sandbox.url}/auth/o2/token`, {
      method: 'POST',
      body: { client_id, client_secret, ...grant },
    });
    return (body as { access_token: string }).access_token;
  };
  const tokens = {
    app: await token({ grant_type: 'client_credentials', scope: 'sellingpartnerapi::notifications' }),
    seller: await token({ grant_type: 'refresh_token', refresh_token: AMAZON.refreshToken }),
  };
  const api = (whose: keyof typeof tokens, method: string, path: string, body?: object) =>
    call(`${sandbox.url}/notifications/v1${path}`, {
      method,
      ...(body !== undefined && { body }),
      headers: { 'x-amz-access-token': tokens[whose] },
    });
  const destination = async (resourceSpecification: object) => {
    const { body } = await api('app', 'POST', '/destinations', { name: 'mine', resourceSpecification });
    return (body as { payload: { destinationId: string } }).payload.destinationId;
  };
  const subscribe = (type: string, destinationId: string) =>
    api('seller', 'POST', `/subscriptions/${type}`, {
      payloadVersion: '1.0',
      destinationId,
      ...(type === 'ORDER_CHANGE' && { processingDirective: { eventFilter: { eventFilterType: 'ORDER_CHANGE' } } }),
    });
  return { sent, control: controlOf(sandbox), api, destination, subscribe };
}

const errorOf = ({ status, body }: { status: number; body: unknown }) => [
  status,
  (body as { errors: [{ code: string }] }).errors[0].code,
];

describe('Amazon’s notifications API', () => {
  it('reports orders where a subscription says', async () => {
    const { sent, control, destination, subscribe } = await openSeller();
    expect(await subscribe('ORDER_CHANGE', await destination({ sqs: { arn: ARN } }))).toMatchObject({ status: 200 });
    await control.buy({ sku: BAG.sku, quantity: 1 });
    await eventually(() => (sent.length > 0 ? true : undefined));
    expect(sent[0]).toEqual({ to: { sqs: { arn: ARN } }, type: 'ORDER_CHANGE' });
  });

  it('reports nothing any more once the subscription is gone', async () => {
    const { api, destination, subscribe } = await openSeller();
    const { body } = await subscribe('ORDER_CHANGE', await destination({ sqs: { arn: ARN } }));
    const { subscriptionId } = (body as { payload: { subscriptionId: string } }).payload;
    expect(await api('seller', 'GET', '/subscriptions/ORDER_CHANGE')).toMatchObject({
      status: 200,
      body: { payload: { subscriptionId } },
    });
    expect(await api('app', 'DELETE', `/subscriptions/ORDER_CHANGE/${subscriptionId}`)).toMatchObject({ status: 200 });
    expect(errorOf(await api('seller', 'GET', '/subscriptions/ORDER_CHANGE'))).toEqual([404, 'NOT_FOUND']);
  });

  it('keeps one destination per queue and per account, and one subscription per type', async () => {
    const { api, destination, subscribe } = await openSeller();
    const id = await destination({ sqs: { arn: ARN } });
    await destination({ eventBridge: { accountId: '111122223333', region: 'eu-west-1' } });
    const again = (resourceSpecification: object) =>
      api('app', 'POST', '/destinations', { name: 'again', resourceSpecification });
    expect(errorOf(await again({ sqs: { arn: ARN } }))).toEqual([409, 'Conflict']);
    expect(errorOf(await again({ eventBridge: { accountId: '111122223333', region: 'us-east-1' } }))).toEqual([
      409,
      'Conflict',
    ]);
    await subscribe('ORDER_CHANGE', id);
    expect(errorOf(await subscribe('ORDER_CHANGE', id))).toEqual([409, 'StateConflict']);
    const { body } = await api('app', 'GET', '/destinations');
    expect((body as { payload: object[] }).payload).toHaveLength(2);
  });

  it('sends each type by its own way only', async () => {
    const { destination, subscribe } = await openSeller();
    const queue = await destination({ sqs: { arn: ARN } });
    expect(errorOf(await subscribe('LISTINGS_ITEM_MFN_QUANTITY_CHANGE', queue))).toEqual([400, 'InvalidInput']);
    expect(errorOf(await subscribe('ORDER_CHANGE', 'none'))).toEqual([400, 'InvalidInput']);
  });

  it('takes the application’s token for destinations and the seller’s for subscriptions', async () => {
    const { api } = await openSeller();
    expect(await api('seller', 'GET', '/destinations')).toMatchObject({ status: 403 });
    expect(await api('app', 'GET', '/subscriptions/ORDER_CHANGE')).toMatchObject({ status: 403 });
  });

  it('takes five calls of an operation at once, and one a second', async () => {
    const { api } = await openSeller({ usagePlans: {}, nowMs: () => 1_000_000 });
    const answers = await Promise.all(Array.from({ length: 6 }, () => api('app', 'GET', '/destinations')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 429]);
  });
});
