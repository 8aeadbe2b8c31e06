/** The version of Shopify's Admin API that everything here is written for, and until when Shopify serves it. */

export const SHOPIFY_API_VERSION = '2026-10';

/**
 * Shopify answers calls to a version that is over with its oldest one that is not, so that they change unnoticed.
 * Source: https://shopify.dev/docs/api/usage/versioning (2026-10): each version is served for a year at least.
 */
export const SERVED_UNTIL = '2027-10-16';

/** A version comes every quarter: so long before its end this one is replaced. */
const QUARTER_MS = 92 * 24 * 60 * 60_000;

/** What is to be done about the version now, as a sentence; undefined while it is served for a quarter or more. */
export function versionNotice(now: Date): string | undefined {
  const leftMs = Date.parse(SERVED_UNTIL) - now.getTime();
  if (leftMs > QUARTER_MS) {
    return undefined;
  }
  const end = leftMs > 0 ? 'is served until' : 'was served until';
  return `Shopify’s Admin API ${SHOPIFY_API_VERSION} ${end} ${SERVED_UNTIL}: change over to a newer version.`;
}
