import { parseArgs } from 'node:util';
import { POLICIES, type SimulatedPolicy } from './policies.ts';
import { UsageError } from './usage.ts';

export type Options = {
  readonly stock: number;
  readonly rate: number;
  readonly shares: readonly number[];
  readonly lags: readonly number[];
  readonly demand: number;
  readonly seeds: number;
  readonly seed: number;
  readonly policies: readonly SimulatedPolicy[];
  readonly period: number;
  readonly buffer?: number;
  readonly risk: number;
  readonly json: boolean;
  readonly help: boolean;
};

const text = { type: 'string' } as const;

/** The options of the command line. Throws UsageError with a line that names the option and what it takes. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parsed(args);
  const [lags, shares] = [numbers('lag', values.lag), numbers('shares', values.shares)];
  if (shares.length > CHANNELS_MAX || !shares.some((share) => share > 0)) {
    throw new UsageError(`--shares is “${values.shares}”: give 1 to ${CHANNELS_MAX} weights, one of them above 0.`);
  }
  return {
    stock: whole('stock', values.stock, 0, UNITS_MAX),
    rate: positive('rate', values.rate),
    shares,
    lags,
    demand: whole('demand', values.demand, 0, UNITS_MAX),
    seeds: whole('seeds', values.seeds, 1, UNITS_MAX),
    seed: whole('seed', values.seed, 0, 0xffff_ffff),
    policies: policiesOf(values.policy),
    period: positive('period', values.period),
    ...(values.buffer !== undefined && { buffer: whole('buffer', values.buffer, 0, UNITS_MAX) }),
    risk: riskOf(values.risk),
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
        lag: { ...text, default: '2' },
        demand: { ...text, default: '1500' },
        seeds: { ...text, default: '2000' },
        seed: { ...text, default: '1' },
        policy: { ...text, default: 'all' },
        period: { ...text, default: '1800' },
        buffer: text,
        risk: { ...text, default: '0.0001' },
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

function policiesOf(value: string): readonly SimulatedPolicy[] {
  if (value === 'all') {
    return POLICIES;
  }
  return value.split(',').map((name) => {
    const policy = POLICIES.find((each) => each === name);
    if (policy === undefined) {
      throw new UsageError(`--policy is “${value}”: give all, or one or more by commas of ${POLICIES.join(', ')}.`);
    }
    return policy;
  });
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
