/** A direct channel: a shop or till of the merchant's own, which speaks the channel protocol (docs/channel-protocol.json). */

import { type DirectChannel, directChannel } from '../../channel-config.ts';
import type { SellingPlatform } from '../platform.ts';
import { createDirectClient } from './client/channel-client.ts';
import { createDirectConnection } from './connecting/connection.ts';
import { parseDirectCredentials } from './connecting/credentials.ts';
import { DIRECT_SECRET } from './connecting/secret-form.ts';
import { DIRECT } from './facts.ts';
import { directIntake } from './intake/intake.ts';
import { createDirectOrderFeed, createDirectSweep } from './orders/order-feed.ts';

export const direct = {
  facts: DIRECT,
  channel: directChannel,
  intake: directIntake,
  events: undefined,
  secret: DIRECT_SECRET,
  checkSecret: (text) => void parseDirectCredentials(text),
  connecting: {
    to: 'webhook',
    open: (channel, secret, { webhookUrl }) =>
      createDirectConnection(channel, parseDirectCredentials(secret), { webhookUrl }),
  },
  selling: {
    client: (channel, secret) => createDirectClient(channel, parseDirectCredentials(secret)),
    orderFeed: (channel, secret) => createDirectOrderFeed(channel, parseDirectCredentials(secret)),
    sweep: (channel, secret) => createDirectSweep(channel, parseDirectCredentials(secret)),
    orderReader: undefined,
    changeReader: undefined,
    pushAccount: ({ id }) => `direct#${id}`,
    apiAddress: ({ url }) => url,
  },
} satisfies SellingPlatform<DirectChannel>;
