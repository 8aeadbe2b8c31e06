import { secretsClient } from '../shared/aws/lambda/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/lambda/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets/secrets.ts';
import { createAmazonClient } from '../shared/channels/amazon/client/channel-client.ts';
import { parseAmazonCredentials } from '../shared/channels/amazon/connecting/credentials.ts';
import { pushHandler } from './wiring/push.ts';

const [channel] = servedChannelsOf('amazon');
const client = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createAmazonClient(channel, parseAmazonCredentials(text)),
);

/** Brings the listings on Amazon to what they should show. */
export const handler = pushHandler(channel, client);
