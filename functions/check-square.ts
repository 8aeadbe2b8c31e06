import { secretsClient } from '../shared/aws/lambda/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/lambda/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets/secrets.ts';
import { createSquareClient } from '../shared/channels/square/client/channel-client.ts';
import { parseSquareCredentials } from '../shared/channels/square/connecting/credentials.ts';
import { checkHandler } from './wiring/check.ts';

const [channel] = servedChannelsOf('square');
const client = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createSquareClient(channel, parseSquareCredentials(text)),
);

/** Compares what Square shows with what it should show, and sets right what differs for good. */
export const handler = checkHandler(channel, client);
