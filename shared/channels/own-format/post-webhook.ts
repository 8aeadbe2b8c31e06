/** Posts a signed message to a webhook of the merchant's own. */
import * as v from 'valibot';
import { callAddress } from '../../channel-config.ts';
import type { WebhookAnswer, WebhookMessage, WebhookSender } from '../../ports/alerting/alerting.ts';
import { whyNoAnswer } from '../no-answer.ts';
import { signedHeaders } from './sign.ts';

/** What its secret holds. While it is rotated, messages are signed with both: one that fits is enough for a receiver. */
const signing = v.looseObject({
  signingSecret: v.pipe(v.string(), v.minLength(24)),
  previousSigningSecret: v.optional(v.pipe(v.string(), v.minLength(24))),
  /** Addresses that are secrets themselves, by the ids of their webhooks. */
  urls: v.optional(v.record(v.string(), v.string()), {}),
});

const TIMEOUT_MS = 10_000;

/** By their ids, with their addresses; one without has its own in the secret. */
export type WebhookAddresses = ReadonlyMap<string, string | undefined>;

/** `secret`: reads the text of the secret. Any answer of 2xx takes the message; a redirect does not. */
export function webhookSender(
  webhooks: WebhookAddresses,
  secret: () => Promise<string>,
  fetching: typeof fetch = fetch,
): WebhookSender {
  return async (webhook, message) => {
    if (!webhooks.has(webhook)) {
      return { kind: 'notTaken', why: 'the configuration has no such webhook any more' };
    }
    const { signingSecret, previousSigningSecret, urls } = v.parse(signing, JSON.parse(await secret()));
    const url = webhooks.get(webhook) ?? (Object.hasOwn(urls, webhook) ? urls[webhook] : undefined);
    if (url === undefined) {
      return { kind: 'notTaken', why: 'its address is neither in the configuration nor in urls of the secret' };
    }
    if (!v.is(callAddress, url.split('?', 1)[0])) {
      return { kind: 'notTaken', why: 'its address in the secret is none that begins with https://' };
    }
    const secrets = [signingSecret, ...(previousSigningSecret === undefined ? [] : [previousSigningSecret])];
    return post(fetching, url, message, secrets);
  };
}

async function post(
  fetching: typeof fetch,
  url: string,
  { id, body }: WebhookMessage,
  secrets: readonly string[],
): Promise<WebhookAnswer> {
  try {
    const answer = await fetching(url, {
      ...{ method: 'POST', headers: signedHeaders(body, secrets, new Date(), id), body },
      ...{ redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) },
    });
    await answer.body?.cancel();
    return answer.ok ? { kind: 'taken' } : { kind: 'notTaken', why: `it answered ${answer.status}` };
  } catch (error) {
    return { kind: 'notTaken', why: whyNoAnswer(error, TIMEOUT_MS) };
  }
}
