/** Which places the channels of a local run have. */

/**
 * Whether staff count and set aside in Shopify's and Square's admins. Shopify has two places then, and Square one of its own,
 * because a place has the stock work of one admin. Tests of the running stack ask for it.
 */
export function hasStockWork(env: Readonly<Record<string, string | undefined>>): boolean {
  return env['STOCKLINE_STOCK_WORK'] === 'true';
}
