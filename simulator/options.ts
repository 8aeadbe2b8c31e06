import { parseArgs } from 'node:util';
import { POLICIES, type SimulatedPolicy } from './policies.ts';
import type { Shift } from './purchases.ts';
import { PROOFS, type Proof } from './strategies/stockline.ts';
import { UsageError } from './usage.ts';

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
  readonly plot?: string;
  readonly json: boolean;
  readonly help: boolean;
};

const DEFAULT_LAG = 2;
/** Lags of the picture where none are named, in seconds: from the best case to a channel that is badly behind. */
const PLOT_LAGS: readonly number[] = [0.5, 1, 2, 5, 10, 20, 30, 60];

const text = { type: 'string' } as const;

/** The options of the command line. Throws UsageError with a line that names the option and what it takes. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parsed(args);
  const shares = weights('shares', values.shares);
  return {
    stock: whole('stock', values.stock, 0, UNITS_MAX),
    rate: positive('rate', values.rate),
    shares,
    ...(values['first-split'] !== undefined && {
      firstSplit: weights('first-split', values['first-split'], shares.length),
    }),
    ...(values.shift !== undefined && { shift: shiftOf(values.shift, shares.length) }),
    lags: lagsOf(values.lag, values.plot !== undefined),
    demand: whole('demand', values.demand, 0, UNITS_MAX),
    seeds: whole('seeds', values.seeds, 1, UNITS_MAX),
    seed: whole('seed', values.seed, 0, 0xffff_ffff),
    policies: policiesOf(values.policy),
    period: positive('period', values.period),
    ...(values.buffer !== undefined && { buffer: whole('buffer', values.buffer, 0, UNITS_MAX) }),
    risk: riskOf(values.risk),
    proof: oneOf('proof', values.proof, PROOFS),
    ...(values.plot !== undefined && { plot: fileName(values.plot) }),
    json: values.json,
    help: values.help,
  };
}

/** Beyond this a run would take hours and the memory of a large machine. */
const UNITS_MAX = 10_000_000;
const CHANNELS_MAX = 50;

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        stock: { ...text, default: '500' },
        rate: { ...text, default: '10' },
        shares: { ...text, default: '1,1,1' },
        lag: text,
        plot: text,
        demand: { ...text, default: '1500' },
        seeds: { ...text, default: '2000' },
        seed: { ...text, default: '1' },
        policy: { ...text, default: 'all' },
        period: { ...text, default: '1800' },
        buffer: text,
        risk: { ...text, default: '0.0001' },
        'first-split': text,
        shift: text,
        proof: { ...text, default: 'resulting-count' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    // Node 24 explains itself over several sentences; the first says what is wrong.
    throw new UsageError((error instanceof Error ? error.message : String(error)).split(/(?<=\.) /)[0], {
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

function fileName(value: string): string {
  if (value === '') {
    throw new UsageError('--plot is empty: give the name of the SVG file to write.');
  }
  return value;
}

function policiesOf(value: string): readonly SimulatedPolicy[] {
  return value === 'all' ? POLICIES : value.split(',').map((name) => oneOf('policy', name, POLICIES));
}

function oneOf<Name extends string>(option: string, value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value);
  if (found === undefined) {
    throw new UsageError(`--${option} is “${value}”: give one of ${names.join(', ')}.`);
  }
  return found;
}

/** Weights of the channels; of so many, where it is known how many there are. */
function weights(name: string, value: string, channels?: number): readonly number[] {
  const shares = numbers(name, value);
  const isAnybodyThere = shares.some((share) => share > 0);
  if (shares.length > CHANNELS_MAX || shares.length !== (channels ?? shares.length) || !isAnybodyThere) {
    const many =
      channels === undefined ? `1 to ${CHANNELS_MAX} weights` : `a weight for each of the ${channels} channels`;
    throw new UsageError(`--${name} is “${value}”: give ${many}, one of them above 0.`);
  }
  return shares;
}

function shiftOf(value: string, channels: number): Shift {
  const [after = '', shares = ''] = value.split(':');
  const part = number(after);
  if (!(part >= 0 && part <= 1)) {
    throw new UsageError(`--shift is “${value}”: give the part of the customers, 0 to 1, and weights: 0.4:10,20,70.`);
  }
  return { after: part, shares: weights('shift', shares, channels) };
}

function number(value: string): number {
  return value.trim() === '' ? Number.NaN : Number(value);
}

function whole(name: string, value: string, least: number, most: number): number {
  const parsedValue = number(value);
  if (!Number.isInteger(parsedValue) || parsedValue < least || parsedValue > most) {
    throw new UsageError(`--${name} is “${value}”: give a whole number from ${least} to ${most}.`);
  }
  return parsedValue;
}

function positive(name: string, value: string): number {
  const parsedValue = number(value);
  if (!Number.isFinite(parsedValue) || parsedValue <= 0) {
    throw new UsageError(`--${name} is “${value}”: give a number above 0.`);
  }
  return parsedValue;
}

function numbers(name: string, value: string): readonly number[] {
  const parsedValues = value.split(',').map(number);
  if (parsedValues.some((each) => !Number.isFinite(each) || each < 0)) {
    throw new UsageError(`--${name} is “${value}”: give numbers of 0 or more, separated by commas.`);
  }
  return parsedValues;
}

function riskOf(value: string): number {
  const risk = number(value);
  if (!(risk > 0 && risk < 1)) {
    throw new UsageError(`--risk is “${value}”: give a chance above 0 and below 1.`);
  }
  return risk;
}
