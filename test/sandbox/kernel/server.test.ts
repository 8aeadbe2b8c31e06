import { describe, expect, it } from '@jest/globals';
import { startSandbox } from '../../../sandbox/kernel/server.ts';
import { call, closing, controlOf, eventually } from './running.ts';
import { stubPlatform } from './stub-platform.ts';

async function running(stub = stubPlatform()) {
  const sandbox = await closing(startSandbox(stub.build));
  const put = (sku: string, quantity: number, signal?: AbortSignal) =>
    call(`${sandbox.url}/stock/${encodeURIComponent(sku)}`, {
      method: 'PUT',
      body: { quantity },
      ...(signal ? { signal } : {}),
    });
  return { stub, sandbox, put, control: controlOf(sandbox) };
}

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
