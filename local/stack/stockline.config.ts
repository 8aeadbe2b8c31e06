/** The configuration of the deployment that `npm start` makes. */
import { AMAZON, AMAZON_EVENT_BUS, SHOPIFY, SQUARE } from '../../sandbox/kernel/identities.ts';
import { hasStockWork, localAlerts, localOwnShop } from './asked-for.ts';
import { localPorts, localUrl } from './ports.ts';

const ports = localPorts(process.env);
const ownShop = localOwnShop(process.env);
const staffed = hasStockWork(process.env);
const alerts = localAlerts(process.env);

/**
 * The deployment that `npm start` makes: the three sandbox channels and the till, one location, shared exposure. With
 * STOCKLINE_STOCK_WORK=true staff work in the admins of Shopify and Square (asked-for.ts), with STOCKLINE_OWN_SHOP an own shop sells
 * the same units, with STOCKLINE_ALERTS somebody is alerted.
 */
export default {
  channels: [
    {
      id: 'shopify',
      platform: 'shopify',
      shop: SHOPIFY.shop,
      apiEndpoint: localUrl(ports.shopify),
      locations: { [SHOPIFY.locationId]: ['main'], ...(staffed && { [SHOPIFY.storeId]: ['store'] }) },
      stockWork: staffed,
    },
    {
      id: 'amazon',
      platform: 'amazon',
      sellerId: AMAZON.sellerId,
      region: AMAZON.region,
      marketplaceIds: [AMAZON.marketplaceId],
      drawsOn: staffed ? ['main', 'store'] : ['main'],
      eventBus: AMAZON_EVENT_BUS.name,
      apiEndpoint: localUrl(ports.amazon),
    },
    {
      id: 'square',
      platform: 'square',
      apiEndpoint: localUrl(ports.square),
      locations: { [SQUARE.locationId]: [staffed ? 'counter' : 'main'] },
      stockWork: staffed,
      webhookUrl: `${localUrl(ports.gateway)}/webhooks/square`,
    },
    ...(ownShop === undefined
      ? []
      : [
          {
            ...{ id: 'own-shop', platform: 'direct', url: ownShop.url ?? localUrl(ports.ownShop ?? 0) },
            locations: Object.fromEntries(Object.entries(ownShop.locations).map(([theirs, ours]) => [theirs, [ours]])),
          },
        ]),
    { id: 'pos', platform: 'pos' },
  ],
  locations: [
    ...new Set(['main', ...(staffed ? ['store', 'counter'] : []), ...Object.values(ownShop?.locations ?? {})]),
  ],
  exposure: { policy: 'shared' },
  ...(alerts !== undefined && { alerts }),
  // The sandboxes apply a push at once: drift is found while a person still watches.
  settleSeconds: 10,
};
