/** Asks the API, and does not ask for what has not changed. */

/** What came of a request: the answer; nothing new; the session is over; there is no such thing; or it could not be asked. */
export type Asked<Answer> =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly etag: string | undefined }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'signedOut' }
  | { readonly kind: 'unknown'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

/** The path of a SKU's own answers: a slash in it must not divide the path. */
export function stockPath(sku: string, history = ''): string {
  return `stock/${encodeURIComponent(sku)}${history}`;
}

/** Reads; with `etag` only what is not as it was under that tag. */
export async function ask<Answer>(path: string, etag?: string, signal?: AbortSignal): Promise<Asked<Answer>> {
  try {
    const answer = await fetch(path, {
      cache: 'no-store',
      credentials: 'same-origin',
      headers: etag === undefined ? {} : { 'if-none-match': etag },
      ...(signal !== undefined && { signal }),
    });
    if (answer.status === 304) {
      return { kind: 'unchanged' };
    }
    if (answer.status === 401) {
      return { kind: 'signedOut' };
    }
    if (!answer.ok) {
      const message = await sentenceOf(answer);
      return answer.status === 404 || answer.status === 400
        ? { kind: 'unknown', message }
        : { kind: 'failed', message };
    }
    return { kind: 'answer', answer: await answer.json(), etag: answer.headers.get('etag') ?? undefined };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : 'There is no connection.' };
  }
}

/** Begins a session; undefined once it has begun, otherwise why it did not. */
export async function signIn(token: string): Promise<string | undefined> {
  try {
    const answer = await fetch('sign-in', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    return answer.ok ? undefined : await sentenceOf(answer);
  } catch {
    return 'There is no connection: try again.';
  }
}

export async function signOut(): Promise<void> {
  await fetch('sign-out', { method: 'POST', credentials: 'same-origin' }).catch(() => undefined);
}

async function sentenceOf(answer: Response): Promise<string> {
  if (answer.status === 429) {
    return 'Too many at once: wait a moment, then try again.';
  }
  const body: { error?: { message?: string } } = await answer.json().catch(() => ({}));
  return body.error?.message ?? `The API answered ${answer.status}.`;
}
