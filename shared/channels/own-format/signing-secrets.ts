/** Secrets of Standard Webhooks: how one is written, and how the next one takes the place of the one before. */

import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import * as v from 'valibot';
import { secretText } from '../secret.ts';

/** One, or two while the sender changes from one to the other. */
export const signingSecrets = v.pipe(
  v.array(
    v.pipe(secretText, v.check(isSigningSecret, 'must be whsec_ followed by base64 (Standard Webhooks)')),
    'must be a list',
  ),
  v.minLength(1, 'must name at least one secret'),
);

/** The one in use, and the one before while senders change over. */
const SECRETS_MAX = 2;

/** As Standard Webhooks recommends: `whsec_` and 24 to 64 random bytes in base64. */
export function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** The offered ones first and the stored ones behind them, each once, two at most. What is no list has none. */
export function rotated(offered: readonly unknown[], stored: unknown): readonly unknown[] {
  return [...new Set([...offered, ...listed(stored)])].slice(0, SECRETS_MAX);
}

/** What a field has that may be anything: its items, where it is a list. */
export function listed(field: unknown): readonly unknown[] {
  return Array.isArray(field) ? field : [];
}

function isSigningSecret(secret: string): boolean {
  try {
    return secret.startsWith('whsec_') && new Webhook(secret) instanceof Webhook;
  } catch {
    return false;
  }
}
