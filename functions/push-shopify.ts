import { secretsClient } from '../shared/aws/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets.ts';
import { parseShopifyCredentials } from '../shared/channels/shopify/credentials.ts';
import { createShopifyOutlet } from '../shared/channels/shopify/outlet.ts';
import { pushHandler } from './push.ts';

const [channel] = servedChannelsOf('shopify');
const outlet = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createShopifyOutlet(channel, parseShopifyCredentials(text)),
);

/** Brings the listings on Shopify to what they should show. */
export const handler = pushHandler(channel, outlet);
