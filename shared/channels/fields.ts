/** Fields that every platform's messages have: ids, units, times. */

import * as v from 'valibot';
import {
  InvalidIdentifierError,
  parseQuantity,
  parseSenderId,
  parseTime,
  QUANTITY_MAX,
} from '../domain/identifiers.ts';

const ID_EXPECTED = 'Expected an id: text or a whole number.';

/** An id that arrives as text or as a number, with however many digits; always text from here on (see `parseSenderId`). */
export const idField = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.safeInteger(ID_EXPECTED))], ID_EXPECTED),
  v.description('An id: text of 1 to 128 bytes, or a whole number.'),
  v.transform(String),
  v.minLength(1, 'Expected an id: it is empty.'),
  v.rawTransform(parsedBy(parseSenderId)),
);

/** Whole units, 0 or more. */
export const unitsField = v.pipe(
  v.number('Expected a whole number, 0 or more.'),
  v.integer('Expected a whole number, 0 or more.'),
  v.minValue(0, 'Expected a whole number, 0 or more.'),
  v.maxValue(QUANTITY_MAX, `Expected at most ${QUANTITY_MAX}.`),
);

/** Whole units, which may be below 0: what was added to a figure or taken off it, or a figure that its sender let go below 0. */
export const signedUnitsField = v.pipe(
  v.number('Expected a whole number of units.'),
  v.safeInteger('Expected a whole number of units.'),
  v.minValue(-QUANTITY_MAX, `Expected at most ${QUANTITY_MAX} units.`),
  v.maxValue(QUANTITY_MAX, `Expected at most ${QUANTITY_MAX} units.`),
);

/** `unitsField` as a Quantity. */
export const quantityField = v.pipe(unitsField, v.transform(parseQuantity));

/** A time with its zone, in any fraction of a second; ISO 8601 with milliseconds in UTC from here on (see `parseTime`). */
export const timeField = v.pipe(
  v.string('Expected a time as 2026-11-24T18:00:00.000Z, with its zone.'),
  v.metadata({ format: 'date-time' }),
  v.rawTransform(parsedBy(parseTime)),
);

/** The time of a message that only signals a change; undefined where it has none that can be read, so that its arrival has to do. */
export const timeOfSignal = v.fallback(v.nullish(timeField), undefined);

/** A parser of the domain as a step of a schema: what it refuses is an issue with its sentence. */
export function parsedBy<Input, Output>(parse: (input: Input) => Output) {
  return ({ dataset, addIssue, NEVER }: v.RawTransformContext<Input>): Output => {
    try {
      return parse(dataset.value);
    } catch (error) {
      if (!(error instanceof InvalidIdentifierError)) {
        throw error;
      }
      addIssue({ message: error.message });
      return NEVER;
    }
  };
}
