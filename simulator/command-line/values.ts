/** Reads the values of options: each says what it takes when it is given something else (UsageError). */
import { UsageError } from './usage.ts';

/** Beyond this a run would take hours and the memory of a large machine. */
export const UNITS_MAX = 10_000_000;
const CHANNELS_MAX = 50;

export function fileName(name: string, value: string): string {
  if (value === '') {
    throw new UsageError(`--${name} is empty: give the name of a file.`);
  }
  return value;
}

export function oneOf<Name extends string>(option: string, value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value);
  if (found === undefined) {
    throw new UsageError(`--${option} is “${value}”: give one of ${names.join(', ')}.`);
  }
  return found;
}

/** Weights of the channels; of so many, where it is known how many there are. */
export function weights(name: string, value: string, channels?: number): readonly number[] {
  const shares = numbers(name, value);
  const isAnyChosen = shares.some((share) => share > 0);
  if (shares.length > CHANNELS_MAX || shares.length !== (channels ?? shares.length) || !isAnyChosen) {
    const many =
      channels === undefined ? `1 to ${CHANNELS_MAX} weights` : `a weight for each of the ${channels} channels`;
    throw new UsageError(`--${name} is “${value}”: give ${many}, one of them above 0.`);
  }
  return shares;
}

export function number(value: string): number {
  return value.trim() === '' ? Number.NaN : Number(value);
}

export function whole(name: string, value: string, least: number, most: number): number {
  const parsedValue = number(value);
  if (!Number.isInteger(parsedValue) || parsedValue < least || parsedValue > most) {
    throw new UsageError(`--${name} is “${value}”: give a whole number from ${least} to ${most}.`);
  }
  return parsedValue;
}

export function positive(name: string, value: string): number {
  const parsedValue = number(value);
  if (!Number.isFinite(parsedValue) || parsedValue <= 0) {
    throw new UsageError(`--${name} is “${value}”: give a number above 0.`);
  }
  return parsedValue;
}

export function notNegative(name: string, value: string): number {
  const parsedValue = number(value);
  if (!(Number.isFinite(parsedValue) && parsedValue >= 0)) {
    throw new UsageError(`--${name} is “${value}”: give a number of 0 or more.`);
  }
  return parsedValue;
}

export function numbers(name: string, value: string): readonly number[] {
  const parsedValues = value.split(',').map(number);
  if (parsedValues.some((each) => !Number.isFinite(each) || each < 0)) {
    throw new UsageError(`--${name} is “${value}”: give numbers of 0 or more, separated by commas.`);
  }
  return parsedValues;
}
