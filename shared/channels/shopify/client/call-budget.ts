/** How much of the shop's call budget is there, as Shopify says it with each answer. */
import * as v from 'valibot';

/** Points that the shop's bucket holds, and how many it gets a second. Source: https://shopify.dev/docs/api/usage/limits (2026-10). */
const cost = v.object({
  cost: v.object({
    throttleStatus: v.object({ maximumAvailable: v.number(), currentlyAvailable: v.number(), restoreRate: v.number() }),
  }),
});

/**
 * How long until the bucket is half full, in milliseconds, by the extensions of an answer; undefined where they do not say.
 * A sweep that waits for that leaves the other half to pushes, and all that flows in while the bucket is emptier.
 */
export function untilHalfFullMs(extensions: unknown): number | undefined {
  const read = v.safeParse(cost, extensions);
  if (!read.success || read.output.cost.throttleStatus.restoreRate <= 0) {
    return undefined;
  }
  const { maximumAvailable, currentlyAvailable, restoreRate } = read.output.cost.throttleStatus;
  return Math.max(0, Math.ceil(((maximumAvailable / 2 - currentlyAvailable) / restoreRate) * 1_000));
}
