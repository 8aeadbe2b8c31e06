import { secretsClient } from '../shared/aws/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets.ts';
import { parseAmazonCredentials } from '../shared/channels/amazon/credentials.ts';
import { createAmazonOutlet } from '../shared/channels/amazon/outlet.ts';
import { checkHandler } from './check.ts';

const [channel] = servedChannelsOf('amazon');
const outlet = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createAmazonOutlet(channel, parseAmazonCredentials(text)),
);

/** Compares what Amazon shows with what it should show, and sets right what differs for good. */
export const handler = checkHandler(channel, outlet);
