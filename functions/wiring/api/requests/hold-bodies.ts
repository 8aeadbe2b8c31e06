/** The bodies that requests about holds have. */
import * as v from 'valibot';
import { parsedBy } from '../../../../shared/channels/fields.ts';
import {
  parseChannelId,
  parseHoldId,
  parseLocationId,
  parseQuantity,
  parseSenderId,
  parseSku,
} from '../../../../shared/domain/identifiers.ts';

const TTL_SECONDS_MAX = 86_400;
/** A hold is written in one transaction, which takes 33 SKUs: lines of bundles make more SKUs than lines. */
const LINES_MAX = 25;

const WHOLE_UNITS = 'use a whole number, 1 or more';
const SECONDS = `use a whole number from 1 to ${TTL_SECONDS_MAX}`;

const line = v.strictObject({
  sku: v.pipe(
    v.string(),
    v.description('The SKU, or a bundle: its components are held.'),
    v.rawTransform(parsedBy(parseSku)),
  ),
  quantity: v.pipe(
    v.number(),
    v.integer(WHOLE_UNITS),
    v.minValue(1, WHOLE_UNITS),
    v.description('Units, all of them or none.'),
    v.rawTransform(parsedBy(parseQuantity)),
  ),
  location: v.optional(
    v.pipe(
      v.string(),
      v.description('Where the units are held; absent: where most of them are available.'),
      v.rawTransform(parsedBy(parseLocationId)),
    ),
  ),
});
const common = {
  id: v.pipe(
    v.string(),
    v.description('Your own id of the hold: 1 to 64 letters, digits, dots, colons, underscores and dashes.'),
    v.rawTransform(parsedBy(parseHoldId)),
  ),
  ttlSeconds: v.pipe(
    v.number(),
    v.integer(SECONDS),
    v.minValue(1, SECONDS),
    v.maxValue(TTL_SECONDS_MAX, SECONDS),
    v.description('After so many seconds the units are given back, unless the hold ended before.'),
  ),
};

/** Several SKUs at once, all of them or none. */
export const cartBody = v.strictObject({
  ...common,
  lines: v.pipe(
    v.array(line),
    v.minLength(1, 'use at least one line'),
    v.maxLength(LINES_MAX, `use at most ${LINES_MAX} lines`),
  ),
});

/** One SKU. */
export const holdBody = v.strictObject({ ...common, ...line.entries });

const noFields = v.strictObject({});
/** The end of a hold, other than its capture. */
export const noBody = v.optional(noFields);

const captureFields = v.strictObject({
  as: v.optional(
    v.pipe(
      v.picklist(['committed', 'sold']),
      v.description('`committed` (the default): the order is still to be shipped. `sold`: the customer has the units.'),
    ),
  ),
  order: v.optional(
    v.pipe(
      v.string(),
      v.description(
        'The order that the hold was for. With `channel`, that order takes the hold over once it is reported.',
      ),
      v.rawTransform(parsedBy(parseSenderId)),
    ),
  ),
  channel: v.optional(
    v.pipe(v.string(), v.description('The channel of that order.'), v.rawTransform(parsedBy(parseChannelId))),
  ),
});
export const captureBody = v.optional(captureFields);

/** The same as what the API's description shows: a body that may be left out is described by its fields. */
export const DESCRIBED_BODIES = {
  HoldRequest: holdBody,
  CartRequest: cartBody,
  CaptureRequest: captureFields,
} as const;
