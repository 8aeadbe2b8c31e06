/**
 * The messages that a POS, a 3PL, an ERP or an own shop sends: ours to define (docs/pos.md), in the payload form of Standard
 * Webhooks 1.0.0: `{type, timestamp, data}`.
 */

import * as v from 'valibot';
import {
  parseHoldId,
  parseQuantity,
  parseReason,
  parseSku,
  parseVersion,
  QUANTITY_MAX,
  type Quantity,
  type Sku,
} from '../../domain/identifiers.ts';
import { idField, parsedBy, quantityField, signedUnitsField, timeField, unitsField } from '../fields.ts';

/** Each line is a message of a queue and an entry of a ledger: so many are queued well within the 10 s of a webhook. */
export const LINES_MOST = 2_000;

const sku = v.pipe(
  v.string('Expected a SKU.'),
  v.description('A SKU of the ledger: at most 255 characters and 320 bytes.'),
  v.rawTransform(parsedBy(parseSku)),
);
/** As its sender calls it: which location of the ledger that is, the sender's door knows. */
const location = v.pipe(v.string('Expected a location id.'), v.description('The location as you call it.'));
const movedUnits = v.pipe(unitsField, v.minValue(1, 'Expected a whole number, 1 or more.'));
const signedUnits = v.pipe(
  v.number('Expected a whole number of units, not 0.'),
  v.safeInteger('Expected a whole number of units, not 0.'),
  v.notValue(0, 'Expected a whole number of units, not 0.'),
  v.minValue(-QUANTITY_MAX, `Expected at most ${QUANTITY_MAX} units.`),
  v.maxValue(QUANTITY_MAX, `Expected at most ${QUANTITY_MAX} units.`),
);
const reason = v.pipe(v.string('Expected a reason in words.'), v.rawTransform(parsedBy(parseReason)));
const version = v.union(
  [v.pipe(v.number(), v.rawTransform(parsedBy(parseVersion))), timeField],
  'Expected a version: a number from 0 to 9007199254740991 that grows, or a time with its zone.',
);

/** The hold that a sale or an order was made from: of all its lines, or of one. */
const hold = v.pipe(
  v.string('Expected the id of a hold.'),
  v.description('The hold that it was made from.'),
  v.rawTransform(parsedBy(parseHoldId)),
);

/** What the sender took off its own figure for the line (negative: added), where that is not what follows from the line. */
const deducted = v.optional(signedUnitsField);

/** Where one receipt has what was sold and what came back. */
const soldLines = lines(v.object({ id: idField, sku, quantity: signedUnits, deducted, hold: v.optional(hold) }));
const movedLines = lines(v.object({ id: idField, sku, quantity: movedUnits, deducted }));
const atOneLocation = { id: idField, location: v.optional(location) };

/** What the clock that wrote the times of the message says as it is sent. */
const times = { timestamp: timeField, sentAt: v.optional(timeField) };

export const envelope = v.object({ type: v.string('Expected a message type.'), ...times });

export const soldMessage = message({ ...atOneLocation, hold: v.optional(hold), lines: soldLines });
export const movedMessage = message({ ...atOneLocation, lines: movedLines });
export const adjustedMessage = message({
  ...atOneLocation,
  lines: lines(v.object({ id: idField, sku, change: signedUnits, deducted, reason })),
});
export const transferredMessage = message({ id: idField, from: location, to: location, lines: movedLines });
export const countedMessage = message({
  ...atOneLocation,
  countedAt: timeField,
  lines: v.pipe(lines(v.object({ id: idField, sku, quantity: quantityField, deducted })), v.rawTransform(addedUp)),
});
export const orderMessage = message({
  ...atOneLocation,
  version,
  hold: v.optional(hold),
  lines: lines(
    v.pipe(
      v.object({
        id: idField,
        sku,
        ordered: unitsField,
        shipped: unitsField,
        returned: unitsField,
        deducted,
        hold: v.optional(hold),
      }),
      v.forward(
        v.check(({ shipped, returned }) => returned <= shipped, 'Expected at most as many units as were shipped.'),
        ['returned'],
      ),
    ),
  ),
});

/** What the lines of a message say of their own location. It has none in our format; what stands there may be anything. */
export const lineLocations = v.object({
  data: v.object({ lines: v.array(v.object({ location: v.optional(v.unknown()) })) }),
});

function message<const Data extends v.ObjectEntries>(data: Data) {
  return v.object({ ...times, data: v.object(data, 'Expected an object.') });
}

function lines<const Line extends v.GenericSchema<unknown, { readonly id: string }>>(line: Line) {
  return v.pipe(
    v.array(line, 'Expected a list of lines.'),
    v.minLength(1, 'Expected at least one line.'),
    v.maxLength(
      LINES_MOST,
      `Expected at most ${LINES_MOST} lines: send more as several messages, each with its own id.`,
    ),
    // Two lines of one id would be one fact with two contents: which of them is meant, only the sender knows.
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) {
        return;
      }
      const ids = dataset.value.map(({ id }) => id);
      const index = ids.findIndex((id, at) => ids.indexOf(id) < at);
      if (index >= 0) {
        const value = dataset.value[index];
        addIssue({
          message: 'Expected an id of its own for each line.',
          input: ids[index],
          path: [
            { type: 'array', origin: 'value', input: dataset.value, key: index, value },
            { type: 'object', origin: 'value', input: { ...value }, key: 'id', value: ids[index] },
          ],
        });
      }
    }),
  );
}

type CountedLine = { id: string; sku: Sku; quantity: Quantity; deducted?: number | undefined };

/**
 * One line for each SKU: what was counted in two bins adds up. The sum has the smallest of the line ids, so that the same
 * count in another order of lines is the same fact.
 */
function addedUp({ dataset, addIssue, NEVER }: v.RawTransformContext<CountedLine[]>): CountedLine[] {
  const summed: CountedLine[] = [];
  for (const [sku, bins] of Map.groupBy(dataset.value, (line) => line.sku)) {
    const [id = ''] = bins.map((line) => line.id).sort();
    const quantity = bins.reduce((sum, line) => sum + line.quantity, 0);
    if (quantity > QUANTITY_MAX) {
      addIssue({ message: `Expected at most ${QUANTITY_MAX} units of ${sku} in all its lines.` });
      return NEVER;
    }
    const deductions = bins.flatMap((line) => line.deducted ?? []);
    const sum = deductions.reduce((before, units) => before + units, 0);
    if (Math.abs(sum) > QUANTITY_MAX) {
      addIssue({ message: `Expected at most ${QUANTITY_MAX} deducted units of ${sku} in all its lines.` });
      return NEVER;
    }
    summed.push({ id, sku, quantity: parseQuantity(quantity), ...(deductions.length > 0 && { deducted: sum }) });
  }
  return summed;
}
