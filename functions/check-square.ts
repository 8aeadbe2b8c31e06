import { secretsClient } from '../shared/aws/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets.ts';
import { parseSquareCredentials } from '../shared/channels/square/credentials.ts';
import { createSquareOutlet } from '../shared/channels/square/outlet.ts';
import { checkHandler } from './check.ts';

const [channel] = servedChannelsOf('square');
const outlet = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createSquareOutlet(channel, parseSquareCredentials(text)),
);

/** Compares what Square shows with what it should show, and sets right what differs for good. */
export const handler = checkHandler(channel, outlet);
