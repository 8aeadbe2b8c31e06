/** Standard Webhooks signatures, as calls of Stockline bear them and messages to Stockline need them. */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

const TOLERANCE_SECONDS = 300;

/** What a call bears; a name that is absent is undefined. */
export type SignatureHeaders = {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
};

/**
 * Whether one of the signatures was made with one of the secrets, over the body as it came, at most five minutes from now.
 * Source: Standard Webhooks 1.0.0, https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function isSigned(
  body: Buffer,
  headers: SignatureHeaders,
  secrets: readonly string[],
  now = new Date(),
): boolean {
  const { id, timestamp, signature } = headers;
  if (id === undefined || timestamp === undefined || signature === undefined || !/^\d{1,12}$/.test(timestamp)) {
    return false;
  }
  if (Math.abs(now.getTime() / 1_000 - Number(timestamp)) > TOLERANCE_SECONDS) {
    return false;
  }
  const wanted = secrets.map((secret) => Buffer.from(signatureOf(body, id, timestamp, secret)));
  return signature.split(' ').some((each) => {
    const given = Buffer.from(each);
    return wanted.some((one) => one.length === given.length && timingSafeEqual(one, given));
  });
}

/** The headers of one message to Stockline. */
export function signedHeaders(body: string, secret: string, now = new Date()): Record<string, string> {
  const id = `msg_${randomUUID()}`;
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatureOf(Buffer.from(body), id, timestamp, secret),
  };
}

function signatureOf(body: Buffer, id: string, timestamp: string, secret: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const hmac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body);
  return `v1,${hmac.digest('base64')}`;
}
