/** Says why a call over HTTP got no answer. */

/**
 * The cause in words. `fetch` rejects with an error whose message is "fetch failed"; what failed is in its cause, and a
 * timeout in its name (https://nodejs.org/docs/latest-v24.x/api/globals.html#fetch).
 */
export function whyNoAnswer(error: unknown, timeoutMs: number): string {
  if (textIn(error, 'name') === 'TimeoutError') {
    return `no answer in ${timeoutMs} ms`;
  }
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  return textIn(cause, 'message') ?? textIn(error, 'message') ?? String(error);
}

function textIn(value: unknown, field: 'name' | 'message'): string | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const found: unknown = Reflect.get(value, field);
  return typeof found === 'string' ? found : undefined;
}
