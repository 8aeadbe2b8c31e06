/** A listing as it lies in the table, and as the domain knows it. */
import * as v from 'valibot';
import type { Listing } from '../../domain/listing/listing.ts';
import type { ListingPush, PushMode } from '../../domain/listing/listing-push.ts';
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import { type Item, readItem } from '../ledger/items.ts';
import { channelIdSchema, locationIdSchema, skuSchema, timeSchema } from '../shapes/fields.ts';
import { shapeOf, type Upcast } from '../shapes/shape.ts';
import { offSale } from '../shapes/stock.ts';

const storedMode = v.picklist(['delta', 'absolute']);
type StoredMode = v.InferOutput<typeof storedMode>;

/** All attributes of both kinds of push, side by side. */
export const storedIntent = v.strictObject({
  generation: v.number(),
  attempt: v.number(),
  seq: v.number(),
  delta: v.number(),
  target: v.number(),
  changeFrom: v.nullable(v.number()),
  startedAt: timeSchema,
  doubts: v.number(),
  unread: v.boolean(),
  isByLook: v.exactOptional(v.boolean()),
  leaseUntil: v.nullable(timeSchema),
  repeated: v.boolean(),
});
type StoredIntent = v.InferOutput<typeof storedIntent>;

const catalogueNote = v.strictObject({
  matter: v.string(),
  at: timeSchema,
  problem: v.exactOptional(v.string()),
  unlessSoldOut: v.exactOptional(v.literal(true)),
  stopped: v.exactOptional(v.literal(true)),
});

const listingFields = {
  sku: skuSchema,
  channel: channelIdSchema,
  channelLocation: v.string(),
  externalId: v.string(),
  soldAs: v.exactOptional(v.string()),
  name: v.exactOptional(skuSchema),
  units: v.exactOptional(v.number()),
  drawsOn: v.array(locationIdSchema),
  managed: v.boolean(),
  shown: v.number(),
  generation: v.number(),
  revision: v.number(),
  lastPushedAt: v.exactOptional(timeSchema),
  answered: v.exactOptional(v.number()),
  pushedBelowZero: v.exactOptional(v.number()),
  evidence: v.exactOptional(
    v.strictObject({ kind: v.picklist(['answer', 'reading', 'page', 'notice', 'count']), asOf: timeSchema }),
  ),
  comparedAt: v.exactOptional(timeSchema),
  lagMs: v.exactOptional(v.number()),
  problem: v.exactOptional(v.string()),
  retryAt: v.exactOptional(timeSchema),
  catalogueNotes: v.exactOptional(v.array(catalogueNote)),
  checkAt: v.exactOptional(timeSchema),
  suspicion: v.exactOptional(
    v.strictObject({
      actual: v.number(),
      shown: v.number(),
      revision: v.number(),
      at: timeSchema,
      isAsked: v.exactOptional(v.literal(true)),
      offSale: v.exactOptional(offSale),
    }),
  ),
  rise: v.exactOptional(v.strictObject({ shows: v.number(), believed: v.number(), at: timeSchema })),
  agreedRevision: v.exactOptional(v.number()),
  shownAsOf: v.exactOptional(timeSchema),
  foundMore: v.exactOptional(v.number()),
  isRecounted: v.exactOptional(v.literal(true)),
  agreedStates: v.exactOptional(
    v.strictObject({ committed: v.number(), incoming: v.number(), seq: v.number(), asOf: timeSchema }),
  ),
};

const storedListing = v.strictObject({
  ...listingFields,
  pushMode: storedMode,
  doubts: v.number(),
  settledDoubts: v.number(),
  closedAt: v.exactOptional(timeSchema),
  intent: v.exactOptional(storedIntent),
  registeredAt: timeSchema,
  readUpTo: timeSchema,
});

/** Version 2 may say as what the channel's orders name a listing. What version 1 wrote says it of none. */
const toSoldAs: Upcast = (older) => older;

/** Version 3 may say what `shown` rests on, and since when. What older versions wrote says it of nothing. */
const toEvidence: Upcast = (older) => older;

/** Version 4 may say that escrow has closed a listing. What older versions wrote says it of none. */
const toClosedAt: Upcast = (older) => older;

/** Version 5 may say what of a channel's stock work is under way. What older versions wrote says it of none. */
const toStockWork: Upcast = (older) => older;

/** Version 6 may say that a listing is linked, and how many units it sells. What older versions wrote sells single units. */
const toUnits: Upcast = (older) => older;

/** Version 7 may keep a rise that somebody is asked about. What older versions wrote keeps none. */
const toRise: Upcast = (older) => older;

/** Version 8 may say that a channel's count moved its figure by an unknown amount. What older versions wrote says it of none. */
const toRecounted: Upcast = (older) => older;

/**
 * Updated in parts: see shape.ts. The way a channel takes quantities lies flat in the item, as `pushMode`, `doubts` and the
 * like, because expressions name those attributes; `listingOf` makes one union of it.
 */
export const listingShape = shapeOf<v.InferOutput<typeof storedListing>>('listing', storedListing, [
  toSoldAs,
  toEvidence,
  toClosedAt,
  toStockWork,
  toUnits,
  toRise,
  toRecounted,
]);

/** A listing with what the table keeps of it besides. */
export type StoredListing = {
  readonly key: { readonly pk: string; readonly sk: string };
  readonly listing: Listing;
  /** When it was registered, and up to when its channel's changes were read; ISO 8601. */
  readonly registeredAt: string;
  readonly readUpTo: string;
};

/** Reads an item of the table. */
export function readListing(item: Item): StoredListing {
  const { registeredAt, readUpTo, pushMode, doubts, settledDoubts, closedAt, intent, ...same } = readItem(
    listingShape,
    item,
  );
  const push: ListingPush =
    pushMode === 'absolute'
      ? {
          kind: 'absolute',
          possiblyOverwritten: doubts,
          setAgain: settledDoubts,
          ...(closedAt !== undefined && { closedAt }),
        }
      : { kind: 'difference' };
  const listing: Listing = { ...same, push, ...(intent !== undefined && { intent: intentOf(pushMode, intent) }) };
  return { key: { pk: String(item['pk']), sk: String(item['sk']) }, listing, registeredAt, readUpTo };
}

/** The domain's part of an item. */
export function listingOf(item: Item): Listing {
  return readListing(item).listing;
}

/** The stored word for the way a channel takes quantities. */
export function storedModeOf(mode: PushMode): StoredMode {
  return mode === 'absolute' ? 'absolute' : 'delta';
}

/**
 * An intent as it is stored. Its attributes are those that version 0.1 wrote, so that functions of both versions may
 * work on one table while a deployment is under way: an intent of one is resumed by the other as what it is.
 */
export function storedIntentOf(intent: PushIntent): StoredIntent {
  if (intent.kind === 'difference') {
    const { kind: _kind, ...facts } = intent;
    return { ...facts, doubts: 0 };
  }
  const { kind: _kind, basis, setsAgain, ...facts } = intent;
  return { ...facts, doubts: setsAgain, unread: false, ...(basis === 'share' && { isByLook: true }) };
}

function intentOf(mode: StoredMode, { doubts, unread, isByLook = false, ...facts }: StoredIntent): PushIntent {
  if (mode === 'delta') {
    return { ...facts, kind: 'difference', unread };
  }
  return { ...facts, kind: 'absolute', setsAgain: doubts, basis: isByLook ? 'share' : 'shown' };
}
