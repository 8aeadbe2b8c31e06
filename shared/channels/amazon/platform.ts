/** Amazon: a seller whose orders come into a queue of ours, and whose listings take absolute figures only. */

import { type AmazonChannel, amazonChannel } from '../../channel-config.ts';
import type { SellingPlatform } from '../platform.ts';
import { createAmazonClient } from './client/channel-client.ts';
import { createAmazonConnection } from './connecting/connection.ts';
import { parseAmazonCredentials } from './connecting/credentials.ts';
import { AMAZON_SECRET } from './connecting/secret-form.ts';
import { AMAZON } from './facts.ts';
import { amazonIntake } from './intake/intake.ts';
import { createAmazonOrderFeed, createAmazonSweep } from './orders/order-feed.ts';
import { createAmazonOrderReader } from './orders/order-reader.ts';

export const amazon = {
  facts: AMAZON,
  channel: amazonChannel,
  intake: amazonIntake,
  events: undefined,
  secret: AMAZON_SECRET,
  checkSecret: (text) => void parseAmazonCredentials(text),
  connecting: {
    to: 'queue',
    open: (channel, secret, { queueArn }) =>
      createAmazonConnection(channel, parseAmazonCredentials(secret), {
        queueArn,
        eventBridge: eventBridgeBeside(queueArn),
      }),
  },
  selling: {
    client: (channel, secret) => createAmazonClient(channel, parseAmazonCredentials(secret)),
    orderFeed: (channel, secret) => createAmazonOrderFeed(channel, parseAmazonCredentials(secret)),
    sweep: (channel, secret) => createAmazonSweep(channel, parseAmazonCredentials(secret)),
    orderReader: (channel, secret) => createAmazonOrderReader(channel, parseAmazonCredentials(secret)),
    changeReader: undefined,
    // Amazon counts calls per seller and region: two channels of one seller share them.
    pushAccount: ({ region, sellerId }) => `amazon#${region}#${sellerId}`,
    apiAddress: ({ apiEndpoint, region }) => apiEndpoint ?? `https://sellingpartnerapi-${region}.amazon.com/`,
  },
} satisfies SellingPlatform<AmazonChannel>;

/** The account and the region of `arn:aws:sqs:<region>:<account>:<name>`. */
function eventBridgeBeside(queueArn: string): { readonly accountId: string; readonly region: string } {
  const [, , , region = '', accountId = ''] = queueArn.split(':');
  return { accountId, region };
}
