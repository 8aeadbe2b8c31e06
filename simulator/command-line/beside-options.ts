/** Reads the options of `npm run simulate` that say what happens beside a sale. */
import { type BesideSale, type SimulatedPolicy, STOCKLINE_POLICIES } from '../strategies/policies.ts';
import { UsageError } from './usage.ts';
import { oneOf, positive, UNITS_MAX, whole } from './values.ts';

/** The names of these options. */
export const BESIDE_OPTIONS = ['holds', 'locations', 'leaving', 'switch', 'bundle'] as const;
export type BesideValues = Partial<Readonly<Record<(typeof BESIDE_OPTIONS)[number], string | undefined>>>;

const LOCATIONS_MAX = 20;
const SWITCHED_TO = ['shared', 'endgame', 'escrow'] as const;

/** What happens beside a sale on so many channels; undefined where nothing does. Throws UsageError. */
export function besideSale(values: BesideValues, channels: number): BesideSale | undefined {
  if (BESIDE_OPTIONS.every((name) => values[name] === undefined)) {
    return undefined;
  }
  const { holds, locations, leaving, switch: change, bundle } = values;
  return {
    ...(holds !== undefined && { holds: positive('holds', holds) }),
    ...(locations !== undefined && { locations: whole('locations', locations, 1, LOCATIONS_MAX) }),
    ...(leaving !== undefined && { leaving: leavingOf(leaving, channels) }),
    ...(change !== undefined && { change: changeOf(change) }),
    ...(bundle !== undefined && { bundle: bundleOf(bundle) }),
  };
}

/** The policies of a sale beside which something happens: those that know what to do about it. Throws UsageError. */
export function policiesBeside(policies: readonly SimulatedPolicy[], areNamed: boolean): readonly SimulatedPolicy[] {
  const knows = (policy: SimulatedPolicy) => STOCKLINE_POLICIES.some((each) => each === policy);
  const simple = policies.filter((each) => !knows(each));
  if (areNamed && simple.length > 0) {
    const names = BESIDE_OPTIONS.map((name) => `--${name}`).join(', ');
    throw new UsageError(
      `${simple.join(', ')} know nothing of ${names}: name policies of ${STOCKLINE_POLICIES.join(', ')}.`,
    );
  }
  return policies.filter(knows);
}

/** `2@10`: the second channel, after 10 s. */
function leavingOf(value: string, channels: number): NonNullable<BesideSale['leaving']> {
  const [channel = '', at = ''] = value.split('@');
  return { channel: whole('leaving', channel, 1, channels) - 1, at: positive('leaving', at) };
}

/** `escrow@10`. */
function changeOf(value: string): NonNullable<BesideSale['change']> {
  const [policy = '', at = ''] = value.split('@');
  return { policy: oneOf('switch', policy, SWITCHED_TO), at: positive('switch', at) };
}

/** `3:0.5`: of three units, which half a customer a second wants. */
function bundleOf(value: string): NonNullable<BesideSale['bundle']> {
  const [units = '', rate = ''] = value.split(':');
  return { units: whole('bundle', units, 2, UNITS_MAX), rate: positive('bundle', rate) };
}
