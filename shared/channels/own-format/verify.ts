/** Verifies Standard Webhooks signatures. */

import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { utf8Text } from '../json-body.ts';

/** Whether a message was signed with a secret of its sender. */
export type SignatureVerdict =
  | { readonly valid: true; readonly deliveryId: string }
  | { readonly valid: false; readonly reason: string };

/**
 * Checks a Standard Webhooks signature over the raw bytes, in constant time, against every secret in turn: one that
 * fits is enough. A timestamp more than 5 minutes from now is refused.
 * Source: Standard Webhooks 1.0.0, https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function verifySignature(
  rawBody: Uint8Array,
  headers: Readonly<Record<string, string | undefined>>,
  { signingSecrets }: { readonly signingSecrets: readonly string[] },
): SignatureVerdict {
  const body = utf8Text(rawBody);
  if (body === undefined) {
    return { valid: false, reason: 'The body is not UTF-8.' };
  }
  const present = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), value] as const],
  );
  const given = Object.fromEntries(present);
  let reason = 'No signing secret is configured.';
  for (const secret of signingSecrets) {
    try {
      new Webhook(secret).verify(body, given, { jsonParse: false });
      return { valid: true, deliveryId: given['webhook-id'] ?? '' };
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) {
        throw error;
      }
      reason = `${error.message}.`;
    }
  }
  return { valid: false, reason };
}
