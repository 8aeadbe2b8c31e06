import { secretsClient } from '../shared/aws/lambda/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/lambda/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets/secrets.ts';
import { parseShopifyCredentials } from '../shared/channels/shopify/connecting/credentials.ts';
import { createShopifyOrderReader } from '../shared/channels/shopify/orders/order-reader.ts';
import { readOrdersHandler } from './wiring/read-orders.ts';

const [channel] = servedChannelsOf('shopify');
const reader = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createShopifyOrderReader(channel, parseShopifyCredentials(text)),
);

/** Reads the orders back from Shopify that its messages leave unclear. */
export const handler = readOrdersHandler(reader);
