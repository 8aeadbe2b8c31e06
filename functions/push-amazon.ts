import { secretsClient } from '../shared/aws/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets.ts';
import { parseAmazonCredentials } from '../shared/channels/amazon/credentials.ts';
import { createAmazonOutlet } from '../shared/channels/amazon/outlet.ts';
import { pushHandler } from './push.ts';

const [channel] = servedChannelsOf('amazon');
const outlet = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createAmazonOutlet(channel, parseAmazonCredentials(text)),
);

/** Brings the listings on Amazon to what they should show. */
export const handler = pushHandler(channel, outlet);
