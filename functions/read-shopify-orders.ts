import { secretsClient } from '../shared/aws/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets.ts';
import { parseShopifyCredentials } from '../shared/channels/shopify/credentials.ts';
import { createShopifyOrderReader } from '../shared/channels/shopify/order-reader.ts';
import { readOrdersHandler } from './read-orders.ts';

const [channel] = servedChannelsOf('shopify');
const reader = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createShopifyOrderReader(channel, parseShopifyCredentials(text)),
);

/** Reads the orders back from Shopify that its messages leave unclear. */
export const handler = readOrdersHandler(reader);
