import { secretsClient } from '../shared/aws/lambda/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/lambda/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets/secrets.ts';
import { createShopifyClient } from '../shared/channels/shopify/client/channel-client.ts';
import { parseShopifyCredentials } from '../shared/channels/shopify/connecting/credentials.ts';
import { pushHandler } from './wiring/push.ts';

const [channel] = servedChannelsOf('shopify');
const client = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createShopifyClient(channel, parseShopifyCredentials(text)),
);

/** Brings the listings on Shopify to what they should show. */
export const handler = pushHandler(channel, client);
