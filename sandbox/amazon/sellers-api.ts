/** The Sellers API v1: on which marketplaces the seller sells. */
import type { PlatformRoute } from '../kernel/platform.ts';
import { success } from './errors.ts';
import type { Marketplaces, Participation } from './marketplaces.ts';
import type { Operation } from './usage-plans.ts';

/** Source: models/sellers-api-model/sellers.json of amzn/selling-partner-api-models @34dc93fe (2026-08-05). */
export function sellersRoutes(marketplaces: Marketplaces): Partial<Record<Operation, PlatformRoute>> {
  return {
    getMarketplaceParticipations: {
      method: 'GET',
      path: '/sellers/v1/marketplaceParticipations',
      handle: () => success({ payload: marketplaces.all().map(onWire) }),
    },
  };
}

function onWire({ marketplace, isParticipating, hasSuspendedListings }: Participation) {
  return { marketplace, storeName: 'Sandbox Store', participation: { isParticipating, hasSuspendedListings } };
}
