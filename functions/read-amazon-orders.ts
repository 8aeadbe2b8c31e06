import { secretsClient } from '../shared/aws/lambda/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/lambda/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets/secrets.ts';
import { parseAmazonCredentials } from '../shared/channels/amazon/connecting/credentials.ts';
import { createAmazonOrderReader } from '../shared/channels/amazon/orders/order-reader.ts';
import { readOrdersHandler } from './wiring/read-orders.ts';

const [channel] = servedChannelsOf('amazon');
const reader = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createAmazonOrderReader(channel, parseAmazonCredentials(text)),
);

/** Reads the orders back from Amazon that its messages leave unclear. */
export const handler = readOrdersHandler(reader);
