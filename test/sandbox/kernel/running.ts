/** Starts sandboxes for tests, calls them, and closes them after the test. */
import { afterEach } from '@jest/globals';
import type { RunningSandbox } from '../../../sandbox/kernel/server.ts';

type Closable = Pick<RunningSandbox, 'close'>;

const running: Closable[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

/** Closes the server after the test, however the test ends. */
export async function closing<T extends Closable>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  running.push(server);
  return server;
}

export type Answer = { status: number; body: unknown; headers: Headers };

/** One JSON call. */
export async function call(
  url: string,
  { method = 'GET', body, headers = {}, signal }: CallOptions = {},
): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), headers: answer.headers };
}

export type CallOptions = { method?: string; body?: unknown; headers?: Record<string, string>; signal?: AbortSignal };

/** The control API of a sandbox. */
export function controlOf({ url }: { url: string }) {
  const control = `${url}/_sandbox`;
  const post = (path: string, body: unknown = {}) => call(`${control}${path}`, { method: 'POST', body });
  return {
    shown: async (sku: string) => {
      const { body } = await call(`${control}/stock/${encodeURIComponent(sku)}`);
      return (body as { available?: number }).available;
    },
    putStock: (sku: string, available: unknown) =>
      call(`${control}/stock/${encodeURIComponent(sku)}`, { method: 'PUT', body: { available } }),
    order: (...lines: { sku: string; quantity: number }[]) => post('/orders', { lines }),
    buy: async (...lines: { sku: string; quantity: number }[]) => {
      const { status, body } = await post('/orders', { lines });
      if (status !== 201) throw new Error(`The order was refused: ${JSON.stringify(body)}`);
      return (body as { id: string }).id;
    },
    act: (id: string, verb: string, body?: unknown) => post(`/orders/${id}/${verb}`, body),
    faults: (body: unknown) => call(`${control}/faults`, { method: 'PUT', body }),
    endFaults: () => call(`${control}/faults`, { method: 'DELETE' }),
    calls: async (sku?: string) => {
      const { body } = await call(
        `${control}/calls${sku === undefined ? '' : `?sku=${encodeURIComponent(sku)}&reads=true`}`,
      );
      return body as Record<string, unknown>[];
    },
    notifications: async () => (await call(`${control}/notifications`)).body as Record<string, number>,
  };
}

/** Waits until `probe` gives something; the test's own time limit ends a wait in vain. */
export async function eventually<T>(probe: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
