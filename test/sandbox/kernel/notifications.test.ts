import { createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createFaultDice, parseFaults } from '../../../sandbox/kernel/faults.ts';
import { createNotifier, createWebhookPoster, type DeliveryAttempt } from '../../../sandbox/kernel/notifications.ts';
import { closing } from './running.ts';
import { startReceiver } from './webhook-receiver.ts';

describe('the notifications of a sandbox', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('are delivered once when nothing goes wrong', async () => {
    const { notifier, attempts, deliver } = notifierWith({});
    notifier.notify(deliver('a'));
    expect(attempts).toEqual([]);
    await jest.advanceTimersByTimeAsync(200_000);
    expect(attempts).toEqual(['a 0']);
    expect(notifier.counts()).toMatchObject({ sent: 1, accepted: 1, waiting: 0 });
  });

  it('never arrive when they are lost, not even by a retry', async () => {
    const { notifier, attempts, deliver } = notifierWith({ loss: 1 });
    notifier.notify(deliver('a'));
    await jest.advanceTimersByTimeAsync(200_000);
    expect(attempts).toEqual([]);
    expect(notifier.counts()).toMatchObject({ sent: 1, lost: 1, waiting: 0 });
  });

  it('arrive twice when they are duplicated', async () => {
    const { notifier, attempts, deliver } = notifierWith({ duplicate: 1 });
    notifier.notify(deliver('a'));
    await jest.advanceTimersByTimeAsync(1);
    expect(attempts).toEqual(['a 0', 'a 0']);
  });

  it('arrive late and out of order when they are delayed', async () => {
    const { notifier, attempts, deliver } = notifierWith({ delayMs: [1_000, 60_000] });
    const sent = Array.from({ length: 20 }, (_, index) => `${index} 0`);
    for (const index of sent.keys()) notifier.notify(deliver(String(index)));
    await jest.advanceTimersByTimeAsync(999);
    expect(attempts).toEqual([]);
    await jest.advanceTimersByTimeAsync(60_000);
    expect([...attempts].sort()).toEqual([...sent].sort());
    expect(attempts).not.toEqual(sent);
  });

  it('are tried again with growing waits until they are taken', async () => {
    const { notifier, attempts, deliver } = notifierWith({}, 3);
    notifier.notify(deliver('a'));
    await jest.advanceTimersByTimeAsync(6_999);
    expect(attempts).toEqual(['a 0', 'a 1 after no', 'a 2 after no']);
    await jest.advanceTimersByTimeAsync(1);
    expect(attempts).toHaveLength(4);
    await jest.advanceTimersByTimeAsync(200_000);
    expect(attempts).toHaveLength(4);
    expect(notifier.counts()).toMatchObject({ accepted: 1, retried: 3, waiting: 0 });
  });

  it('are given up after eight tries', async () => {
    const { notifier, attempts, deliver } = notifierWith({}, 100);
    notifier.notify(deliver('a'));
    await jest.advanceTimersByTimeAsync(500_000);
    expect(attempts).toHaveLength(8);
    expect(notifier.counts()).toMatchObject({ abandoned: 1, waiting: 0 });
  });

  it('count a throw as a failed try', async () => {
    const { notifier } = notifierWith({});
    let tries = 0;
    notifier.notify(() => {
      tries += 1;
      return tries === 1 ? Promise.reject(new Error('no route')) : Promise.resolve({ accepted: true });
    });
    await jest.advanceTimersByTimeAsync(1_001);
    expect(tries).toBe(2);
  });

  it('end with the close of the sandbox', async () => {
    const { notifier, attempts, deliver } = notifierWith({ delayMs: [1_000, 1_000] }, 100);
    notifier.notify(deliver('a'));
    notifier.close();
    notifier.notify(deliver('b'));
    await jest.advanceTimersByTimeAsync(200_000);
    expect(attempts).toEqual([]);
  });
});

describe('the poster of webhooks', () => {
  it.each([
    [200, { accepted: true }],
    [204, { accepted: true }],
    [302, { accepted: false, reason: 'http_302' }],
    [500, { accepted: false, reason: 'http_500' }],
  ])('takes an answer of %i as %j', async (status, result) => {
    const receiver = await closing(startReceiver(() => status));
    expect(await post(receiver.url)).toEqual(result);
    expect(receiver.deliveries).toMatchObject([{ rawBody: '{"a":1}', headers: { 'x-of': 'sandbox' } }]);
  });

  it('says why nobody took the delivery', async () => {
    const receiver = await startReceiver();
    await receiver.close();
    expect(await post(receiver.url)).toMatchObject({
      accepted: false,
      reason: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('gives up on a receiver that does not answer in time', async () => {
    const silent = await closing(startSilentReceiver());
    expect(await post(silent.url, 20)).toEqual({ accepted: false, reason: 'http_timeout' });
  });
});

async function startSilentReceiver() {
  const server = createServer(() => undefined);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

async function post(url: string, timeoutMs = 5_000) {
  const poster = createWebhookPoster();
  const { signal } = new AbortController();
  const result = await poster.post({ url, headers: { 'x-of': 'sandbox' }, body: '{"a":1}', timeoutMs, signal });
  poster.close();
  return result;
}

/** A notifier under faults, and deliveries that are refused `refusals` times before they are taken. */
function notifierWith(webhook: object, refusals = 0) {
  const dice = createFaultDice();
  const parsed = parseFaults({ seed: 5, webhook });
  if (!parsed.ok) throw new Error(parsed.reason);
  dice.set(parsed.faults);
  const attempts: string[] = [];
  const deliver =
    (name: string): DeliveryAttempt =>
    async ({ retry, lastFailure }) => {
      attempts.push(`${name} ${retry}${lastFailure === '' ? '' : ` after ${lastFailure}`}`);
      return retry < refusals ? { accepted: false, reason: 'no' } : { accepted: true };
    };
  return { notifier: createNotifier(dice), attempts, deliver };
}
