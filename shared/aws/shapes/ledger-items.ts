/** The items of the ledger: entries, SKU heads, remembered facts, and what is parked. */
import * as v from 'valibot';
import type { Demand } from '../../domain/exposure/demand.ts';
import type { Exposure } from '../../domain/exposure/exposure.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import type { Outcome } from '../../domain/ledger/outcome.ts';
import type { Seen, SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import type { OrderBook } from '../../domain/stock/order-book.ts';
import type { Parked } from '../../ports/posting.ts';
import { demandShape, exposureShape } from './exposure.ts';
import { locationId, recordOf, sku, time } from './fields.ts';
import { holdEnd, lineState, movementCause, observationShape, source } from './observation.ts';
import { type Shape, shapeOf } from './shape.ts';
import { stock, stockChange } from './stock.ts';

/** One SKU's state in the store: the newest figures, and the end of its chain of entries. */
export type SkuHead = Pick<SkuLedger, 'seq' | 'headHash' | 'lastPostedAt' | 'stock' | 'countedAt'> & {
  readonly cutOverAt?: NonNullable<SkuLedger['cutOverAt']>;
  readonly exposure?: Exposure;
  readonly demand?: Demand;
};

const skuHead = v.strictObject({
  seq: v.number(),
  headHash: v.string(),
  lastPostedAt: time,
  stock,
  countedAt: recordOf(locationId, time),
  cutOverAt: v.exactOptional(recordOf(locationId, time)),
  exposure: v.exactOptional(exposureShape.schema),
  demand: v.exactOptional(demandShape.schema),
});

export const skuHeadShape: Shape<SkuHead> = shapeOf('SKU head', skuHead);

const entry = v.strictObject({
  sku,
  seq: v.number(),
  kind: v.union([v.picklist(['baseline', 'order', 'counted', 'held']), holdEnd, movementCause]),
  changes: v.array(stockChange),
  stockAfter: stock,
  source,
  reason: v.exactOptional(v.string()),
  occurredAt: time,
  receivedAt: time,
  postedAt: time,
  hash: v.string(),
  previousHash: v.string(),
});

/**
 * An entry's hash covers its contents as they were written, and not the version of their form. So an entry is only
 * checked when it is read, never changed: a new version may add optional fields and nothing else, and its upcast is the
 * identity. A field that no version knows is an error, so that nothing can be added to an entry unseen.
 */
export const entryShape: Shape<LedgerEntry> = shapeOf('ledger entry', entry);

const seen = v.strictObject({
  contentHash: v.string(),
  seq: v.number(),
  line: v.exactOptional(
    v.strictObject({
      version: v.number(),
      readAt: v.exactOptional(v.number()),
      state: lineState,
      location: locationId,
      steps: v.array(
        v.strictObject({ version: v.number(), occurredAt: time, location: locationId, onHand: v.number() }),
      ),
    }),
  ),
  hold: v.exactOptional(
    v.strictObject({
      id: v.string(),
      quantity: v.number(),
      location: locationId,
      expiresAt: time,
      status: v.union([v.literal('open'), holdEnd]),
    }),
  ),
});

/** What is remembered of a fact; its key is that of the item. */
export const seenShape: Shape<Omit<Seen, 'key'>> = shapeOf('remembered fact', seen);

const outcome: v.GenericSchema<unknown, Outcome> = v.variant('kind', [
  v.strictObject({ kind: v.picklist(['posted', 'duplicate']), seq: v.number() }),
  v.strictObject({ kind: v.literal('stale'), seq: v.number(), reason: v.exactOptional(v.string()) }),
  v.strictObject({ kind: v.literal('conflicting'), reason: v.string(), seq: v.number() }),
  v.strictObject({ kind: v.literal('insufficient'), available: v.number() }),
  v.strictObject({ kind: v.picklist(['unknownSku', 'invalid']), reason: v.string() }),
]);

/** An observation that was set aside, with why. */
export const parkedShape: Shape<Parked> = shapeOf(
  'parked observation',
  v.strictObject({ observation: observationShape.schema, outcome, parkedAt: time }),
);

/** Which SKU has a hold. */
export const holdPointerShape: Shape<{ readonly sku: OrderBook['lines'][string] }> = shapeOf(
  'hold’s pointer',
  v.strictObject({ sku }),
);

/**
 * Which SKU each line of an order has. A write compares the book whole with what was read, so the version lies beside
 * the book and not in it.
 */
export const orderBookShape: Shape<{ readonly book: OrderBook }> = shapeOf(
  'order book',
  v.strictObject({ book: v.strictObject({ version: v.number(), lines: recordOf(v.string(), sku) }) }),
);
