/** Draws calls from a channel’s budget for one batch of pushes, and gives them out. */
import type { Urgency } from '../../domain/pushing/rate.ts';
import type { Clock } from '../../ports/journal.ts';
import type { PushBudget } from '../../ports/pushing/gate-ports.ts';

/** The calls one batch may make. */
export type PushAllowance = {
  /** Draws this many calls in one write; the pushes that take first get them. */
  draw(urgent: number, ordinary: number): Promise<void>;
  /** Takes one call: 0 when it may be made now, otherwise how long to wait in milliseconds. */
  take(urgency: Urgency): Promise<number>;
};

type Drawn = { allowed: number; refused: number; retryAfterMs: number; perCallMs: number };

/** No budget, no limit. */
export function pushAllowance(budget: PushBudget | undefined, clock: Clock): PushAllowance {
  if (budget === undefined) {
    return { draw: async () => undefined, take: async () => 0 };
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
