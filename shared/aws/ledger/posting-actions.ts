/** Turns a posting into the actions of one DynamoDB transaction. */
import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Sku } from '../../domain/identifiers.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import type { Seen, ShownMove, SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import { dependsOnPushes } from '../../domain/listing/deduction.ts';
import type { Posting } from '../../ports/posting/posting.ts';
import { entryShape, holdPointerShape, seenShape } from '../shapes/ledger-items.ts';
import { isUnchanged, isUnchangedAsWhole } from './head-conditions.ts';
import { storedHead } from './items.ts';
import { entryKey, headKey, holdPointerKey, listingKey, olderSeenKey, orderReference, seenKey } from './table-keys.ts';

export type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** The one transaction of the postings: each action with the condition that makes it safe, named before it is used. */
export function actionsOf(table: string, postings: readonly Posting[]): Action[] {
  return [
    ...postings.flatMap(({ before, after, entries, seen, shown }) => [
      headAction(table, before, after),
      ...entries.map((entry) => entryAction(table, entry)),
      ...seen.map((each) => seenAction(table, after.sku, each.now, each.before)),
      ...shown.map((each) => shownAction(table, each, after.lastPostedAt)),
    ]),
    ...holdPointerActions(table, postings),
  ];
}

/** TransactWriteItems takes 100 items, and 4 MB in all (DynamoDB developer guide, “Quotas”, 2026-11). */
const ITEMS_MAX = 100;
const BYTES_MAX = 4 * 1024 * 1024;
/** An item has at most 400 KB, the names of its attributes included (the same page). */
const ITEM_BYTES_MAX = 400 * 1024;
/** JSON is longer than what DynamoDB counts of most values, and shorter than what it counts of deeply nested ones. */
const CAUTION = 0.75;

/** Whether one transaction takes these actions. Bytes are those of the JSON text, which is about what DynamoDB counts. */
export function fitsOneTransaction(actions: readonly Action[]): boolean {
  const bytes = actions.map((action) => Buffer.byteLength(JSON.stringify(action)));
  const sum = bytes.reduce((total, each) => total + each, 0);
  const isEachSmall = bytes.every((each) => each <= CAUTION * ITEM_BYTES_MAX);
  return actions.length <= ITEMS_MAX && sum <= CAUTION * BYTES_MAX && isEachSmall;
}

/** The SKU head is still as it was read: nobody posted to this SKU in between. */
function headAction(table: string, before: SkuLedger, after: SkuLedger): Action {
  const { seen: _seen, listings: _listings, links: _links, sku, ...head } = after;
  const isNew = 'attribute_not_exists(pk)';
  const ifNew = before.seq === 0 ? { ConditionExpression: isNew } : undefined;
  return after.seq === before.seq
    ? {
        ConditionCheck: {
          TableName: table,
          Key: headKey(sku),
          ...(ifNew ?? isUnchanged(before)),
        },
      }
    : {
        Put: {
          TableName: table,
          Item: { ...headKey(sku), ...storedHead(before.seq === 0 ? { ...head, isApart: true } : head) },
          ...(ifNew ?? isUnchangedAsWhole(before)),
        },
      };
}

/** An entry is written once and never again. */
function entryAction(table: string, entry: LedgerEntry): Action {
  const { channel, order } = entry.source;
  const reference =
    order === undefined
      ? {}
      : { ref: orderReference(channel, order), refSort: `${entry.postedAt}#${entry.sku}#${entry.seq}` };
  return {
    Put: {
      TableName: table,
      Item: { ...entryKey(entry.sku, entry.seq), ...entryShape.stamp(entry), ...reference },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}

/** What is remembered under the key is still what the observation was compared with. */
function seenAction(table: string, sku: Sku, now: Seen, before: Seen | undefined): Action {
  const { key, isWithHead: _, ...content } = now;
  const place = before?.isWithHead === true ? olderSeenKey(sku, key) : seenKey(sku, key);
  const isFirst = 'attribute_not_exists(pk)';
  const isSameContent = 'contentHash = :readHash';
  const isSameVersion = '#line.#version = :readVersion';
  const put = { TableName: table, Item: { ...place, ...seenShape.stamp(content) } };
  if (before === undefined) {
    return { Put: { ...put, ConditionExpression: isFirst } };
  }
  return before.line === undefined
    ? {
        Put: {
          ...put,
          ConditionExpression: isSameContent,
          ExpressionAttributeValues: { ':readHash': before.contentHash },
        },
      }
    : {
        Put: {
          ...put,
          ConditionExpression: `${isSameContent} AND ${isSameVersion}`,
          ExpressionAttributeNames: { '#line': 'line', '#version': 'version' },
          ExpressionAttributeValues: { ':readHash': before.contentHash, ':readVersion': before.line.version },
        },
      };
}

/** A new hold's id is not taken by another hold, of these SKUs or any others. */
function holdPointerActions(table: string, postings: readonly Posting[]): Action[] {
  const placed = postings.flatMap(({ after: { sku }, seen }) =>
    seen.flatMap(({ now, before }) =>
      now.hold === undefined || before !== undefined ? [] : [{ id: now.hold.id, sku }],
    ),
  );
  return [...Map.groupBy(placed, ({ id }) => id)].map(([id, lines]) => ({
    Put: {
      TableName: table,
      Item: { ...holdPointerKey(id), ...holdPointerShape.stamp({ skus: lines.map(({ sku }) => sku) }) },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }));
}

/**
 * The channel's deduction moves `shown`. Where that was decided by the pushes known when the listing was read
 * (`dependsOnPushes`), none may have begun or ended since; on any channel it depends on since when `shown` is the
 * channel's own figure. That a count was possibly overwritten holds whatever happened. What voids a reading moves the
 * revision, on which each reading is written.
 */
function shownAction(table: string, { listing, checkAt, ...count }: ShownMove, postedAt: string): Action {
  const { by, isPossiblyOverwritten, voidsReading = false, isUnsaid = false } = count;
  const exists = 'attribute_exists(pk)';
  const noPushMoved = 'revision = :readRevision';
  const shownIsOurs = 'attribute_not_exists(shownAsOf)';
  const shownIsAsOfThen = 'shownAsOf = :readAsOf';
  const isOfThesePushes = dependsOnPushes(listing, count);
  const { shownAsOf } = listing;
  const conditions = [
    exists,
    ...(isOfThesePushes ? [noPushMoved] : []),
    ...(by === 0 ? [] : [shownAsOf === undefined ? shownIsOurs : shownIsAsOfThen]),
  ];
  return {
    Update: {
      TableName: table,
      Key: listingKey(listing.sku, listing.channel, listing.channelLocation),
      UpdateExpression: [
        'SET shown = shown + :by, doubts = doubts + :overwritten',
        ...(voidsReading ? ['revision = revision + :one'] : []),
        ...(isUnsaid ? ['isRecounted = :recounted'] : []),
        ...(by === 0 ? [] : ['evidence = :evidence']),
        ...(checkAt === undefined ? [] : ['checkAt = :checkAt']),
      ].join(', '),
      ConditionExpression: conditions.join(' AND '),
      ExpressionAttributeValues: {
        ':by': by,
        ':overwritten': isPossiblyOverwritten ? 1 : 0,
        ...(voidsReading && { ':one': 1 }),
        ...(isUnsaid && { ':recounted': true }),
        ...(by !== 0 && { ':evidence': { kind: 'count', asOf: postedAt } }),
        ...(checkAt !== undefined && { ':checkAt': checkAt }),
        ...(isOfThesePushes && { ':readRevision': listing.revision }),
        ...(by !== 0 && shownAsOf !== undefined && { ':readAsOf': shownAsOf }),
      },
    },
  };
}
