/** Reads the options of `npm run simulate`. */
import { parseArgs } from 'node:util';
import { messageOf } from '../../shared/message-of.ts';
import type { Shift } from '../market/purchases.ts';
import {
  APPLY_SECONDS,
  type BesideSale,
  PLATFORMS,
  type Platform,
  POLICIES,
  SETTLE_SECONDS,
  type SimulatedPolicy,
} from '../strategies/policies.ts';
import { PROOFS, type Proof } from '../strategies/takes.ts';
import { BESIDE_OPTIONS, besideSale, policiesBeside } from './beside-options.ts';
import { UsageError } from './usage.ts';
import { fileName, notNegative, number, numbers, oneOf, positive, UNITS_MAX, weights, whole } from './values.ts';

export type Options = {
  readonly stock: number;
  readonly rate: number;
  readonly shares: readonly number[];
  readonly firstSplit?: readonly number[];
  readonly shift?: Shift;
  readonly lags: readonly number[];
  readonly demand: number;
  readonly seeds: number;
  readonly seed: number;
  readonly policies: readonly SimulatedPolicy[];
  readonly period: number;
  readonly buffer?: number;
  readonly risk: number;
  readonly proof: Proof;
  readonly channels?: readonly Platform[];
  readonly apply: number;
  readonly settle: number;
  readonly beside?: BesideSale;
};

/** What one call of the simulator does. */
export type SimulatorCall =
  | { readonly kind: 'help' }
  /** `plot`: the file that the picture is written to. */
  | { readonly kind: 'simulate'; readonly options: Options; readonly plot?: string; readonly json: boolean }
  | { readonly kind: 'replay'; readonly options: ReplayOptions; readonly json: boolean };

/** A replay of recorded sales: what they say themselves is not an option. */
export type ReplayOptions = Omit<
  Options,
  'stock' | 'rate' | 'shares' | 'firstSplit' | 'shift' | 'demand' | 'channels' | 'apply' | 'settle' | 'beside'
> & {
  /** The file of the recorded sales. */
  readonly replay: string;
  /** Units of every SKU that there were to sell. */
  readonly stock?: number;
  /** Or the file that says it for each. */
  readonly onHand?: string;
};

const DEFAULT_LAG = 2;
/** Lags of the picture where none are named, in seconds: from the best case to a channel that is badly behind. */
const PLOT_LAGS: readonly number[] = [0.5, 1, 2, 5, 10, 20, 30, 60];

/** Flash sales where no number is given. A picture has 56 points, and shows means: fewer sales are exact enough for them. */
const SALE_SEEDS = '2000';
const PLOT_SEEDS = '400';

const text = { type: 'string' } as const;

/** The call that the arguments make. Throws UsageError with a line that names the option and what it takes. */
export function parseCall(args: readonly string[]): SimulatorCall {
  const { values } = parsed(args);
  if (values.help) {
    return { kind: 'help' };
  }
  const { json, plot, replay } = values;
  if (replay !== undefined) {
    return { kind: 'replay', options: replayOptions(values, fileName('replay', replay)), json };
  }
  if (values['on-hand'] !== undefined) {
    throw new UsageError('--on-hand goes with --replay only: a simulated sale has --stock.');
  }
  const options = saleOptions(values);
  return { kind: 'simulate', options, json, ...(plot !== undefined && { plot: fileName('plot', plot) }) };
}

type Values = ReturnType<typeof parsed>['values'];

function saleOptions(values: Values): Options {
  const channels = values.channels?.split(',').map((name) => oneOf('channels', name, PLATFORMS));
  const equal = (channels ?? ['', '', '']).map(() => '1').join(',');
  const shares = weights('shares', values.shares ?? equal, channels?.length);
  if (channels !== undefined && values.proof !== undefined) {
    throw new UsageError('--proof does not go with --channels: each platform proves in its own way.');
  }
  const { 'first-split': firstSplit, shift } = values;
  const beside = besideSale(values, shares.length);
  const terms = termOptions(values);
  return {
    stock: whole('stock', values.stock ?? '500', 0, UNITS_MAX),
    rate: positive('rate', values.rate ?? '10'),
    shares,
    ...(channels !== undefined && { channels }),
    ...(firstSplit !== undefined && { firstSplit: weights('first-split', firstSplit, shares.length) }),
    ...(shift !== undefined && { shift: shiftOf(shift, shares.length) }),
    demand: whole('demand', values.demand ?? '1500', 0, UNITS_MAX),
    seeds: whole('seeds', values.seeds ?? (values.plot === undefined ? SALE_SEEDS : PLOT_SEEDS), 1, UNITS_MAX),
    apply: notNegative('apply', values.apply ?? String(APPLY_SECONDS)),
    settle: positive('settle', values.settle ?? String(SETTLE_SECONDS)),
    ...terms,
    ...(beside && { beside, policies: policiesBeside(terms.policies, isEachNamed(values.policy)) }),
  };
}

const isEachNamed = (policy: string | undefined) => policy !== undefined && policy !== 'all';

/** The phases of policy cron that are tried where no number is given. */
const REPLAY_SEEDS = '50';

function replayOptions(values: Values, replay: string): ReplayOptions {
  for (const name of ['rate', 'shares', 'demand', 'first-split', 'shift', 'plot'] as const) {
    if (values[name] !== undefined) {
      throw new UsageError(`--${name} does not go with --replay: the recorded sales say that themselves.`);
    }
  }
  for (const name of BESIDE_OPTIONS) {
    if (values[name] !== undefined) {
      throw new UsageError(`--${name} does not go with --replay: it happens beside a simulated sale.`);
    }
  }
  for (const name of ['channels', 'apply', 'settle'] as const) {
    if (values[name] !== undefined) {
      throw new UsageError(`--${name} does not go with --replay: there every channel takes differences.`);
    }
  }
  const { stock, 'on-hand': onHand } = values;
  if ((stock === undefined) === (onHand === undefined)) {
    throw new UsageError(
      '--replay needs what there was to sell: give either --stock N, of each SKU, or --on-hand FILE.csv.',
    );
  }
  return {
    replay,
    ...(stock !== undefined && { stock: whole('stock', stock, 0, UNITS_MAX) }),
    ...(onHand !== undefined && { onHand: fileName('on-hand', onHand) }),
    seeds: whole('seeds', values.seeds ?? REPLAY_SEEDS, 1, UNITS_MAX),
    ...termOptions(values),
  };
}

function termOptions(values: Values) {
  const { buffer } = values;
  return {
    lags: lagsOf(values.lag, values.plot !== undefined),
    seed: whole('seed', values.seed ?? '1', 0, 0xffff_ffff),
    policies: policiesOf(values.policy ?? 'all'),
    period: positive('period', values.period ?? '1800'),
    ...(buffer !== undefined && { buffer: whole('buffer', buffer, 0, UNITS_MAX) }),
    risk: riskOf(values.risk ?? '0.0001'),
    proof: oneOf('proof', values.proof ?? 'resulting-count', PROOFS),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        stock: text,
        rate: text,
        shares: text,
        'first-split': text,
        shift: text,
        lag: text,
        demand: text,
        seeds: text,
        seed: text,
        policy: text,
        period: text,
        buffer: text,
        risk: text,
        proof: text,
        channels: text,
        apply: text,
        settle: text,
        holds: text,
        locations: text,
        leaving: text,
        switch: text,
        bundle: text,
        plot: text,
        replay: text,
        'on-hand': text,
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    // Node 24 explains itself over several sentences; the first says what is wrong.
    throw new UsageError(messageOf(error).split(/(?<=\.) /)[0], {
      cause: error,
    });
  }
}

function lagsOf(value: string | undefined, isDrawn: boolean): readonly number[] {
  if (value === undefined) {
    return isDrawn ? PLOT_LAGS : [DEFAULT_LAG];
  }
  const lags = numbers('lag', value);
  if (isDrawn && lags.includes(0)) {
    throw new UsageError(`--lag is “${value}”: with --plot give lags above 0, the axis is logarithmic.`);
  }
  return lags;
}

function policiesOf(value: string): readonly SimulatedPolicy[] {
  return value === 'all' ? POLICIES : value.split(',').map((name) => oneOf('policy', name, POLICIES));
}

function shiftOf(value: string, channels: number): Shift {
  const [after = '', shares = ''] = value.split(':');
  const part = number(after);
  if (!(part >= 0 && part <= 1)) {
    throw new UsageError(`--shift is “${value}”: give the part of the customers, 0 to 1, and weights: 0.4:10,20,70.`);
  }
  return { after: part, shares: weights('shift', shares, channels) };
}

function riskOf(value: string): number {
  const risk = number(value);
  if (!(risk > 0 && risk < 1)) {
    throw new UsageError(`--risk is “${value}”: give a chance above 0 and below 1.`);
  }
  return risk;
}
