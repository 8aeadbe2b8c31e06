/** Calls the control routes of a sandbox. */
import { strict as assert } from 'node:assert';

type Line = { readonly sku: string; readonly quantity: number };

/** What people do on a sandbox, and the faults it has (docs/intake.md, “On one machine”). */
export function control({ url }: { readonly url: string }) {
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${url}/_sandbox/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path} was answered with ${answer.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    /** Any other request of docs/intake.md; `path` without its first slash. */
    send: ask,
    async sell(lines: readonly Line[]): Promise<string> {
      return ((await ask('POST', 'orders', { lines })) as { id: string }).id;
    },
    async act(order: string, action: 'cancel' | 'fulfil' | 'refund' | 'edit', what: object = {}): Promise<void> {
      await ask('POST', `orders/${encodeURIComponent(order)}/${action}`, what);
    },
    /** The same, of what the platform may refuse because of how the order stands: then nothing happens. */
    async tryTo(order: string, action: string, what: object): Promise<void> {
      const answer = await fetch(`${url}/_sandbox/orders/${encodeURIComponent(order)}/${action}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(what),
      });
      assert.ok(answer.ok || answer.status === 409, `${action} was answered with ${answer.status}.`);
    },
    async setStock(sku: string, available: number): Promise<void> {
      await ask('PUT', `stock/${encodeURIComponent(sku)}`, { available });
    },
    async stock(sku: string): Promise<number> {
      return ((await ask('GET', `stock/${encodeURIComponent(sku)}`)) as { available: number }).available;
    },
    async faults(faults: object): Promise<void> {
      await ask('PUT', 'faults', faults);
    },
    async endFaults(): Promise<void> {
      await ask('DELETE', 'faults');
    },
  };
}
