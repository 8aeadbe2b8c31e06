/** The messages of our queues, and the events on the bus. */
import * as v from 'valibot';
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import type { CatalogueNews } from '../../domain/listing/catalogue-note.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import type { Notice, OrderToRead } from '../../ports/channel/channel.ts';
import type { HoldTimer } from '../../ports/holds/holds.ts';
import type { CatalogueNotice, UninstallNotice } from '../../ports/intake/catalogue-notices.ts';
import type { Oversold, StockAlert, StockChanged } from '../../ports/posting/posting.ts';
import type { RefusedRetry } from '../../ports/pushing/retry-queue.ts';
import type { Check, CheckRequest } from '../../ports/reconciling/checks.ts';
import { channelIdSchema, recordOf, skuSchema, timeSchema } from './fields.ts';
import { observationShape } from './observation.ts';
import { renamingShapeOf, type Shape, shapeOf, type Upcast } from './shape.ts';

/** A message of the observations queue. Its SKU is also its group, but not every reader is given the group. */
export type QueuedObservations = {
  readonly sku: Sku;
  readonly observations: readonly Observation[];
  /** The check to ask for once everything that was queued before is posted: the message is a marker, without observations. */
  readonly marker?: Check;
};

const checkFields = v.strictObject({
  sku: skuSchema,
  channel: channelIdSchema,
  channelLocation: v.string(),
  at: timeSchema,
  reportedUpTo: v.exactOptional(timeSchema),
});

/** Version 2 may be a marker. Version 1 wrote none. */
const toMarkers: Upcast = (older) => older;

export const observationMessage: Shape<QueuedObservations> = shapeOf(
  'observations message',
  v.strictObject({
    sku: skuSchema,
    observations: v.array(observationShape.schema),
    marker: v.exactOptional(checkFields),
  }),
  [toMarkers],
);

const noticeFields: v.GenericSchema<unknown, Notice> = v.strictObject({
  channel: channelIdSchema,
  externalId: v.string(),
  channelLocation: v.string(),
  quantity: v.exactOptional(v.number()),
  occurredAt: timeSchema,
  receivedAt: timeSchema,
});

export const noticeMessage: Shape<Notice> = shapeOf('notice', noticeFields);

const storedOrderToRead = v.strictObject({
  channel: channelIdSchema,
  order: v.string(),
  because: v.picklist(['conflicting', 'partTold', 'deleted']),
  version: v.exactOptional(v.number()),
  acceptedBefore: v.exactOptional(recordOf(v.string(), v.number())),
  occurredAt: timeSchema,
  receivedAt: timeSchema,
});

/** Version 2 may say what the lines of a transfer had accepted before. What version 1 wrote says it of none. */
const toAcceptedBefore: Upcast = (older) => older;

/** `partReported` is queued as `partTold`. */
export const orderToReadMessage: Shape<OrderToRead, object> = renamingShapeOf(
  'request to read an order',
  v.pipe(
    storedOrderToRead,
    v.transform(
      ({ because, ...same }): OrderToRead => ({ ...same, because: because === 'partTold' ? 'partReported' : because }),
    ),
  ),
  ({ because, ...same }) => ({ ...same, because: because === 'partReported' ? 'partTold' : because }),
  [toAcceptedBefore],
);

export const holdTimerMessage: Shape<HoldTimer> = shapeOf(
  'hold timer',
  v.strictObject({ id: v.string(), sku: skuSchema, askedAt: timeSchema }),
);

/** Besides what is to be checked, the queue of checks carries what the channel says of its catalogue and of our app, and retries. */
export type CheckQueueMessage =
  | CheckRequest
  | { readonly kind: 'catalogue'; readonly notices: readonly CatalogueNotice[] }
  | { readonly kind: 'uninstalled'; readonly notice: UninstallNotice }
  | { readonly kind: 'retry'; readonly retry: RefusedRetry };

const news: v.GenericSchema<unknown, CatalogueNews> = v.variant('kind', [
  v.strictObject({ kind: v.literal('offered'), sku: v.nullable(v.string()) }),
  v.strictObject({ kind: v.picklist(['deleted', 'counted', 'notCounted', 'stocked', 'notStocked']) }),
  v.strictObject({ kind: v.picklist(['sellsWithoutStock', 'stopsWithoutStock']) }),
  v.strictObject({ kind: v.literal('doubled'), externalId: v.string() }),
  v.strictObject({ kind: v.literal('buyable'), marketplace: v.string() }),
  v.strictObject({ kind: v.literal('notBuyable'), marketplace: v.string(), isDeleted: v.boolean() }),
]);

const catalogueNotice: v.GenericSchema<unknown, CatalogueNotice> = v.strictObject({
  channel: channelIdSchema,
  externalId: v.string(),
  channelLocation: v.exactOptional(v.string()),
  news,
  occurredAt: timeSchema,
  receivedAt: timeSchema,
});

/** Version 2 may be a retry, or news of sales without stock or of a second item under the SKU. Version 1 wrote none. */
const toMoreKinds: Upcast = (older) => older;
/** A check of version 3 may say up to when everything that the channel sold is posted. */
const toReported: Upcast = (older) => older;

export const checkQueueMessage: Shape<CheckQueueMessage> = shapeOf(
  'check message',
  v.variant('kind', [
    v.strictObject({ kind: v.literal('check'), check: checkFields }),
    v.strictObject({ kind: v.literal('notice'), notice: noticeFields }),
    v.strictObject({ kind: v.literal('catalogue'), notices: v.array(catalogueNotice) }),
    v.strictObject({
      kind: v.literal('uninstalled'),
      notice: v.strictObject({ channel: channelIdSchema, occurredAt: timeSchema, receivedAt: timeSchema }),
    }),
    v.strictObject({
      kind: v.literal('retry'),
      retry: v.strictObject({ sku: skuSchema, channel: channelIdSchema, channelLocation: v.string(), at: timeSchema }),
    }),
  ]),
  [toMoreKinds, toReported],
);

const channels: v.GenericSchema<unknown, ChannelId[]> = v.array(channelIdSchema);

/** What its schema says of a field of an event (docs/schemas). */
const seqField = v.pipe(v.number(), v.description('The number of the entry with which it came about.'));
const availableField = v.pipe(v.number(), v.description('Units that can be sold; below 0 where more are committed.'));
const causeField = v.pipe(v.string(), v.description('What led to it, in words of the ledger.'));

function describedTime(description: string) {
  return v.pipe(timeSchema, v.metadata({ description, format: 'date-time' }));
}

/** The detail of a `StockChanged` event. */
export const stockChangedEvent: Shape<StockChanged> = shapeOf(
  'StockChanged event',
  v.strictObject({
    sku: skuSchema,
    seq: seqField,
    due: v.pipe(channels, v.description('Channels that may not show what they should.')),
    urgent: v.exactOptional(v.pipe(channels, v.description('Channels to push to first; they are not in `due`.'))),
    available: availableField,
    cause: causeField,
    receivedAt: describedTime('When the first news behind this event was received.'),
    postedAt: describedTime('When the entry was posted.'),
  }),
);

/** A `StockChanged` event as the bus puts it into a queue: besides the detail it has fields of EventBridge's own. */
export const stockChangedMessage: Shape<{ readonly detail: StockChanged }> = shapeOf(
  'StockChanged message',
  v.object({ detail: stockChangedEvent.schema }),
);

/** The detail of an `Oversold` event. */
export const oversoldEvent: Shape<Oversold> = shapeOf(
  'Oversold event',
  v.strictObject({
    sku: skuSchema,
    seq: seqField,
    available: availableField,
    oversold: v.pipe(v.number(), v.description('Units that are committed and not on hand.')),
    cause: causeField,
    occurredAt: describedTime('When the sale happened, or whatever else led to it.'),
  }),
);

/** The detail of a `stock.low`, `stock.out` or `stock.back` event. */
export const stockAlertEvent: Shape<StockAlert> = shapeOf(
  'stock alert',
  v.strictObject({
    kind: v.picklist(['stock.low', 'stock.out', 'stock.back']),
    sku: skuSchema,
    seq: seqField,
    available: availableField,
    threshold: v.pipe(v.number(), v.description('At so many units or fewer the SKU is low.')),
    at: describedTime('When the entry was posted.'),
  }),
);

/** An alert as the bus puts it into the queue of the mails (infra/operations/alerting.ts). */
export const mailAlertMessage: Shape<{ readonly alert: StockAlert }> = shapeOf(
  'alert to mail',
  v.strictObject({ alert: stockAlertEvent.schema }),
);

/** The same in the queue of a webhook, with the webhook's id in the configuration. */
export const webhookAlertMessage: Shape<{ readonly webhook: string; readonly alert: StockAlert }> = shapeOf(
  'alert to a webhook',
  v.strictObject({ webhook: v.string(), alert: stockAlertEvent.schema }),
);
