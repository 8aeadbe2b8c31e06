import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { catalogueItem } from '../../../../../sandbox/kernel/catalogue.ts';
import { SQUARE } from '../../../../../sandbox/kernel/identities.ts';
import type { RunningSandbox } from '../../../../../sandbox/kernel/server.ts';
import { startSquareSandbox } from '../../../../../sandbox/square/server.ts';
import {
  createSquareConnection,
  planSquare,
  type SquareSubscription,
} from '../../../../../shared/channels/square/connecting/connection.ts';
import { verifySquare } from '../../../../../shared/channels/square/intake/verify.ts';
import { parseChannelId, parseLocationId } from '../../../../../shared/domain/identifiers.ts';
import type { ChannelConnection } from '../../../../../shared/ports/connecting/connection.ts';
import { carryOut, plannedBy } from '../../connecting.ts';
import { eventually } from '../../eventually.ts';
import { control } from '../../sandbox-control.ts';
import { type StubAnswer, type StubServer, startStubServer } from '../../stub-server.ts';

const EVENT = 'inventory.count.updated';
let sandbox: RunningSandbox;
let door: StubServer;
let status: number;
let url: string;

beforeEach(async () => {
  status = 200;
  door = await startStubServer(() => ({ status }));
  url = `${door.endpoint}/webhooks/till`;
  sandbox = await startSquareSandbox({ catalogue: [catalogueItem('BAG', 'Bag', 10)] });
});

afterEach(async () => {
  await Promise.all([sandbox.close(), door.close()]);
});

function connect(webhookUrl = url, accessToken: string = SQUARE.accessToken, location: string = SQUARE.locationId) {
  const channel = {
    id: parseChannelId('till'),
    platform: 'square' as const,
    locations: { [location]: [parseLocationId('main')] },
    apiEndpoint: sandbox.url,
    buffer: 0,
  };
  return createSquareConnection(channel, { accessToken }, { webhookUrl });
}

/** Changes the one subscription there is, as somebody does in the Developer Console. */
async function edit(subscription: object): Promise<void> {
  const headers = { authorization: `Bearer ${SQUARE.accessToken}`, 'content-type': 'application/json' };
  const list = await fetch(`${sandbox.url}/v2/webhooks/subscriptions?include_disabled=true`, { headers });
  const { subscriptions } = (await list.json()) as { subscriptions: [{ id: string }] };
  const body = JSON.stringify({ subscription });
  await fetch(`${sandbox.url}/v2/webhooks/subscriptions/${subscriptions[0].id}`, { method: 'PUT', headers, body });
}

async function signatureKey(connection: ChannelConnection): Promise<string> {
  return String((await connection.issued())['signatureKey']);
}

describe('connecting a Square account', () => {
  it('makes a subscription and gets its key, with which what Square sends is proven', async () => {
    const connection = connect();
    expect(await plannedBy(connection)).toEqual([`create ${EVENT}`]);
    expect(await connection.issued()).toEqual({});
    await carryOut(connection);
    const key = await signatureKey(connection);
    await control(sandbox).sell([{ sku: 'BAG', quantity: 1 }]);
    await eventually(() => expect(door.requests).toHaveLength(1));
    const { body, headers } = door.requests[0] ?? { body: undefined, headers: {} };
    const raw = Buffer.from(JSON.stringify(body));
    const signed = headers as Record<string, string>;
    expect(verifySquare(raw, signed, url, { accessToken: '', signatureKey: key })).toEqual({ valid: true });
  });

  it('changes nothing when it is done again, and leaves nothing to a person', async () => {
    await carryOut(connect());
    expect(await connect().leftByHand()).toEqual([]);
    const key = await signatureKey(connect());
    expect(await plannedBy(connect())).toEqual([`keep ${EVENT}`]);
    await carryOut(connect());
    expect(await signatureKey(connect())).toBe(key);
  });

  it('leads the subscription of an earlier deployment here', async () => {
    await carryOut(connect('https://old.example/webhooks/till'));
    expect(await plannedBy(connect())).toEqual([`change ${EVENT}`]);
    await carryOut(connect());
    await control(sandbox).sell([{ sku: 'BAG', quantity: 1 }]);
    await eventually(() => expect(door.requests).toHaveLength(1));
    expect(await plannedBy(connect())).toEqual([`keep ${EVENT}`]);
  });

  it.each([
    ['was disabled', { enabled: false }, 'it is disabled'],
    ['sends other events', { event_types: ['payment.updated'] }, `it does not send ${EVENT}`],
  ])('repairs a subscription that %s', async (_, change, because) => {
    await carryOut(connect());
    await edit(change);
    expect((await connect().plan())[0]?.step).toMatchObject({ kind: 'change', because });
    await carryOut(connect());
    expect(await plannedBy(connect())).toEqual([`keep ${EVENT}`]);
  });

  it('names the version that our subscription’s messages are written in, where it is not ours', async () => {
    const headers = { authorization: `Bearer ${SQUARE.accessToken}`, 'content-type': 'application/json' };
    const subscription = { name: 'By hand', event_types: [EVENT], notification_url: url, api_version: '2019-10-23' };
    const body = JSON.stringify({ idempotency_key: 'by-hand', subscription });
    await fetch(`${sandbox.url}/v2/webhooks/subscriptions`, { method: 'POST', headers, body });
    expect(await plannedBy(connect())).toEqual([`keep ${EVENT}`]);
    expect(await connect().leftByHand()).toEqual([
      expect.stringContaining('messages of API version 2019-10-23: choose'),
    ]);
  });

  it('says what Square refuses and of which call, as sentences', async () => {
    const { endpoint, close } = await startStubServer(({ method }) =>
      method === 'GET'
        ? { body: {} }
        : {
            status: 400,
            body: { errors: [{ category: 'INVALID_REQUEST_ERROR', code: 'BAD_REQUEST', detail: 'Too many' }] },
          },
    );
    await sandbox.close();
    sandbox = { ...sandbox, url: endpoint, close };
    await expect(carryOut(connect())).rejects.toThrow(
      /^Square refused with BAD_REQUEST: Too many\. \(POST \/v2\/webhooks\/subscriptions\)$/,
    );
  });

  it('leaves the subscription of another program alone', async () => {
    await carryOut(connect('https://accounting.example/hook'));
    await carryOut(connect());
    expect(await plannedBy(connect())).toEqual([`keep ${EVENT}`, `foreign ${EVENT}`]);
  });

  it('has Square try the way, and says how we answered', async () => {
    await carryOut(connect());
    expect(await connect().test()).toMatchObject({ kind: 'passed' });
    status = 401;
    expect(await connect().test()).toMatchObject({ kind: 'failed', reason: expect.stringContaining('401') });
    await door.close();
    expect(await connect().test()).toMatchObject({ kind: 'failed', reason: expect.stringContaining('no answer') });
    door = await startStubServer(() => ({}));
  });

  it('has nothing to try before it is connected', async () => {
    expect(await connect().test()).toMatchObject({ kind: 'failed' });
  });
});

describe('the plan of a Square subscription', () => {
  const there = (more: Partial<SquareSubscription>): SquareSubscription => ({
    id: '1',
    enabled: true,
    event_types: [EVENT],
    notification_url: 'https://new.example/webhooks/till',
    ...more,
  });

  it('keeps the best of several of ours and removes the others', () => {
    const steps = planSquare('https://new.example/webhooks/till', [there({ enabled: false }), there({ id: '2' })]);
    expect(steps.map(({ kind, id }) => `${kind} ${id}`)).toEqual(['keep 2', 'remove 1']);
  });

  it('keeps what else ours names', () => {
    const [step] = planSquare('https://new.example/webhooks/till', [there({ event_types: ['order.created'] })]);
    expect(step?.eventTypes).toEqual(['order.created', EVENT]);
  });
});

/** A Square that answers these, by method and path, and nothing else. */
async function squareThat(answers: Readonly<Record<string, StubAnswer>>) {
  const square = await startStubServer(
    ({ method, path }) => answers[`${method} ${path.split('?')[0]}`] ?? { status: 404 },
  );
  const channel = {
    id: parseChannelId('till'),
    platform: 'square' as const,
    locations: { L1: [parseLocationId('main')] },
    apiEndpoint: square.endpoint,
    buffer: 0,
  };
  return { connection: createSquareConnection(channel, { accessToken: 'EAAA' }, { webhookUrl: url }), square };
}

describe('a Square account that is not as it is documented', () => {
  it('has its other locations and subscriptions read where one cannot be, and that one is left as it is', async () => {
    const { connection, square } = await squareThat({
      'GET /v2/locations': { body: { locations: [{ name: 'no id' }, { id: 'L1', merchant_id: 'M1' }] } },
      'GET /v2/catalog/list': {},
      'POST /v2/inventory/counts/batch-retrieve': {},
      'GET /v2/webhooks/subscriptions': { body: { subscriptions: [{ notification_url: url }], cursor: '' } },
    });
    expect(await connection.access()).toEqual({ kind: 'accepted', account: 'M1', missing: [] });
    const steps = (await connection.plan()).map(({ step }) => step);
    expect(steps).toMatchObject([
      { kind: 'create', topic: EVENT },
      { kind: 'foreign', target: 'a URL that cannot be read (id: The field is missing.)' },
    ]);
    await square.close();
  });

  // Source: https://developer.squareup.com/docs/webhooks/webhook-subscriptions-api (2026-11).
  it.each([401, 403])('says which token subscriptions take when it refuses a seller’s with %d', async (refusal) => {
    const error = { category: 'AUTHENTICATION_ERROR', code: 'UNAUTHORIZED', detail: 'Not authorized.' };
    const { connection, square } = await squareThat({
      'GET /v2/webhooks/subscriptions': { status: refusal, body: { errors: [error] } },
    });
    await expect(connection.plan()).rejects.toThrow("the application's own access token");
    await square.close();
  });
});

describe('access to a Square account', () => {
  it('is accepted', async () => {
    expect(await connect().access()).toEqual({ kind: 'accepted', account: SQUARE.merchantId, missing: [] });
  });

  it.each([
    ['ITEMS_READ', '/v2/catalog'],
    ['INVENTORY_READ', '/v2/inventory'],
  ])('lacks a permission that is needed: %s', async (permission, path) => {
    await control(sandbox).send('PUT', 'answers', { answer: 'noScope', path });
    expect(await connect().access()).toMatchObject({
      kind: 'accepted',
      missing: [
        {
          grant: `permission ${permission}`,
          without: expect.stringContaining('INSUFFICIENT_SCOPES'),
          isRequired: true,
        },
      ],
    });
  });

  it('is accepted although Square does not answer whether it has a permission', async () => {
    await control(sandbox).send('PUT', 'answers', { answer: 'temporaryError', path: '/v2/inventory' });
    expect(await connect().access()).toMatchObject({
      kind: 'accepted',
      missing: [{ grant: 'permission INVENTORY_READ', isRequired: false }],
    });
  });

  it.each(['errorsIn200', 'temporaryError'])('is not said to be refused by an answer for now: %s', async (answer) => {
    await control(sandbox).send('PUT', 'answers', { answer, path: '/v2/locations' });
    await expect(connect().access()).rejects.toThrow('for now only');
  });

  it('names a location that the account does not have', async () => {
    expect(await connect(url, SQUARE.accessToken, 'LELSEWHERE').access()).toMatchObject({
      missing: [{ grant: 'location LELSEWHERE', isRequired: true }],
    });
  });

  it('names a location that sells nothing because it is inactive', async () => {
    await control(sandbox).send('PUT', 'location', { status: 'INACTIVE' });
    const without = expect.stringContaining('inactive at Square');
    expect(await connect().access()).toMatchObject({
      missing: [{ grant: `location ${SQUARE.locationId}`, without, isRequired: false }],
    });
  });

  it('is refused with a wrong token', async () => {
    expect(await connect(url, 'wrong').access()).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('UNAUTHORIZED'),
    });
  });
});
