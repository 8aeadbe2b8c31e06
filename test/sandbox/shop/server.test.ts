import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { type ShopSandboxOptions, startShopSandbox } from '../../../sandbox/shop/server.ts';
import { secretOf } from '../../shared/channels/direct/own-shop.ts';
import { signedAs } from '../../shared/channels/own-format/signed-headers.ts';
import { call, closing, controlOf, eventually } from '../kernel/running.ts';
import { startReceiver } from '../kernel/webhook-receiver.ts';

const KEYS = { callingSecret: secretOf('calls'), signingSecret: secretOf('messages') };
const MUG = { listing: 'L-1', location: 'shop', sku: 'MUG' };

async function open(options: Partial<ShopSandboxOptions> = {}) {
  const receiver = await closing(startReceiver());
  const catalogue = [
    { sku: 'MUG', title: 'Mug', quantity: 10 },
    { sku: 'PEN', title: 'Pen', quantity: 5 },
  ];
  const shop = await closing(startShopSandbox({ catalogue, ...KEYS, sendsTo: receiver.url, ...options }));
  const ask = (operation: string, content: object, { secret = KEYS.callingSecret, at = new Date() } = {}) => {
    const body = JSON.stringify(content);
    return call(`${shop.url}/${operation}`, { method: 'POST', body, headers: signedAs(secret, body, at) });
  };
  const steer = (method: string, path: string, body: object) => call(`${shop.url}/_sandbox${path}`, { method, body });
  const messages = async (count: number) => {
    await eventually(() => (receiver.deliveries.length >= count ? true : undefined));
    return receiver.deliveries.map(({ rawBody, headers }) => {
      new Webhook(KEYS.signingSecret).verify(rawBody, headers as Record<string, string>);
      return JSON.parse(rawBody);
    });
  };
  return { ask, steer, messages, control: controlOf(shop), receiver };
}

describe('the reference shop', () => {
  it('answers nothing that is not signed with its calling secret now', async () => {
    const { ask } = await open();
    expect((await ask('describe', {})).status).toBe(200);
    expect((await ask('describe', {}, { secret: secretOf('others') })).status).toBe(401);
    expect((await ask('describe', {}, { at: new Date(Date.now() - 400_000) })).status).toBe(401);
  });

  it('applies a push once under its key, and answers it again as before', async () => {
    const { ask, control } = await open();
    const push = { key: 'k-1', ...MUG, change: -3, ifShown: null };
    expect((await ask('push', push)).body).toEqual({ result: 'applied', shows: 7 });
    await control.buy({ sku: 'MUG', quantity: 1 });
    expect((await ask('push', push)).body).toEqual({ result: 'applied', shows: 7 });
    expect(await control.shown('MUG')).toBe(6);
    expect((await control.calls('MUG')).map(({ answer }) => answer)).toEqual(['ok', 'replayed']);
  });

  it('applies a compared push only while it shows that figure', async () => {
    const { ask, control } = await open();
    expect((await ask('push', { key: 'k-1', ...MUG, change: 2, ifShown: 9 })).body).toEqual({ result: 'stale' });
    expect(await control.shown('MUG')).toBe(10);
    expect((await ask('push', { key: 'k-1', ...MUG, change: 2, ifShown: 10 })).body).toEqual({
      result: 'applied',
      shows: 12,
    });
  });

  it('refuses a listing that it does not have, and a push of the other form', async () => {
    const { ask } = await open();
    const gone = { key: 'k-1', ...MUG, listing: 'L-9', change: -1, ifShown: null };
    expect((await ask('push', gone)).body).toMatchObject({ result: 'refused', reason: expect.stringContaining('L-9') });
    expect((await ask('push', { key: 'k-2', ...MUG, figure: 3 })).status).toBe(400);
  });

  it('takes figures only, where it is such a shop', async () => {
    const { ask, control } = await open({ takes: 'figures' });
    expect((await ask('push', { key: 'k-1', ...MUG, figure: 3 })).body).toEqual({ result: 'accepted' });
    expect(await control.shown('MUG')).toBe(3);
    expect((await ask('push', { key: 'k-2', ...MUG, change: -1, ifShown: null })).status).toBe(400);
  });

  it('sells no more than it shows, and reports an order as it stands each time', async () => {
    const { control, messages } = await open();
    expect((await control.order({ sku: 'MUG', quantity: 11 })).status).toBe(409);
    const order = await control.buy({ sku: 'MUG', quantity: 2 }, { sku: 'PEN', quantity: 1 });
    await control.act(order, 'edit', { lines: [{ sku: 'PEN', quantity: 0 }] });
    await control.act(order, 'cancel', { restock: false });
    expect((await control.act(order, 'cancel', { restock: true })).status).toBe(409);
    expect(await control.shown('MUG')).toBe(8);
    expect(await control.shown('PEN')).toBe(5);
    const sent = (await messages(3)).sort((one, other) => one.data.version.localeCompare(other.data.version));
    const states = sent.map(({ type, data }) => [type, data.lines.map((line: object) => ({ ...line }))]);
    const pen = { id: '2', sku: 'PEN', shipped: 0, returned: 0 };
    const mug = { id: '1', sku: 'MUG', shipped: 0, returned: 0 };
    expect(states).toEqual([
      [
        'order.updated',
        [
          { ...mug, ordered: 2 },
          { ...pen, ordered: 1 },
        ],
      ],
      [
        'order.updated',
        [
          { ...mug, ordered: 2 },
          { ...pen, ordered: 0 },
        ],
      ],
      [
        'order.updated',
        [
          { ...mug, ordered: 0, deducted: 2 },
          { ...pen, ordered: 0 },
        ],
      ],
    ]);
  });

  it('is asked for its orders again: each once, as it stands, until it has nothing left to ship', async () => {
    const { ask, control } = await open();
    const order = await control.buy({ sku: 'MUG', quantity: 2 });
    const open_ = async () => (await ask('open-orders', {})).body;
    expect(await open_()).toMatchObject({ messages: [{ data: { id: order } }], next: null });
    await control.act(order, 'fulfil');
    expect(await open_()).toEqual({ messages: [], next: null });
    const window = {
      since: new Date(Date.now() - 60_000).toISOString(),
      until: new Date(Date.now() + 60_000).toISOString(),
    };
    const { messages } = (await ask('changes', window)).body as { messages: { data: { lines: object[] } }[] };
    expect(messages.map(({ data }) => data.lines)).toEqual([[expect.objectContaining({ ordered: 2, shipped: 2 })]]);
    const past = { since: new Date(0).toISOString(), until: new Date(1).toISOString() };
    expect((await ask('changes', past)).body).toEqual({ messages: [], next: null });
  });

  it('has pages, and each row on one of them', async () => {
    const many = Array.from({ length: 230 }, (_, index) => ({ sku: `A-${index}`, title: '', quantity: 1 }));
    const { ask, control } = await open({ catalogue: many });
    for (let nth = 0; nth < 60; nth += 1) await control.buy({ sku: `A-${nth}`, quantity: 1 });
    const all = async (operation: string, rows: string) => {
      const found: unknown[] = [];
      let after: string | undefined;
      do {
        const { body } = await ask(operation, after === undefined ? {} : { after });
        const page = body as Record<string, unknown[]> & { next: string | null };
        found.push(...(page[rows] ?? []));
        after = page.next ?? undefined;
      } while (after !== undefined);
      return new Set(found.map((row) => JSON.stringify(row))).size;
    };
    expect(await all('listings', 'listings')).toBe(230);
    expect(await all('open-orders', 'messages')).toBe(60);
  });

  it('answers as a rule says, so many times, and does nothing meanwhile', async () => {
    const { ask, steer, control } = await open();
    const push = { key: 'k-1', ...MUG, change: -3, ifShown: null };
    await steer('PUT', '/answers', { answer: 'unavailable', times: 1 });
    expect((await ask('push', push)).status).toBe(503);
    expect(await control.shown('MUG')).toBe(10);
    expect((await ask('push', push)).body).toEqual({ result: 'applied', shows: 7 });
    await steer('PUT', '/answers', { answer: 'unauthorized' });
    expect([(await ask('describe', {})).status, (await ask('describe', {})).status]).toEqual([401, 401]);
    await steer('DELETE', '/answers', {});
    expect((await ask('describe', {})).status).toBe(200);
  });

  it('sends nothing and answers nothing while it is offline, and all of it in order once it is back', async () => {
    const { ask, steer, control, messages, receiver } = await open({ reports: 'sales' });
    await steer('PUT', '/line', { isOnline: false });
    const receipt = await control.buy({ sku: 'MUG', quantity: 2 });
    await control.act(receipt, 'refund', { lines: [{ sku: 'MUG', quantity: 1 }], restock: true });
    expect((await ask('describe', {})).status).toBe(503);
    expect(receiver.deliveries).toEqual([]);
    await steer('PUT', '/line', { isOnline: true });
    const sent = (await messages(2)).map(({ type, data }) => `${type} ${data.id}`);
    expect(sent.sort()).toEqual(['sale.completed T-1001', 'sale.returned T-1001-R1']);
    expect(await control.shown('MUG')).toBe(9);
  });

  it('has nothing to return twice', async () => {
    const { control } = await open({ reports: 'sales' });
    const receipt = await control.buy({ sku: 'MUG', quantity: 2 });
    expect((await control.act(receipt, 'cancel', { restock: true })).status).toBe(200);
    const again = { lines: [{ sku: 'MUG', quantity: 1 }], restock: true };
    expect((await control.act(receipt, 'refund', again)).status).toBe(409);
    expect((await control.act(receipt, 'edit', { lines: [{ sku: 'MUG', quantity: 1 }] })).status).toBe(409);
    expect(await control.shown('MUG')).toBe(10);
  });

  it('sends its test message to where it was connected, and says how that was answered', async () => {
    const { ask, messages, receiver } = await open();
    expect((await ask('test', {})).body).toEqual({ status: 200 });
    expect(await messages(1)).toMatchObject([{ type: 'stockline.test' }]);
    await ask('connect', { webhookUrl: `${receiver.url}/elsewhere` });
    expect((await ask('describe', {})).body).toMatchObject({ sendsTo: `${receiver.url}/elsewhere` });
  });
});
