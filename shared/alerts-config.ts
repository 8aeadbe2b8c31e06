/** Who is alerted when a SKU is low, out, or back: the part of the configuration that says it. */
import * as v from 'valibot';
import { callAddress } from './channel-config.ts';

/** In the names of rules and queues, and in the log. */
const webhookId = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9-]{0,19}$/, 'use 1 to 20 lower-case letters, digits and dashes, beginning with a letter'),
  v.check((id) => id !== 'mail', 'a webhook cannot be called mail'),
);

/**
 * An address that lets everybody post who has it, as those of chats do, is a secret: then it stands in `urls` of the secret
 * `stockline/alerts` alone, and `url` is absent. What is here lies in the template and in the function's environment, for all to read.
 */
const webhook = v.strictObject({
  id: webhookId,
  url: v.optional(
    v.pipe(
      v.string(),
      v.check(
        (url) => !/[?#]/.test(url),
        'What stands behind ? in an address is mostly a secret: leave url away, and put the address into urls of the secret stockline/alerts (docs/alerts.md)',
      ),
      callAddress,
    ),
  ),
});

/** Each webhook has a queue of its own, so that one that does not answer holds up no other. */
const WEBHOOKS_MAX = 10;

export const alertsSetting = v.strictObject({
  /** Alerts of some minutes in one mail. AWS sends a mail there first, which must be confirmed. */
  email: v.optional(v.pipe(v.string(), v.email())),
  /** Each alert at once, signed as Standard Webhooks: a program of your own, or a chat that reads the field `text`. */
  webhooks: v.optional(
    v.pipe(
      v.array(webhook),
      v.maxLength(WEBHOOKS_MAX, `use at most ${WEBHOOKS_MAX} webhooks`),
      // Two queues would have one name in the template: ids of CloudFormation have no dashes, and by that name `failed` finds them.
      v.check(
        (all) => new Set(all.map(({ id }) => id.replaceAll('-', ''))).size === all.length,
        'two webhooks have the same id, or ids that differ in dashes alone',
      ),
    ),
    [],
  ),
});

export type AlertsSetting = v.InferOutput<typeof alertsSetting>;
