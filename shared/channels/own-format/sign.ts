/** Signs what we send as Standard Webhooks. */

import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/**
 * The headers of a message or a call that is sent `at` this time, signed with every secret that is given: one that fits is enough
 * for who receives it. `id`: of a message that is sent again; default: one of its own.
 * Source: Standard Webhooks 1.0.0, https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signedHeaders(
  body: string,
  secrets: readonly string[],
  at = new Date(),
  id = `msg_${randomUUID()}`,
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}
