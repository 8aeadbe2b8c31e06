/** Holds the simulated sales of one policy in one setting, and sums them up. */
import { drawCheckouts, type Happening } from '../market/happenings.ts';
import { holdSale, type Tally } from '../market/market.ts';
import { bundlePurchases, flashSalePurchases } from '../market/purchases.ts';
import { type Random, seededRandom } from '../market/random.ts';
import { lagOf, predictedOversold, type Setting, type SimulatedPolicy, strategyOf } from '../strategies/policies.ts';
import { unsoldBound, unsoldClairvoyant } from './unsold-bound.ts';

/** What a policy did at one lag, over all simulated flash sales. Units, unless said otherwise. */
export type Row = {
  readonly policy: SimulatedPolicy;
  readonly lagSeconds: number;
  readonly meanOversold: number;
  /** The part of the sales that oversold, 0 to 1. */
  readonly pAnyOversold: number;
  /** At most so many were oversold in 99 of 100 sales. */
  readonly p99Oversold: number;
  readonly meanUnsold: number;
  /** Wanted and refused. */
  readonly meanLost: number;
  /** Pushes to channels during a sale. */
  readonly meanPushes: number;
  /** What the closed form says; NaN, in JSON null, where there is none. */
  readonly predictedOversold: number;
  /** The mean that every rule must leave unsold that never oversells, and what one leaves that knows every customer; NaN as above. */
  readonly unsoldBound: number;
  readonly unsoldClairvoyant: number;
  readonly seeds: number;
};

/** A policy in a setting. */
export type Trial = { readonly policy: SimulatedPolicy; readonly setting: Setting };

/** Holds one flash sale for each seed. The sales of a seed have the same customers, whatever the policy. */
export function holdSales({ policy, setting }: Trial, seeds: readonly number[]): readonly Tally[] {
  const strategy = strategyOf(policy, setting);
  const lag = lagOf(strategy, setting);
  return seeds.map((seed) => {
    const random = seededRandom(seed);
    const ofSku = flashSalePurchases({ ...setting, count: setting.demand }, random);
    const endsAt = ofSku.at(-1)?.at ?? 0;
    const happenings = happeningsOf(setting, endsAt, random);
    const { bundle } = setting.beside ?? {};
    const ofBundle = bundle === undefined ? [] : bundlePurchases({ ...bundle, shares: setting.shares }, endsAt, random);
    const purchases = bundle === undefined ? ofSku : [...ofSku, ...ofBundle].toSorted((a, b) => a.at - b.at);
    return holdSale({ stock: setting.stock, purchases, happenings }, strategy, lag, random);
  });
}

function happeningsOf({ beside = {} }: Setting, endsAt: number, random: Random): readonly Happening[] {
  const { holds = 0, leaving, change } = beside;
  return [
    ...drawCheckouts(holds, endsAt, random),
    ...(leaving === undefined ? [] : [{ kind: 'leaves', ...leaving } as const]),
    ...(change === undefined ? [] : [{ kind: 'policy', ...change } as const]),
  ];
}

/** What came of a trial, from the tallies of its sales. */
export function rowOf({ policy, setting }: Trial, tallies: readonly Tally[]): Row {
  return {
    policy,
    lagSeconds: setting.lagSeconds,
    meanOversold: mean(tallies, 'oversold'),
    pAnyOversold: tallies.filter(({ oversold }) => oversold > 0).length / tallies.length,
    p99Oversold: percentile99(tallies.map(({ oversold }) => oversold)),
    meanUnsold: mean(tallies, 'unsold'),
    meanLost: mean(tallies, 'lost'),
    meanPushes: mean(tallies, 'pushes'),
    predictedOversold: predictedOversold(policy, setting),
    unsoldBound: setting.beside === undefined ? unsoldBound(setting) : Number.NaN,
    unsoldClairvoyant: setting.beside === undefined ? unsoldClairvoyant(setting) : Number.NaN,
    seeds: tallies.length,
  };
}

function mean(tallies: readonly Tally[], of: keyof Tally): number {
  return tallies.reduce((sum, tally) => sum + tally[of], 0) / tallies.length;
}

function percentile99(units: readonly number[]): number {
  const rising = units.toSorted((a, b) => a - b);
  return rising[Math.ceil(rising.length * 0.99) - 1] ?? 0;
}
