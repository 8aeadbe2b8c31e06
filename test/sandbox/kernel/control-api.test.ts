import { describe, expect, it } from '@jest/globals';
import { controlRoute } from '../../../sandbox/kernel/control-answers.ts';
import { startSandbox } from '../../../sandbox/kernel/server.ts';
import { call, closing, controlOf } from './running.ts';
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
