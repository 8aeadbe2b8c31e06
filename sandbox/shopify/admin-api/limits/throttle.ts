/** The bucket of points that an app's calls are paid from. */

/** The state of the bucket as answers show it, in points. */
export type ThrottleStatus = { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };

/** A leaky bucket: what a call is estimated to cost must be there and is held until its real cost is known. */
export type Throttle = {
  /** Holds the points, or returns undefined when they are not there. Call the result with what was used. */
  hold: (requestedPoints: number) => ((usedPoints: number) => void) | undefined;
  status: () => ThrottleStatus;
};

/** Points of a Standard shop: https://shopify.dev/docs/api/usage/limits (2026-07), and as recorded from dev shops. */
export const STANDARD_LIMITS = { maximumAvailable: 2_000, restoreRate: 100 } as const;

/** A full bucket; `restoreRate` is in points per second. */
export function createThrottle(
  now: () => Date,
  { maximumAvailable, restoreRate }: { maximumAvailable: number; restoreRate: number } = STANDARD_LIMITS,
): Throttle {
  let points = maximumAvailable;
  let countedAt = now().getTime();
  const refill = () => {
    const at = now().getTime();
    points = Math.min(maximumAvailable, points + ((at - countedAt) / 1_000) * restoreRate);
    countedAt = at;
  };
  return {
    hold(requestedPoints) {
      refill();
      if (points < requestedPoints) return undefined;
      points -= requestedPoints;
      return (usedPoints) => {
        points = Math.min(maximumAvailable, points + requestedPoints - usedPoints);
      };
    },
    status() {
      refill();
      return { maximumAvailable, currentlyAvailable: Math.floor(points), restoreRate };
    },
  };
}
