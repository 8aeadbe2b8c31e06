/** What comes from Square over HTTP: verified with the subscription's signature key, then translated. */

import { type SquareChannel, squareChannel } from '../../../channel-config.ts';
import type { WebhookIntake } from '../../platform.ts';
import { parseSquareCredentials } from '../connecting/credentials.ts';
import { SQUARE } from '../facts.ts';
import { translateSquare } from './translate.ts';
import { verifySquare } from './verify.ts';

export const squareIntake: WebhookIntake<SquareChannel> = {
  by: 'webhook',
  channel: squareChannel,
  brings: SQUARE.intake.brings,
  open(channel, secret) {
    const credentials = parseSquareCredentials(secret);
    return ({ body, headers, receivedAt }) => {
      // The stack fills in the URL as registered at Square (infra/stockline-stack.ts): the signature covers it.
      const verdict = verifySquare(body, headers, channel.webhookUrl ?? '', credentials);
      return verdict.valid
        ? { kind: 'authentic', intake: translateSquare({ rawBody: body, channel, receivedAt }) }
        : { kind: 'notAuthentic', reason: verdict.reason };
    };
  },
};
