/** The fields of messages in our own format (docs/pos.md). */

import * as v from 'valibot';
import { InvalidIdentifierError, parseLocationId, parseSku, QUANTITY_MAX } from '../../../domain/identifiers.ts';
import { idField, quantityField, timeField, unitsField } from '../../fields.ts';

/**
 * The messages a POS, 3PL, ERP or own shop sends: ours to define (contract, `POST /webhooks/pos`), in the payload
 * form of Standard Webhooks 1.0.0: `{type, timestamp, data}`.
 */

// Two ids share one key of at most 1,024 bytes in DynamoDB; 128 bytes each leave room for escapes.
const businessId = v.pipe(idField, v.maxBytes(128, 'Expected an id of at most 128 bytes.'));
const sku = v.pipe(v.string('Expected a SKU.'), v.rawTransform(identifier(parseSku)));
const location = v.pipe(v.string('Expected a location id.'), v.rawTransform(identifier(parseLocationId)));
const movedUnits = v.pipe(unitsField, v.minValue(1, 'Expected a whole number, 1 or more.'));
const change = v.pipe(
  v.number('Expected a whole number of units, not 0.'),
  v.safeInteger('Expected a whole number of units, not 0.'),
  v.check((units) => units !== 0, 'Expected a whole number of units, not 0.'),
  v.check((units) => Math.abs(units) <= QUANTITY_MAX, `Expected at most ${QUANTITY_MAX} units.`),
);
const reason = v.pipe(
  v.string('Expected a reason in words.'),
  v.nonEmpty('Expected a reason in words.'),
  v.maxLength(200, 'Expected at most 200 characters.'),
);
const version = v.union(
  [
    v.pipe(v.number(), v.finite()),
    v.pipe(
      timeField,
      v.transform((time) => Date.parse(time)),
    ),
  ],
  'Expected a number that grows, or a time with its zone.',
);

const movedLines = lines(v.object({ id: businessId, sku, quantity: movedUnits }));
const atOneLocation = { id: businessId, location: v.optional(location, 'main') };

export const envelope = v.object({ type: v.string('Expected a message type.'), timestamp: timeField });

export const movedMessage = message({ ...atOneLocation, lines: movedLines });
export const adjustedMessage = message({
  ...atOneLocation,
  lines: lines(v.object({ id: businessId, sku, change, reason })),
});
export const transferredMessage = message({ id: businessId, from: location, to: location, lines: movedLines });
export const countedMessage = message({
  ...atOneLocation,
  countedAt: timeField,
  lines: lines(v.object({ id: businessId, sku, quantity: quantityField })),
});
export const orderMessage = message({
  ...atOneLocation,
  version,
  lines: lines(v.object({ id: businessId, sku, ordered: unitsField, shipped: unitsField, returned: unitsField })),
});

function message<const Data extends v.ObjectEntries>(data: Data) {
  return v.object({ timestamp: timeField, data: v.object(data, 'Expected an object.') });
}

function lines<const Line extends v.GenericSchema<unknown, { readonly id: string }>>(line: Line) {
  return v.pipe(
    v.array(line, 'Expected a list of lines.'),
    v.minLength(1, 'Expected at least one line.'),
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

function identifier<Id>(parse: (text: string) => Id) {
  return ({ dataset, addIssue, NEVER }: v.RawTransformContext<string>): Id => {
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
