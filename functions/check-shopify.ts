import { secretsClient } from '../shared/aws/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets.ts';
import { parseShopifyCredentials } from '../shared/channels/shopify/credentials.ts';
import { createShopifyOutlet } from '../shared/channels/shopify/outlet.ts';
import { checkHandler } from './check.ts';

const [channel] = servedChannelsOf('shopify');
const outlet = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createShopifyOutlet(channel, parseShopifyCredentials(text)),
);

/** Compares what Shopify shows with what it should show, and sets right what differs for good. */
export const handler = checkHandler(channel, outlet);
