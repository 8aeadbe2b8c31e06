/** The items of the ledger: entries, SKU heads, remembered facts, and what is parked. */
import * as v from 'valibot';
import type { Demand } from '../../domain/exposure/demand.ts';
import type { Exposure } from '../../domain/exposure/exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import type { Outcome } from '../../domain/ledger/outcome.ts';
import type { LinkedPlaces, Seen, SkuLedger, UnplacedLines } from '../../domain/ledger/sku-ledger.ts';
import type { OrderBook } from '../../domain/stock/order-book.ts';
import type { OperatorDecision, Parked } from '../../ports/posting/posting.ts';
import { demandShape, exposureShape } from './exposure.ts';
import { channelIdSchema, locationIdSchema, recordOf, skuSchema, timeSchema } from './fields.ts';
import { holdEnd, movementCause, observationShape, orderLineState, source } from './observation.ts';
import { renamingShapeOf, type Shape, shapeOf, type Upcast } from './shape.ts';
import { stock, stockChange, stockWorkRecord } from './stock.ts';

/** One SKU's state in the store: the newest figures, and the end of its chain of entries. */
export type SkuHead = Pick<SkuLedger, 'seq' | 'headHash' | 'lastPostedAt' | 'stock' | 'countedAt'> & {
  readonly cutOverAt?: NonNullable<SkuLedger['cutOverAt']>;
  readonly exposure?: Exposure;
  readonly demand?: Demand;
  readonly unplaced?: UnplacedLines;
  readonly holdsInEffect?: number;
  readonly linkedPlaces?: LinkedPlaces;
  readonly isApart?: true;
};

/**
 * Version 2 may say that the place of an order line's units is assumed, and what holds an order takes over. What version 1
 * wrote says it of none.
 */
const toUnplacedLines: Upcast = (older) => older;

const skuHead = v.strictObject({
  seq: v.number(),
  headHash: v.string(),
  lastPostedAt: timeSchema,
  stock,
  countedAt: recordOf(locationIdSchema, timeSchema),
  cutOverAt: v.exactOptional(recordOf(locationIdSchema, timeSchema)),
  exposure: v.exactOptional(exposureShape.schema),
  demand: v.exactOptional(demandShape.schema),
  unplaced: v.exactOptional(recordOf(channelIdSchema, v.number())),
  holdsInEffect: v.exactOptional(v.number()),
  linkedPlaces: v.exactOptional(recordOf(channelIdSchema, v.array(v.string()))),
  isApart: v.exactOptional(v.literal(true)),
});

/** Version 3 may say where linked listings of the SKU are. What version 2 wrote has none. */
const toLinkedPlaces: Upcast = (older) => older;

/** Version 4 may say that no entry and no fact lies beside the head. What version 3 wrote says it of none. */
const toApart: Upcast = (older) => older;

export const skuHeadShape: Shape<SkuHead> = shapeOf('SKU head', skuHead, [toUnplacedLines, toLinkedPlaces, toApart]);

const entry = v.strictObject({
  sku: skuSchema,
  seq: v.number(),
  kind: v.union([v.picklist(['baseline', 'order', 'counted', 'held']), holdEnd, movementCause]),
  changes: v.array(stockChange),
  alreadyCounted: v.exactOptional(
    v.array(
      v.strictObject({ location: locationIdSchema, onHand: v.number(), occurredAt: timeSchema, countedAt: timeSchema }),
    ),
  ),
  stockAfter: stock,
  source,
  reason: v.exactOptional(v.string()),
  occurredAt: timeSchema,
  receivedAt: timeSchema,
  postedAt: timeSchema,
  hash: v.string(),
  previousHash: v.string(),
});

/**
 * An entry's hash covers its contents as they were written, and not the version of their form. So an entry is only
 * checked when it is read, never changed: a new version may add optional fields and nothing else, and its upcast is the
 * identity. A field that no version knows is an error, so that nothing can be added to an entry unseen.
 */
export const entryShape: Shape<LedgerEntry> = shapeOf('ledger entry', entry);

/** What is remembered of a fact, without what its key says. */
type StoredFact = Omit<Seen, 'key' | 'isWithHead'>;

const storedSeen = v.strictObject({
  contentHash: v.string(),
  seq: v.number(),
  statedAt: v.exactOptional(timeSchema),
  moved: v.exactOptional(v.strictObject({ changes: v.array(stockChange), deducted: v.number(), readAt: v.number() })),
  work: v.exactOptional(stockWorkRecord),
  count: v.exactOptional(
    v.strictObject({
      location: locationIdSchema,
      units: v.number(),
      countedAt: timeSchema,
      before: v.exactOptional(timeSchema),
    }),
  ),
  units: v.exactOptional(v.number()),
  line: v.exactOptional(
    v.strictObject({
      version: v.number(),
      readAt: v.exactOptional(v.number()),
      madeAt: v.exactOptional(timeSchema),
      replaced: v.exactOptional(v.array(v.string())),
      state: orderLineState,
      location: locationIdSchema,
      whole: v.exactOptional(orderLineState),
      lostHere: v.exactOptional(v.number()),
      assumedHere: v.exactOptional(v.number()),
      isPlaceAssumed: v.exactOptional(v.literal(true)),
      steps: v.array(
        v.strictObject({ version: v.number(), occurredAt: timeSchema, location: locationIdSchema, onHand: v.number() }),
      ),
    }),
  ),
  hold: v.exactOptional(
    v.strictObject({
      id: v.string(),
      quantity: v.number(),
      location: locationIdSchema,
      expiresAt: timeSchema,
      status: v.union([v.picklist(['open', 'takenOver']), holdEnd]),
      leftAt: v.exactOptional(timeSchema),
      order: v.exactOptional(v.string()),
      channel: v.exactOptional(channelIdSchema),
    }),
  ),
  heldFor: v.exactOptional(
    v.strictObject({
      holds: v.array(v.string()),
      isPosted: v.boolean(),
      postedBy: v.exactOptional(v.array(channelIdSchema)),
    }),
  ),
});

const seen = v.pipe(
  storedSeen,
  v.transform(({ line, ...same }): StoredFact => {
    if (line === undefined) {
      return same;
    }
    const { steps, ...sameLine } = line;
    return { ...same, line: { ...sameLine, phases: steps } };
  }),
);

/** The phases of a line are stored as its `steps`. */
function toStoredSeen({ line, ...same }: StoredFact) {
  if (line === undefined) {
    return same;
  }
  const { phases, ...sameLine } = line;
  return { ...same, line: { ...sameLine, steps: phases } };
}

/** Version 3 may say what was off sale on a channel. What version 2 wrote says it of none. */
const toStockWork: Upcast = (older) => older;

/** Version 4 says of a count what was known before it. What version 3 wrote says it of none. */
const toCounts: Upcast = (older) => older;

/** Version 5 may say in which units of its listing a fact was first posted. What version 4 wrote was posted in single units. */
const toUnits: Upcast = (older) => older;

/** Version 6 may say how many units of an order line were lost at its place. What version 5 wrote says it of none. */
const toLostUnits: Upcast = (older) => older;

/** Version 7 says by which channels an order of a hold was posted. What version 6 wrote says it of none: it may be any. */
const toPostedBy: Upcast = (older) => older;

/** What is remembered of a fact; its key is that of the item. */
export const seenShape: Shape<StoredFact, object> = renamingShapeOf('remembered fact', seen, toStoredSeen, [
  toUnplacedLines,
  toStockWork,
  toCounts,
  toUnits,
  toLostUnits,
  toPostedBy,
]);

const outcome: v.GenericSchema<unknown, Outcome> = v.variant('kind', [
  v.strictObject({ kind: v.picklist(['posted', 'duplicate']), seq: v.number() }),
  v.strictObject({ kind: v.literal('stale'), seq: v.number(), reason: v.exactOptional(v.string()) }),
  v.strictObject({ kind: v.literal('conflicting'), reason: v.string(), seq: v.number() }),
  v.strictObject({ kind: v.literal('insufficient'), available: v.number() }),
  v.strictObject({ kind: v.picklist(['unknownSku', 'invalid']), reason: v.string() }),
]);

/** Version 2 may say which of the facts under its key it is. What version 1 wrote was the only one. */
const toFacts: Upcast = (older) => older;

/** An observation that was set aside, with why. */
export const parkedShape: Shape<Parked> = shapeOf(
  'parked observation',
  v.strictObject({
    observation: observationShape.schema,
    outcome,
    parkedAt: timeSchema,
    fact: v.exactOptional(v.string()),
  }),
  [toFacts],
);

/** What an operator decided about an observation that was set aside. */
export const decisionShape: Shape<OperatorDecision> = shapeOf(
  'operator’s decision',
  v.variant('kind', [
    v.strictObject({
      kind: v.literal('discarded'),
      parked: parkedShape.schema,
      reason: v.string(),
      decidedAt: timeSchema,
    }),
    v.strictObject({
      kind: v.literal('discardedMessage'),
      queue: v.string(),
      messageId: v.string(),
      reason: v.string(),
      decidedAt: timeSchema,
    }),
  ]),
);

/** Version 2 names all SKUs of a hold. A hold of version 1 had one. */
const toSeveralSkus: Upcast = ({ sku, ...older }) => ({ ...older, skus: [sku] });

/** Which SKUs have a hold. */
export const holdPointerShape: Shape<{ readonly skus: readonly Sku[] }> = shapeOf(
  'hold’s pointer',
  v.strictObject({ skus: v.array(skuSchema) }),
  [toSeveralSkus],
);

/** Version 2 may say when the source made the state. What version 1 wrote says it of none. */
const toMadeAt: Upcast = (older) => older;

/**
 * Which SKU each line of an order has. A write compares the book whole with what was read, so the version lies beside
 * the book and not in it.
 */
export const orderBookShape: Shape<{ readonly book: OrderBook }> = shapeOf(
  'order book',
  v.strictObject({
    book: v.strictObject({
      version: v.number(),
      madeAt: v.exactOptional(timeSchema),
      lines: recordOf(v.string(), skuSchema),
    }),
  }),
  [toMadeAt],
);
