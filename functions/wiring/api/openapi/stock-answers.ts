/** What the API answers about stock, as its description says it; tests hold the handlers to these. */
import * as v from 'valibot';
import { SKU_LISTS } from '../../../../shared/domain/reconciling/sku-lists.ts';

export const units = v.pipe(v.number(), v.integer());
export const time = v.pipe(v.string(), v.isoTimestamp(), v.description('ISO 8601 with milliseconds, UTC.'));
export const sku = v.pipe(v.string(), v.description('The merchant’s own identifier of the item.'));
export const channel = v.pipe(v.string(), v.description('The id of a channel in the configuration.'));

const figures = {
  onHand: v.pipe(units, v.description('Units physically there.')),
  committed: v.pipe(units, v.description('Units in orders that are not shipped yet.')),
  held: v.pipe(units, v.description('Units promised to a checkout for a limited time.')),
  unavailable: v.pipe(units, v.description('Units on hand that cannot be sold.')),
  available: v.pipe(units, v.description('onHand − committed − held − unavailable. Negative: oversold.')),
};

/** The figures of a SKU's stock. */
export const stockFigures = {
  sku,
  seq: v.pipe(units, v.description('The number of the last entry.')),
  ...figures,
  locations: v.pipe(v.record(v.string(), v.strictObject(figures)), v.description('The same figures at each location.')),
};

const share = v.strictObject({
  units: v.pipe(units, v.description('Units that this listing alone may sell.')),
  goal: v.pipe(units, v.description('The number that they should come to.')),
  mayStillSell: v.pipe(units, v.description('The most that it may still sell, or has sold unreported.')),
  since: time,
  waitsFor: v.exactOptional(v.picklist(['recall', 'push', 'reading', 'lowering', 'units'])),
});

const listing = v.strictObject({
  channel,
  channelLocation: v.exactOptional(v.string()),
  listing: v.exactOptional(v.pipe(v.string(), v.description('Of a linked listing, the channel’s id of it.'))),
  units: v.exactOptional(v.pipe(units, v.description('Units of the SKU in one of the listing, where more than 1.'))),
  sellable: v.pipe(units, v.description('What it should show.')),
  shown: v.pipe(units, v.description('What we believe it shows.')),
  pending: v.pipe(units, v.description('Units on their way to the channel right now.')),
  lastPushedAt: v.nullable(time),
  share: v.exactOptional(share),
  problem: v.exactOptional(v.pipe(v.string(), v.description('What is wrong with it, as a sentence.'))),
  sellsWithoutStock: v.exactOptional(v.literal(true)),
});

const names = v.exactOptional(v.array(v.string()));
const endgame = v.strictObject({
  listing: v.nullable(v.string()),
  since: v.nullable(time),
  threshold: v.number(),
  limit: v.exactOptional(
    v.strictObject({
      unitsPerSecond: v.number(),
      lagSeconds: v.number(),
      appliedLater: v.exactOptional(v.array(v.string())),
    }),
  ),
  tooSlow: v.exactOptional(v.strictObject({ lagSeconds: v.number(), againBelowSeconds: v.number() })),
  sellsWithoutStock: names,
});
const escrow = v.strictObject({
  inForce: v.pipe(v.boolean(), v.description('No sale of a channel can exceed what is available.')),
  free: units,
  sellsWithoutStock: names,
  tooManyListings: v.exactOptional(units),
});

const presentStock = {
  ...stockFigures,
  policy: v.picklist(['shared', 'endgame', 'escrow']),
  madeOf: v.exactOptional(v.array(v.strictObject({ sku, quantity: units }))),
  partOf: v.exactOptional(v.array(sku)),
  escrow: v.exactOptional(escrow),
  endgame: v.exactOptional(endgame),
  listings: v.array(listing),
};

/** `GET /stock/{sku}`. */
export const stockAnswer = v.strictObject(presentStock);

/** The same with `?at=`: without listings, whose past is not kept. */
export const stockAtAnswer = v.strictObject({ ...stockFigures, at: time });

const filters = SKU_LISTS.filter((list) => list !== 'all');

/** `GET /stock`. */
export const stockListAnswer = v.strictObject({
  stock: v.array(
    v.strictObject({
      ...presentStock,
      on: v.pipe(v.array(v.picklist(filters)), v.description('The filters that the SKU passes.')),
    }),
  ),
  next: v.exactOptional(v.pipe(sku, v.description('`after` of the next page; absent where there is none.'))),
});

/** `GET /stock?at=`. */
export const stockListAtAnswer = v.strictObject({
  at: time,
  stock: v.array(
    v.strictObject({
      ...stockFigures,
      hash: v.pipe(v.string(), v.description('Of the entry `seq`: it seals all entries before it too.')),
      listings: v.exactOptional(
        v.pipe(
          v.array(
            v.strictObject({
              listing: v.string(),
              shown: v.pipe(units, v.description('What it showed, in units of the SKU.')),
              because: v.pipe(
                v.picklist(['push', 'sale', 'later']),
                v.description(
                  'Its channel had taken a `push`; a `sale` of its own came after; or neither is known, and it is what was found `later`, with what was sold since put back.',
                ),
              ),
              asOf: time,
            }),
          ),
          v.description('With `listings=true`: those of today. Changes in a channel’s own admin are not in it.'),
        ),
      ),
    }),
  ),
  next: v.exactOptional(v.pipe(sku, v.description('`after` of the next page; absent where there is none.'))),
});

const change = v.strictObject({
  location: v.string(),
  onHand: v.exactOptional(units),
  committed: v.exactOptional(units),
  held: v.exactOptional(units),
  unavailable: v.exactOptional(units),
  occurredAt: v.exactOptional(time),
});
const { available: _computed, ...entryFigures } = figures;

/** An entry of the ledger. */
export const entry = v.strictObject({
  sku,
  seq: units,
  kind: v.pipe(v.string(), v.description('`order`, `sold`, `received`, `counted`, `held`, …')),
  changes: v.array(change),
  alreadyCounted: v.exactOptional(
    v.array(v.strictObject({ location: v.string(), onHand: units, occurredAt: time, countedAt: time })),
  ),
  stockAfter: v.record(v.string(), v.strictObject(entryFigures)),
  source: v.strictObject({
    channel,
    order: v.exactOptional(v.string()),
    line: v.exactOptional(v.string()),
    key: v.pipe(v.string(), v.description('The fact’s business identity: the same fact again is no second entry.')),
  }),
  reason: v.exactOptional(v.string()),
  occurredAt: v.pipe(time, v.description('When it happened on its channel.')),
  receivedAt: v.pipe(time, v.description('When it reached us.')),
  postedAt: v.pipe(time, v.description('When it was posted.')),
  hash: v.pipe(v.string(), v.description('SHA-256 over all other fields; `npx stockline verify` follows the chain.')),
  previousHash: v.string(),
});

/** `GET /stock/{sku}/entries`. */
export const entriesAnswer = v.strictObject({ entries: v.array(entry) });

const pushView = v.strictObject({
  listing: v.string(),
  seq: units,
  change: units,
  shows: units,
  startedAt: time,
  endedAt: time,
  answer: v.pipe(v.string(), v.description('The channel’s answer in words.')),
});

/** `GET /stock/{sku}/pushes`. */
export const pushesAnswer = v.strictObject({ pushes: v.array(pushView) });

const setAside = v.looseObject({ outcome: v.string(), reason: v.string(), parkedAt: time });

/** `GET /trace/{channel}/{order}`. */
export const traceAnswer = v.strictObject({
  channel,
  order: v.string(),
  observations: v.array(
    v.union([v.strictObject({ outcome: v.literal('posted'), entry, pushes: v.array(pushView) }), setAside]),
  ),
});
