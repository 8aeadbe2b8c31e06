import { secretsClient } from '../shared/aws/lambda/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/lambda/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets/secrets.ts';
import { parseShopifyCredentials } from '../shared/channels/shopify/connecting/credentials.ts';
import { createShopifySweep } from '../shared/channels/shopify/orders/order-feed.ts';
import { sweepHandler } from './wiring/sweep.ts';

const [channel] = servedChannelsOf('shopify');
const sweep = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createShopifySweep(channel, parseShopifyCredentials(text)),
);

/** Reads what changed on Shopify since the last sweep: the safety net for messages that never come. */
export const handler = sweepHandler(channel.id, sweep);
