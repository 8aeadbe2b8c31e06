/** Fields that many shapes have: identifiers, times, and records with keys of any name. */
import * as v from 'valibot';
import { parseChannelId, parseLocationId, parseQuantity, parseSku } from '../../domain/identifiers.ts';

export const skuSchema = v.pipe(v.string(), parsedBy(parseSku));
export const channelIdSchema = v.pipe(v.string(), parsedBy(parseChannelId));
export const locationIdSchema = v.pipe(v.string(), parsedBy(parseLocationId));
export const quantitySchema = v.pipe(v.number(), parsedBy(parseQuantity));

/** ISO 8601; times are compared as text, so their form is the writer's concern and not checked again. */
export const timeSchema = v.string();

function parsedBy<Input, Id>(parse: (input: Input) => Id) {
  return v.rawTransform<Input, Id>(({ dataset, addIssue, NEVER }) => {
    try {
      return parse(dataset.value);
    } catch (error) {
      addIssue({ message: error instanceof Error ? error.message : String(error) });
      return NEVER;
    }
  });
}

/**
 * Values by key. `v.record` leaves out the keys below without a word (valibot 1.5): here they are an error, so that
 * nothing is lost in silence.
 */
export function recordOf<Key extends string, Value>(
  key: v.GenericSchema<string, Key>,
  value: v.GenericSchema<unknown, Value>,
) {
  const entries = v.custom<Readonly<Record<string, unknown>>>(
    hasReadableKeys,
    'an object with usable keys is expected',
  );
  return v.pipe(entries, v.record(key, value), v.guard(isComplete<Key, Value>));
}

/** The types of `v.record` allow a key without a value; its parsing does not, so every returned record passes this. */
function isComplete<Key extends string, Value>(
  record: {
    readonly [key in Key]?: Value | undefined;
  },
): record is Record<Key, Value> {
  return Object.values(record).every((value) => value !== undefined);
}

const UNREADABLE_KEYS: readonly string[] = ['__proto__', 'prototype', 'constructor'];

function hasReadableKeys(stored: unknown): boolean {
  return (
    typeof stored === 'object' &&
    stored !== null &&
    !Array.isArray(stored) &&
    UNREADABLE_KEYS.every((key) => !Object.hasOwn(stored, key))
  );
}
