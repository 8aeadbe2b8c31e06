import { secretsClient } from '../shared/aws/lambda/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/lambda/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets/secrets.ts';
import { createAmazonClient } from '../shared/channels/amazon/client/channel-client.ts';
import { parseAmazonCredentials } from '../shared/channels/amazon/connecting/credentials.ts';
import { checkHandler } from './wiring/check.ts';

const [channel] = servedChannelsOf('amazon');
const client = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createAmazonClient(channel, parseAmazonCredentials(text)),
);

/** Compares what Amazon shows with what it should show, and sets right what differs for good. */
export const handler = checkHandler(channel, client);
