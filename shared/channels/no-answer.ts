/** Calls over HTTP that got no answer: why they did not, asking once more, and going on without. */

import { setTimeout as pause } from 'node:timers/promises';
import { CredentialsGoneError } from '../ports/channel/credentials-gone.ts';
import { fieldOf, textOf } from './rows.ts';

/**
 * The cause in words. `fetch` rejects with an error whose message is "fetch failed"; what failed is in its cause, and a
 * timeout in its name (https://nodejs.org/docs/latest-v24.x/api/globals.html#fetch).
 */
export function whyNoAnswer(error: unknown, timeoutMs: number): string {
  if (textOf(error, 'name') === 'TimeoutError') {
    return `no answer in ${timeoutMs} ms`;
  }
  return textOf(fieldOf(error, 'cause'), 'message') ?? textOf(error, 'message') ?? String(error);
}

const AGAIN_AFTER_MS = 500;

/**
 * The answer, or that of a second try: one lost answer must not end a reading of many pages. Rejects when both fail, and at once with
 * CredentialsGoneError.
 */
export async function askAgain<Answer>(
  ask: () => Promise<Answer>,
  wait: (milliseconds: number) => Promise<unknown> = pause,
): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CredentialsGoneError) {
      throw error;
    }
    await wait(AGAIN_AFTER_MS);
    return await ask();
  }
}

/**
 * The answer, or that of a second try, or why there is none, where `mayFail`: a reading then passes over what it asked for.
 * Otherwise rejects as `askAgain` does, and with CredentialsGoneError in any case: only a person can repair that.
 */
export async function answerOrError<Answer>(
  ask: () => Promise<Answer>,
  { mayFail }: { readonly mayFail: boolean },
): Promise<{ readonly answer: Answer } | { readonly error: unknown }> {
  try {
    return { answer: await askAgain(ask) };
  } catch (error) {
    if (!mayFail || error instanceof CredentialsGoneError) {
      throw error;
    }
    return { error };
  }
}
