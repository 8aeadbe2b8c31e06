import { secretsClient } from '../shared/aws/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets.ts';
import { parseSquareCredentials } from '../shared/channels/square/credentials.ts';
import { createSquareOutlet } from '../shared/channels/square/outlet.ts';
import { pushHandler } from './push.ts';

const [channel] = servedChannelsOf('square');
const outlet = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createSquareOutlet(channel, parseSquareCredentials(text)),
);

/** Brings the listings on Square to what they should show. */
export const handler = pushHandler(channel, outlet);
