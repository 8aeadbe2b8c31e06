import { secretsClient } from '../shared/aws/lambda/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/lambda/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets/secrets.ts';
import { parseAmazonCredentials } from '../shared/channels/amazon/connecting/credentials.ts';
import { createAmazonSweep } from '../shared/channels/amazon/orders/order-feed.ts';
import { sweepHandler } from './wiring/sweep.ts';

const [channel] = servedChannelsOf('amazon');
const sweep = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createAmazonSweep(channel, parseAmazonCredentials(text)),
);

/** Reads what changed on Amazon since the last sweep: the safety net for messages that never come. */
export const handler = sweepHandler(channel.id, sweep);
