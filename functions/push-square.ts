import { secretsClient } from '../shared/aws/lambda/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/lambda/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets/secrets.ts';
import { createSquareClient } from '../shared/channels/square/client/channel-client.ts';
import { parseSquareCredentials } from '../shared/channels/square/connecting/credentials.ts';
import { pushHandler } from './wiring/push.ts';

const [channel] = servedChannelsOf('square');
const client = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createSquareClient(channel, parseSquareCredentials(text)),
);

/** Brings the listings on Square to what they should show. */
export const handler = pushHandler(channel, client);
