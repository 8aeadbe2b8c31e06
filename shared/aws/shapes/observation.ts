/** Observations, as they wait in the observations queue and as they are parked. */
import * as v from 'valibot';
import type { Observation, OrderLineObservation } from '../../domain/stock/observation.ts';
import { channelIdSchema, locationIdSchema, quantitySchema, recordOf, skuSchema, timeSchema } from './fields.ts';
import { type Shape, shapeOf, type Upcast } from './shape.ts';
import { offSale, stockChange, stockWorkRecord } from './stock.ts';

export const source = v.strictObject({
  channel: channelIdSchema,
  order: v.exactOptional(v.string()),
  line: v.exactOptional(v.string()),
  key: v.string(),
});

export const movementCause = v.picklist([
  'sold',
  'received',
  'shipped',
  'returned',
  'damaged',
  'adjusted',
  'transferred',
  'takenOffSale',
  'putBackOnSale',
  'corrected',
  'adopted',
]);

export const holdEnd = v.picklist(['captured', 'sold', 'shipped', 'returned', 'voided', 'cancelled', 'expired']);

export const orderLineState = v.strictObject({
  ordered: v.number(),
  shipped: v.number(),
  returned: v.number(),
  deducted: v.number(),
});

const everyObservation = {
  sku: skuSchema,
  source,
  occurredAt: timeSchema,
  statedAt: v.exactOptional(timeSchema),
  receivedAt: timeSchema,
  listingUnits: v.exactOptional(v.number()),
};
const unitsByLocation = recordOf(locationIdSchema, quantitySchema);

const orderLineFields = {
  kind: v.literal('orderLine'),
  ...everyObservation,
  location: locationIdSchema,
  state: orderLineState,
  version: v.number(),
  readAt: v.exactOptional(v.number()),
  madeAt: v.exactOptional(timeSchema),
  channelLocation: v.exactOptional(v.string()),
  soldAs: v.exactOptional(v.nullable(v.string())),
  whole: v.exactOptional(orderLineState),
  isPlaceAssumed: v.exactOptional(v.literal(true)),
  isFurtherPlace: v.exactOptional(v.literal(true)),
  lost: v.exactOptional(orderLineState),
  lostHere: v.exactOptional(v.number()),
  past: v.exactOptional(
    v.array(v.strictObject({ at: timeSchema, shipped: v.number(), returned: v.number(), deducted: v.number() })),
  ),
  hold: v.exactOptional(v.string()),
};
const orderLine: v.GenericSchema<unknown, OrderLineObservation> = v.strictObject(orderLineFields);

const baseline = {
  ...everyObservation,
  onHand: unitsByLocation,
  unavailable: v.exactOptional(unitsByLocation),
  setAside: v.exactOptional(recordOf(locationIdSchema, v.number())),
  includes: v.exactOptional(v.picklist(['counted', 'fromChannel'])),
};

const observation: v.GenericSchema<unknown, Observation> = v.variant('kind', [
  v.strictObject(orderLineFields),
  v.strictObject({
    kind: v.literal('movement'),
    ...everyObservation,
    cause: movementCause,
    changes: v.array(stockChange),
    deducted: v.exactOptional(v.number()),
    channelLocation: v.exactOptional(v.string()),
    soldAs: v.exactOptional(v.string()),
    reason: v.exactOptional(v.string()),
    hold: v.exactOptional(v.string()),
    readAt: v.exactOptional(v.number()),
    work: v.exactOptional(v.strictObject({ now: stockWorkRecord, follows: v.number() })),
    uncounts: v.exactOptional(v.string()),
  }),
  v.strictObject({
    kind: v.literal('count'),
    ...everyObservation,
    location: locationIdSchema,
    counted: quantitySchema,
    deducted: v.exactOptional(v.number()),
    channelLocation: v.exactOptional(v.string()),
    soldAs: v.exactOptional(v.string()),
  }),
  v.strictObject({
    kind: v.literal('hold'),
    ...everyObservation,
    id: v.string(),
    quantity: quantitySchema,
    ttlSeconds: v.number(),
    location: v.exactOptional(locationIdSchema),
  }),
  v.strictObject({
    kind: v.literal('holdEnd'),
    ...everyObservation,
    id: v.string(),
    end: holdEnd,
    order: v.exactOptional(v.string()),
    channel: v.exactOptional(channelIdSchema),
  }),
  v.strictObject({
    kind: v.literal('baseline'),
    ...baseline,
    openLines: v.exactOptional(v.array(orderLine)),
    offSale: v.exactOptional(v.array(v.strictObject({ channelLocation: v.string(), offSale }))),
  }),
  v.strictObject({ kind: v.literal('baselineEnd'), ...baseline }),
]);

/**
 * Version 2 may say that the place of an order line's units is assumed, and which hold a sale or an order names. What
 * version 1 wrote says it of none.
 */
const toAssumedPlaces: Upcast = (older) => older;

/** Version 3 may say as what an order line was sold. What version 2 wrote says it of none. */
const toSoldAs: Upcast = (older) => older;

/** Version 4 may say that a movement is stock work, and what a count set on its channel. What version 3 wrote says neither. */
const toStockWork: Upcast = (older) => older;

/** Version 5 may say that a correction takes a count back. What version 4 wrote says it of none. */
const toUncounts: Upcast = (older) => older;

/** Version 6 may say in which units it counts, and of which item a movement is. What version 5 wrote says neither. */
const toListingUnits: Upcast = (older) => older;

/** Version 7 may name what a baseline has off sale. What version 6 wrote has only the sum. */
const toNamedBaseline: Upcast = (older) => older;

/** Version 8 may say how many units of an order line were lost at its place. What version 7 wrote says it of none. */
const toLostUnits: Upcast = (older) => older;

/** Each observation carries its own version, wherever it lies. The open lines of a baseline are of that version too. */
export const observationShape: Shape<Observation> = shapeOf('observation', observation, [
  toAssumedPlaces,
  toSoldAs,
  toStockWork,
  toUncounts,
  toListingUnits,
  toNamedBaseline,
  toLostUnits,
]);
