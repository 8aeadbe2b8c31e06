import { describe, expect, it } from '@jest/globals';
import { createCallLog } from '../../../sandbox/kernel/call-log.ts';
import { controlRoute } from '../../../sandbox/kernel/control-answers.ts';
import { startSandbox } from '../../../sandbox/kernel/server.ts';
import { call, closing, controlOf, eventually } from './running.ts';
import { stubPlatform } from './stub-platform.ts';

async function running(stub = stubPlatform()) {
  const sandbox = await closing(startSandbox(stub.build));
  const put = (sku: string, quantity: number, signal?: AbortSignal) =>
    call(`${sandbox.url}/shelf/${encodeURIComponent(sku)}`, {
      method: 'PUT',
      body: { quantity },
      ...(signal ? { signal } : {}),
    });
  return { stub, sandbox, put, control: controlOf(sandbox) };
}

describe('the control API', () => {
  it('is answered by the platform where it has a control route of its own', async () => {
    const { build } = stubPlatform();
    const own = controlRoute('POST', '/orders', () => ({ status: 201, body: { id: 'own' } }));
    const sandbox = await closing(startSandbox((kernel) => ({ ...build(kernel), routes: [own] })));
    expect(await controlOf(sandbox).order({ sku: 'A', quantity: 1 })).toMatchObject({
      status: 201,
      body: { id: 'own' },
    });
  });

  it('reads and edits the stock of a SKU with a slash in it', async () => {
    const { control } = await running();
    expect(await control.shown('A/B')).toBe(3);
    expect(await control.putStock('A/B', 7)).toMatchObject({ status: 200, body: { available: 7 } });
    expect(await control.shown('A/B')).toBe(7);
  });

  it.each([
    ['PUT', '/stock/A', { available: 1.5 }, 'available'],
    ['PUT', '/stock/A', { available: '1' }, 'available'],
    ['PUT', '/stock/A', {}, 'available'],
    ['POST', '/orders', {}, 'lines'],
    ['POST', '/orders', { lines: [] }, 'lines'],
    ['POST', '/orders', { lines: [{ sku: 'A', quantity: 0 }] }, 'lines.0.quantity'],
    ['POST', '/orders', { lines: [{ sku: '', quantity: 1 }] }, 'lines.0.sku'],
    ['POST', '/orders', '{"lines":', 'The body is not JSON'],
    ['POST', '/orders/1/cancel', {}, 'restock'],
    ['POST', '/orders/1/refund', { lines: [{ sku: 'A', quantity: 1 }] }, 'restock'],
    ['POST', '/orders/1/edit', { lines: [{ sku: 'A', quantity: -1 }] }, 'lines.0.quantity'],
    [
      'POST',
      '/orders/1/edit',
      {
        lines: [
          { sku: 'A', quantity: 1 },
          { sku: 'A', quantity: 2 },
        ],
      },
      'lines',
    ],
    ['PUT', '/faults', { api: { throttle: 2 } }, 'api.throttle'],
  ])('answers %s %s %j with 400 and says what is wrong', async (method, path, body, field) => {
    const { sandbox } = await running();
    const answer = await call(`${sandbox.url}/_sandbox${path}`, { method, body });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid' } } });
    expect(JSON.stringify(answer.body)).toContain(`"message":"${field}`);
  });

  it.each([
    ['unknown', 404],
    ['insufficient', 409],
    ['impossible', 409],
    ['invalid', 400],
  ] as const)('answers an order that is %s with %i and the reason', async (outcome, status) => {
    const { control } = await running(stubPlatform({ placeOrder: { outcome, reason: 'because' } }));
    const answer = await control.order({ sku: 'A', quantity: 1 });
    expect(answer).toMatchObject({ status, body: { error: { code: outcome, message: 'because' } } });
  });

  it('answers an order with 201 and its id, and what is done to it with 200', async () => {
    const { control } = await running();
    expect(await control.order({ sku: 'A', quantity: 1 })).toMatchObject({ status: 201, body: { id: 'order-1' } });
    const lines = [{ sku: 'A', quantity: 1 }];
    const bodies = { cancel: { restock: true }, fulfil: undefined, refund: { lines, restock: false }, edit: { lines } };
    for (const [verb, body] of Object.entries(bodies)) {
      expect(await control.act('order-1', verb, body)).toMatchObject({ status: 200, body: { id: 'order-1' } });
    }
  });

  it('states the faults in force and ends them', async () => {
    const { control, sandbox } = await running();
    expect(await control.faults({ api: { error: 1 } })).toMatchObject({ status: 200, body: { api: { error: 1 } } });
    await control.endFaults();
    const { body } = await call(`${sandbox.url}/_sandbox/faults`);
    expect(body).toMatchObject({ api: { error: 0 }, webhook: { loss: 0 } });
  });

  it('is not touched by faults of the platform API', async () => {
    const { control } = await running();
    await control.faults({ api: { throttle: 1, error: 1, timeout: 1 } });
    expect(await control.shown('A/B')).toBe(3);
  });

  it('answers 404 for a path that the platform does not have', async () => {
    const { sandbox } = await running();
    expect(await call(`${sandbox.url}/nowhere`)).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
  });

  it('answers 413 for a body above 5 MB', async () => {
    const { sandbox } = await running();
    const body = 'x'.repeat(5_000_001);
    expect(await call(`${sandbox.url}/_sandbox/orders`, { method: 'POST', body })).toMatchObject({ status: 413 });
  });
});

describe('the calls of a platform API', () => {
  it('are logged with SKU, quantity, time and answer, and found by SKU', async () => {
    const { control, put } = await running();
    const before = new Date().toISOString();
    await put('A', 5);
    await put('B', 6);
    const [row] = await control.calls('A');
    expect(row).toMatchObject({ operation: 'set', sku: 'A', quantity: 5, idempotencyKey: null, answer: 'ok' });
    expect(String(row?.['at']) >= before).toBe(true);
    expect(await control.calls()).toHaveLength(2);
  });

  it.each([
    ['throttle', 429, 'throttled', []],
    ['error', 503, 'error', []],
    ['ignore', 200, 'ignored', []],
    ['none', 200, 'ok', ['A']],
  ] as const)('under the fault %s answer %i, are logged as %s and apply %j', async (fault, status, answer, applied) => {
    const { control, put, stub } = await running();
    await control.faults({ api: fault === 'none' ? {} : { [fault]: 1 } });
    expect(await put('A', 5)).toMatchObject({ status });
    expect(stub.applied).toEqual(applied);
    expect(await control.calls('A')).toMatchObject([{ quantity: 5, answer }]);
  });

  it('that time out get no answer, and half of them are applied', async () => {
    const { control, put, stub } = await running();
    await control.faults({ api: { timeout: 1 } });
    const left = new AbortController();
    const calls = Array.from({ length: 12 }, () => put('A', 5, left.signal).catch((error: Error) => error.name));
    const logged = await eventually(async () => {
      const rows = await control.calls('A');
      return rows.length === 12 ? rows : undefined;
    });
    left.abort();
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['AbortError']));
    const applied = logged.filter(({ answer }) => answer === 'timeout, applied');
    const lost = logged.filter(({ answer }) => answer === 'timeout, not applied');
    expect(applied.length + lost.length).toBe(12);
    expect(stub.applied).toHaveLength(applied.length);
    expect(Math.min(applied.length, lost.length)).toBeGreaterThan(0);
  });

  it('take effect at once and answer after the latency', async () => {
    const { control, put, stub } = await running();
    await control.faults({ api: { latencyMs: 60 } });
    const startedAt = performance.now();
    const answering = put('A', 5);
    await eventually(() => (stub.applied.length === 1 ? true : undefined));
    await answering;
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(59);
  });

  it('have the same fates again with the same seed', async () => {
    const { control, put } = await running();
    const round = async () => {
      await control.faults({ seed: 11, api: { throttle: 0.3, error: 0.3, ignore: 0.3 } });
      const statuses: number[] = [];
      for (let index = 0; index < 20; index += 1) statuses.push((await put('A', index)).status);
      return statuses;
    };
    const first = await round();
    expect(new Set(first)).toEqual(new Set([200, 429, 503]));
    expect(await round()).toEqual(first);
  });
});

describe('the call log', () => {
  it('keeps the last 20,000 rows', () => {
    const log = createCallLog();
    const row = { kind: 'change' as const, operation: 'set', sku: 'A', idempotencyKey: null };
    for (let quantity = 0; quantity < 20_001; quantity += 1) log.record(new Date(), [{ ...row, quantity }], 'ok');
    const rows = log.read('A', true);
    expect(rows).toHaveLength(20_000);
    expect(rows[0]?.quantity).toBe(1);
    expect(log.read('B', true)).toEqual([]);
  });

  it('does not call a read ignored: it has nothing to apply', () => {
    const log = createCallLog();
    const read = { kind: 'read' as const, operation: 'get', sku: 'A', quantity: null, idempotencyKey: null };
    log.record(new Date(), [read], 'ignored');
    expect(log.read(null, true)).toMatchObject([{ answer: 'ok' }]);
  });
});

describe('a sandbox server', () => {
  it('closes while a call is held open, and frees its port', async () => {
    const { control, put, sandbox } = await running();
    await control.faults({ api: { timeout: 1 } });
    const held = put('A', 1).catch(() => 'cut off');
    await eventually(async () => ((await control.calls('A')).length > 0 ? true : undefined));
    await sandbox.close();
    expect(await held).toBe('cut off');
    await closing(startSandbox(stubPlatform().build, { port: sandbox.port }));
  });

  it('says so when its port is taken', async () => {
    const { sandbox } = await running();
    const second = startSandbox(stubPlatform().build, { port: sandbox.port });
    await expect(second).rejects.toThrow('EADDRINUSE');
  });

  it('counts what it notified', async () => {
    const { control, stub } = await running();
    stub.notify(async () => ({ accepted: true }));
    await eventually(async () => ((await control.notifications())['accepted'] === 1 ? true : undefined));
    expect(await control.notifications()).toMatchObject({ sent: 1, waiting: 0 });
  });
});
