/** The least that must be left unsold at a lag, whatever rule divides the units without overselling. */
import { partsOf } from '../market/purchases.ts';
import type { Setting } from '../strategies/policies.ts';

type Sale = Pick<Setting, 'stock' | 'rate' | 'shares' | 'firstSplit' | 'shift' | 'demand' | 'lagSeconds'>;

/** A unit moves by a report, a lowering and a raise, each of which takes half a lag (`lagOf`). */
const MOVE_LAGS = 1.5;

/**
 * The mean that every online rule leaves unsold, even one that knows how customers choose. Where a unit lies during the last
 * 1.5 lags follows from what was reported before: so R = rate × 1.5 × lag units meet customers who choose at random, and a
 * channel with fewer customers than units keeps the rest: Σ E(R·pᵢ − Xᵢ)⁺ with Xᵢ binomial. Where more customers come than
 * there are units, those meet the last units too. It is a lower bound: rules are compared with it, none reaches it.
 */
export function unsoldBound({ stock, rate, shares, shift, demand, lagSeconds }: Sale): number {
  const last = Math.min(stock, demand, Math.round(rate * MOVE_LAGS * lagSeconds));
  const customers = last + Math.max(0, demand - stock);
  const lastUnsold = partsOf(shift?.shares ?? shares).reduce(
    (sum, part) => sum + meanShortfall(customers, part, last * part),
    0,
  );
  return Math.max(0, stock - demand) + lastUnsold;
}

/** E(units − X)⁺, where X of so many customers choose the channel, each with that chance. */
function meanShortfall(customers: number, chance: number, units: number): number {
  if (chance <= 0 || chance >= 1) {
    return Math.max(0, units - customers * chance);
  }
  let logOfChance = customers * Math.log1p(-chance);
  let sum = 0;
  for (let count = 0; count < units && count <= customers; count += 1) {
    sum += (units - count) * Math.exp(logOfChance);
    logOfChance += Math.log((customers - count) / (count + 1)) + Math.log(chance / (1 - chance));
  }
  return sum;
}

/**
 * What a rule that knows every customer beforehand leaves unsold. It moves units when the sale begins, and they arrive a lag
 * later: only a channel that runs out before that loses customers.
 */
export function unsoldClairvoyant({ stock, rate, shares, firstSplit = shares, demand, lagSeconds }: Sale): number {
  const first = partsOf(firstSplit);
  const lost = partsOf(shares).reduce((sum, part, channel) => {
    const ratePerSecond = rate * part;
    const lasts = (stock * (first[channel] ?? 0)) / Math.max(ratePerSecond, Number.MIN_VALUE);
    return sum + ratePerSecond * Math.max(0, Math.min(lagSeconds, demand / rate) - lasts);
  }, 0);
  return Math.max(0, stock - demand + lost);
}
