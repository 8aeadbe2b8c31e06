/** The merchant of the benches: three channels that sell the same SKUs, and a till, all as a new deployment has them. */
import { AMAZON, SHOPIFY, SQUARE } from '../../sandbox/kernel/identities.ts';
import { parseConfig, type StocklineConfig } from '../../shared/config.ts';

export const SELLING = ['shopify', 'amazon', 'square'] as const;
export type Selling = (typeof SELLING)[number];
/** Where each channel's API answers. */
export type Places = Readonly<Record<Selling, string>>;

/** Until the sandboxes run: these addresses are replaced in the functions' environment. */
export const PLACES: Places = {
  shopify: 'http://127.0.0.1:1',
  amazon: 'http://127.0.0.1:2',
  square: 'http://127.0.0.1:3',
};

export const LOCATION = 'main';

export function benchConfig(places: Places): StocklineConfig {
  const { shop, locationId } = SHOPIFY;
  const { sellerId, region, marketplaceId } = AMAZON;
  return parseConfig({
    locations: [LOCATION],
    channels: [
      {
        ...{ id: 'shopify', platform: 'shopify', shop, apiEndpoint: places.shopify },
        locations: { [locationId]: [LOCATION] },
      },
      {
        ...{ id: 'amazon', platform: 'amazon', sellerId, region, apiEndpoint: places.amazon },
        ...{ marketplaceIds: [marketplaceId], drawsOn: [LOCATION] },
      },
      { id: 'square', platform: 'square', apiEndpoint: places.square, locations: { [SQUARE.locationId]: [LOCATION] } },
      { id: 'pos', platform: 'pos' },
    ],
  });
}
