/** What comes from a direct channel over HTTP: verified as Standard Webhooks, then translated. */

import { type DirectChannel, directChannel } from '../../../channel-config.ts';
import { verifySignature } from '../../own-format/verify.ts';
import type { WebhookIntake } from '../../platform.ts';
import { parseDirectCredentials } from '../connecting/credentials.ts';
import { DIRECT } from '../facts.ts';
import { translateDirect } from './translate.ts';

export const directIntake: WebhookIntake<DirectChannel> = {
  by: 'webhook',
  channel: directChannel,
  brings: DIRECT.intake.brings,
  open(channel, secret) {
    const credentials = parseDirectCredentials(secret);
    return ({ body, headers, receivedAt }) => {
      const verdict = verifySignature(body, headers, credentials);
      return verdict.valid
        ? { kind: 'authentic', intake: translateDirect({ rawBody: body, channel, receivedAt }) }
        : { kind: 'notAuthentic', reason: verdict.reason };
    };
  },
};
