import { secretsClient } from '../shared/aws/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets.ts';
import { parseAmazonCredentials } from '../shared/channels/amazon/credentials.ts';
import { createAmazonOrderReader } from '../shared/channels/amazon/order-reader.ts';
import { readOrdersHandler } from './read-orders.ts';

const [channel] = servedChannelsOf('amazon');
const reader = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createAmazonOrderReader(channel, parseAmazonCredentials(text)),
);

/** Reads the orders back from Amazon that its messages leave unclear. */
export const handler = readOrdersHandler(reader);
