import { secretsClient } from '../shared/aws/lambda/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/lambda/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets/secrets.ts';
import { createShopifyClient } from '../shared/channels/shopify/client/channel-client.ts';
import { parseShopifyCredentials } from '../shared/channels/shopify/connecting/credentials.ts';
import { checkHandler } from './wiring/check.ts';

const [channel] = servedChannelsOf('shopify');
const client = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createShopifyClient(channel, parseShopifyCredentials(text)),
);

/** Compares what Shopify shows with what it should show, and sets right what differs for good. */
export const handler = checkHandler(channel, client);
