/** Fields that every platform's messages have: ids, units, times. */

import * as v from 'valibot';
import { parseQuantity, QUANTITY_MAX } from '../domain/identifiers.ts';

const ID_EXPECTED = 'Expected an id: text or a whole number.';

/**
 * An id that arrives as text or as a number, with however many digits; always text from here on. No platform's are longer
 * than this, and DynamoDB takes keys of at most 1,024 bytes.
 */
export const idField = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.safeInteger(ID_EXPECTED))], ID_EXPECTED),
  v.transform(String),
  v.minLength(1, 'Expected an id: it is empty.'),
  v.maxBytes(128, 'Expected an id of at most 128 bytes.'),
);

/** Whole units, 0 or more. */
export const unitsField = v.pipe(
  v.number('Expected a whole number, 0 or more.'),
  v.integer('Expected a whole number, 0 or more.'),
  v.minValue(0, 'Expected a whole number, 0 or more.'),
  v.maxValue(QUANTITY_MAX, `Expected at most ${QUANTITY_MAX}.`),
);

/** The same as a Quantity. */
export const quantityField = v.pipe(unitsField, v.transform(parseQuantity));

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const TIME_EXPECTED = 'Expected a time as 2026-11-24T18:00:00.000Z, with its zone.';

/** A time with its zone, in any fraction of a second; ISO 8601 with milliseconds in UTC from here on. */
export const timeField = v.pipe(
  v.string(TIME_EXPECTED),
  v.check((text) => TIME.test(text) && !Number.isNaN(Date.parse(text)), TIME_EXPECTED),
  v.transform((text) => new Date(text).toISOString()),
);
