import { secretsClient } from '../shared/aws/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets.ts';
import { parseAmazonCredentials } from '../shared/channels/amazon/credentials.ts';
import { createAmazonSweep } from '../shared/channels/amazon/order-search.ts';
import { sweepHandler } from './sweep.ts';

const [channel] = servedChannelsOf('amazon');
const sweep = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createAmazonSweep(channel, parseAmazonCredentials(text)),
);

/** Reads what changed on Amazon since the last sweep: the safety net for messages that never come. */
export const handler = sweepHandler(channel.id, sweep);
