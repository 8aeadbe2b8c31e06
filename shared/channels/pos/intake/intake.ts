/** What comes from tills, 3PLs, ERPs and own shops over HTTP: verified as Standard Webhooks, then translated. */

import { type PosChannel, posChannel } from '../../../channel-config.ts';
import { verifySignature } from '../../own-format/verify.ts';
import type { WebhookIntake } from '../../platform.ts';
import { parsePosCredentials } from '../connecting/credentials.ts';
import { POS } from '../facts.ts';
import { translatePos } from './translate.ts';

export const posIntake: WebhookIntake<PosChannel> = {
  by: 'webhook',
  channel: posChannel,
  brings: POS.intake.brings,
  open(channel, secret, { locations }) {
    const credentials = parsePosCredentials(secret);
    return ({ body, headers, receivedAt }) => {
      const verdict = verifySignature(body, headers, credentials);
      return verdict.valid
        ? { kind: 'authentic', intake: translatePos({ rawBody: body, channel, locations, receivedAt }) }
        : { kind: 'notAuthentic', reason: verdict.reason };
    };
  },
};
