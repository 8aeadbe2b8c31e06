/** The configuration of the deployment that `npm start` makes. */
import { AMAZON, AMAZON_EVENT_BUS, SHOPIFY, SQUARE } from '../../sandbox/kernel/identities.ts';
import { localPorts, localUrl } from './ports.ts';

const ports = localPorts(process.env);

/** The deployment that `npm start` makes: the three sandbox channels and the till, one location, shared exposure. */
export default {
  channels: [
    {
      id: 'shopify',
      platform: 'shopify',
      shop: SHOPIFY.shop,
      apiEndpoint: localUrl(ports.shopify),
      locations: { [SHOPIFY.locationId]: ['main'] },
    },
    {
      id: 'amazon',
      platform: 'amazon',
      sellerId: AMAZON.sellerId,
      region: AMAZON.region,
      marketplaceIds: [AMAZON.marketplaceId],
      drawsOn: ['main'],
      eventBus: AMAZON_EVENT_BUS.name,
      apiEndpoint: localUrl(ports.amazon),
    },
    {
      id: 'square',
      platform: 'square',
      apiEndpoint: localUrl(ports.square),
      locations: { [SQUARE.locationId]: ['main'] },
      webhookUrl: `${localUrl(ports.gateway)}/webhooks/square`,
    },
    { id: 'pos', platform: 'pos' },
  ],
  locations: ['main'],
  exposure: { policy: 'shared' },
  // The sandboxes apply a push at once: drift is found while a person still watches.
  settleSeconds: 10,
};
