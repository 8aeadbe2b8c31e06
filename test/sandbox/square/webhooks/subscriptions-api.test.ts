import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { KEY, openTill } from '../till-under-test.ts';

const EVENT = 'inventory.count.updated';
type Subscription = { id: string; signature_key?: string; notification_url: string; enabled: boolean };

/** A till without a subscription, and one made through the API. */
async function openSubscribed() {
  const till = await openTill({ nextSignatureKey: () => 'issued key' });
  const { body } = await till.api('POST', '/webhooks/subscriptions', {
    idempotency_key: 'one',
    subscription: { name: 'Stockline', event_types: [EVENT], notification_url: till.receiver.url },
  });
  const { subscription } = body as { subscription: Subscription };
  return { till, subscription };
}

describe('Square’s webhook subscriptions', () => {
  it('are listed beside those of the Developer Console, without their keys', async () => {
    const { till, subscription } = await openSubscribed();
    const { body } = await till.api('GET', '/webhooks/subscriptions');
    const { subscriptions } = body as { subscriptions: Subscription[] };
    expect(subscriptions.map(({ notification_url }) => notification_url)).toEqual([
      till.receiver.url,
      till.receiver.url,
    ]);
    expect(subscriptions[1]).toMatchObject({ id: subscription.id, name: 'Stockline', enabled: true });
    expect(JSON.stringify(body)).not.toContain('signature_key');
  });

  it('show their key when they are made and when they are read alone', async () => {
    const { till, subscription } = await openSubscribed();
    expect(subscription.signature_key).toBe('issued key');
    const { body } = await till.api('GET', `/webhooks/subscriptions/${subscription.id}`);
    expect(body).toMatchObject({ subscription: { id: subscription.id, signature_key: 'issued key' } });
  });

  it('report a count, each signed with its own key', async () => {
    const { till } = await openSubscribed();
    await till.control.buy({ sku: 'BAG', quantity: 1 });
    const deliveries = await till.received(2);
    const signed = deliveries.map(({ headers }) => headers['x-square-hmacsha256-signature']);
    const expected = [KEY, 'issued key'].map((key) =>
      createHmac('sha256', key).update(`${till.receiver.url}${deliveries[0]?.rawBody}`).digest('base64'),
    );
    expect([...signed].sort()).toEqual([...expected].sort());
    expect(deliveries[0]?.rawBody).toBe(deliveries[1]?.rawBody);
  });

  it('report nothing once they are disabled or gone, and are listed while disabled only when asked for', async () => {
    const { till, subscription } = await openSubscribed();
    const path = `/webhooks/subscriptions/${subscription.id}`;
    expect(await till.api('PUT', path, { subscription: { enabled: false } })).toMatchObject({ status: 200 });
    const listed = async (query = '') => {
      const { body } = await till.api('GET', `/webhooks/subscriptions${query}`);
      return (body as { subscriptions: Subscription[] }).subscriptions.length;
    };
    expect([await listed(), await listed('?include_disabled=true')]).toEqual([1, 2]);
    await till.control.buy({ sku: 'BAG', quantity: 1 });
    expect(await till.received(1)).toHaveLength(1);
    expect(await till.api('DELETE', path)).toMatchObject({ status: 200, body: {} });
    expect(await till.api('GET', path)).toMatchObject({ status: 404 });
  });

  it('go to a new address once they are changed', async () => {
    const { till, subscription } = await openSubscribed();
    const path = `/webhooks/subscriptions/${subscription.id}`;
    await till.api('PUT', path, { subscription: { notification_url: 'http://127.0.0.1:1/away' } });
    await till.control.buy({ sku: 'BAG', quantity: 1 });
    expect(await till.received(1)).toHaveLength(1);
  });

  it('are tried at once, and report how they were answered', async () => {
    const { till, subscription } = await openSubscribed();
    const path = `/webhooks/subscriptions/${subscription.id}/test`;
    expect(await till.api('POST', path, { event_type: EVENT })).toMatchObject({
      status: 200,
      body: { status_code: 200, notification_url: till.receiver.url },
    });
    expect(JSON.parse(till.receiver.deliveries[0]?.rawBody ?? '')).toMatchObject({ type: EVENT });
    expect(await till.api('POST', path, { event_type: 'order.created' })).toMatchObject({ status: 400 });
    const refusing = await openTill({ nextSignatureKey: () => 'key' }, () => 401);
    const { body } = await refusing.api('POST', '/webhooks/subscriptions', {
      subscription: { event_types: [EVENT], notification_url: refusing.receiver.url },
    });
    const { id } = (body as { subscription: Subscription }).subscription;
    expect(await refusing.api('POST', `/webhooks/subscriptions/${id}/test`, {})).toMatchObject({
      body: { status_code: 401 },
    });
  });

  it.each([
    ['without an address', { event_types: [EVENT] }],
    ['with an address that is not safe', { event_types: [EVENT], notification_url: 'http://shop.example/hook' }],
    ['with an event that there is not', { event_types: ['stock.sold'], notification_url: 'https://shop.example' }],
  ])('are not made %s', async (_, subscription) => {
    const till = await openTill();
    expect(await till.api('POST', '/webhooks/subscriptions', { subscription })).toMatchObject({ status: 400 });
  });

  it('are for the application’s own token', async () => {
    const till = await openTill();
    expect(await till.api('GET', '/webhooks/subscriptions', undefined, 'other')).toMatchObject({ status: 401 });
  });
});
