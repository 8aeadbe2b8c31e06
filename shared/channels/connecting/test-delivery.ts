/** Sends a signed test message to our own webhook URL. */

import type { ConnectionTest } from '../../ports/connecting/connection.ts';
import { whyNoAnswer } from '../no-answer.ts';

const TIMEOUT_MS = 15_000;

/** Sends a signed message of ours as a platform sends its own, and says how it was answered. */
export async function postTest(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<ConnectionTest> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return verdictOn(url, response.status);
  } catch (error) {
    return { kind: 'failed', reason: `${url} gave no answer (${whyNoAnswer(error, TIMEOUT_MS)}).` };
  }
}

/** What the status says that our door answered a signed test with. */
export function verdictOn(url: string, status: number): ConnectionTest {
  if (status >= 200 && status < 300) {
    return { kind: 'passed', what: `a signed test webhook was taken by ${url} (${status})` };
  }
  const why =
    status === 401 || status >= 500
      ? 'A function keeps a secret for up to five minutes: run the command again then. If it stays so, read its log.'
      : 'Is it the address that this deployment states?';
  return { kind: 'failed', reason: `${url} answered a signed test webhook with ${status}. ${why}` };
}
