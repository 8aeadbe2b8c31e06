/** POS: a till, a 3PL, an ERP or an own shop, which sends movements and orders and shows nothing that we push to. */

import { type PosChannel, posChannel } from '../../channel-config.ts';
import { newSigningSecret } from '../own-format/signing-secrets.ts';
import type { Platform } from '../platform.ts';
import { createPosConnection } from './connecting/connection.ts';
import { parsePosCredentials } from './connecting/credentials.ts';
import { posSecret } from './connecting/secret-form.ts';
import { POS } from './facts.ts';
import { posIntake } from './intake/intake.ts';

export const pos = {
  facts: POS,
  channel: posChannel,
  intake: posIntake,
  events: undefined,
  secret: posSecret(newSigningSecret),
  checkSecret: (text) => void parsePosCredentials(text),
  connecting: {
    to: 'webhook',
    open: (channel, secret, ours) => createPosConnection(channel, parsePosCredentials(secret), ours),
  },
  selling: undefined,
} satisfies Platform<PosChannel>;
