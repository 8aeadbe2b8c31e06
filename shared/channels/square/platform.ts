/** Square: an account that says only that a count changed, and keeps a history of changes to read. */

import { type SquareChannel, squareChannel } from '../../channel-config.ts';
import type { SellingPlatform } from '../platform.ts';
import { createSquareClient } from './client/channel-client.ts';
import { createSquareConnection } from './connecting/connection.ts';
import { parseSquareAccess, parseSquareCredentials } from './connecting/credentials.ts';
import { SQUARE_SECRET } from './connecting/secret-form.ts';
import { SQUARE } from './facts.ts';
import { squareIntake } from './intake/intake.ts';
import { createSquareChangeReader } from './orders/change-reader.ts';
import { createSquareOrderFeed, createSquareSweep } from './orders/order-feed.ts';

export const square = {
  facts: SQUARE,
  channel: squareChannel,
  intake: squareIntake,
  events: undefined,
  secret: SQUARE_SECRET,
  checkSecret: (text) => void parseSquareCredentials(text),
  connecting: {
    to: 'webhook',
    // Square gives out the signature key with the subscription: connecting begins without it.
    open: (channel, secret, { webhookUrl }) =>
      createSquareConnection(channel, parseSquareAccess(secret), { webhookUrl }),
  },
  selling: {
    client: (channel, secret) => createSquareClient(channel, parseSquareCredentials(secret)),
    orderFeed: (channel, secret) => createSquareOrderFeed(channel, parseSquareCredentials(secret)),
    sweep: (channel, secret) => createSquareSweep(channel, parseSquareCredentials(secret)),
    orderReader: undefined,
    changeReader: (channel, secret) => createSquareChangeReader(channel, parseSquareCredentials(secret)),
    pushAccount: ({ id }) => `square#${id}`,
    apiAddress: ({ apiEndpoint }) => apiEndpoint ?? 'https://connect.squareup.com/',
  },
} satisfies SellingPlatform<SquareChannel>;
