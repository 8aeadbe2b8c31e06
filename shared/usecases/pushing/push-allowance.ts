/** Draws calls from a channel’s budget for one batch of pushes, and gives them out. */
import type { Urgency } from '../../domain/pushing/rate.ts';
import type { Clock } from '../../ports/journal.ts';
import type { Granted, PushBudget } from '../../ports/pushing/gate-ports.ts';

/** The calls one batch may make. */
export type PushAllowance = {
  /** Draws this many calls in one write; the pushes that take first get them. */
  draw(urgent: number, ordinary: number): Promise<void>;
  /**
   * Draws calls until so many are in hand, or none is left: how many are, when the next may be drawn, and what each one after it waits on
   * top, in milliseconds.
   */
  inHand(wanted: number, urgency: Urgency): Promise<Granted>;
  /** Takes one call: 0 when it may be made now, otherwise how long to wait in milliseconds. */
  take(urgency: Urgency): Promise<number>;
};

type Drawn = { allowed: number; refused: number; retryAfterMs: number; perCallMs: number };

/** No budget, no limit. */
export function pushAllowance(budget: PushBudget | undefined, clock: Clock): PushAllowance {
  if (budget === undefined) {
    return {
      draw: async () => undefined,
      inHand: async (wanted) => ({ calls: wanted, retryAfterMs: 0, perCallMs: 0 }),
      take: async () => 0,
    };
  }
  const drawn = new Map<Urgency, Drawn>();
  const draw = async (urgency: Urgency, wanted: number): Promise<void> => {
    if (wanted > 0) {
      const { calls, retryAfterMs, perCallMs } = await budget.take(wanted, urgency, clock());
      drawn.set(urgency, { allowed: calls, refused: wanted - calls, retryAfterMs, perCallMs });
    }
  };
  return {
    async draw(urgent, ordinary) {
      await draw('urgent', urgent);
      await draw('ordinary', ordinary);
    },
    async inHand(wanted, urgency) {
      const allowed = drawn.get(urgency)?.allowed ?? 0;
      if (allowed >= wanted) {
        return { calls: wanted, retryAfterMs: 0, perCallMs: 0 };
      }
      const granted = await budget.take(wanted - allowed, urgency, clock());
      drawn.set(urgency, { ...granted, allowed: allowed + granted.calls, refused: 0 });
      return { ...granted, calls: allowed + granted.calls };
    },
    async take(urgency) {
      const own = drawn.get(urgency);
      if (own !== undefined && own.allowed > 0) {
        own.allowed -= 1;
        return 0;
      }
      if (own !== undefined && own.refused > 0) {
        own.refused -= 1;
        const waitMs = own.retryAfterMs;
        own.retryAfterMs += own.perCallMs;
        return waitMs;
      }
      const { calls, retryAfterMs, perCallMs } = await budget.take(budget.ahead, urgency, clock());
      drawn.set(urgency, { allowed: Math.max(0, calls - 1), refused: 0, retryAfterMs, perCallMs });
      return calls > 0 ? 0 : retryAfterMs;
    },
  };
}
