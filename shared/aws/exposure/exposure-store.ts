/** Keeps how each SKU is offered, on its SKU head. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { RevisedExposure } from '../../domain/exposure/revise-exposure.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import { listsOf } from '../../domain/reconciling/sku-lists.ts';
import type { ExposureStore } from '../../ports/exposure/exposure-store.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { commit, transaction } from '../ledger/conditional-write.ts';
import { isUnchanged } from '../ledger/head-conditions.ts';
import { storedOffer } from '../ledger/items.ts';
import type { Action } from '../ledger/posting-actions.ts';
import { dynamoStockReader } from '../ledger/stock-reader.ts';
import { headKey, listingKey } from '../ledger/table-keys.ts';
import { listsGained, putOnLists } from '../lists/put-on-lists.ts';

/** How SKUs are offered, on their SKU heads in DynamoDB. */
export function dynamoExposureStore(client: DynamoDBDocumentClient, table: string): ExposureStore {
  const write = (actions: readonly Action[]) => commit(transaction(client, actions));
  return {
    read: dynamoStockReader(client, table).skuState,

    async write(read, revised) {
      await listSku(client, table, read, revised);
      const noPushMoved = 'revision = :readRevision';
      const checks = withShare(read, revised).map(({ listing }) =>
        listingCheck(table, listing, noPushMoved, { ':readRevision': listing.revision }),
      );
      return write([headAction(table, read, revised), ...checks]);
    },

    async writeKeeping(read, revised) {
      await listSku(client, table, read, revised);
      const noPushMoved = 'revision = :readRevision';
      const showsNoMore = 'shown <= :units';
      const nothingRaises = '(attribute_not_exists(intent) OR intent.delta <= :none)';
      const nothingAnsweredBelow0 = '(attribute_not_exists(answered) OR answered >= :none)';
      const sellsNoMore = `(${showsNoMore} AND ${nothingRaises} AND ${nothingAnsweredBelow0})`;
      const checks = withShare(read, revised).map(({ listing, share: { units } }) =>
        listingCheck(table, listing, `${noPushMoved} OR ${sellsNoMore}`, {
          ':readRevision': listing.revision,
          ':units': units,
          ':none': 0,
        }),
      );
      return write([headAction(table, read, revised), ...checks]);
    },
  };
}

/** Puts the SKU on the lists on which its new exposure brings it. */
async function listSku(
  client: DynamoDBDocumentClient,
  table: string,
  read: SkuState,
  revised: RevisedExposure,
): Promise<void> {
  const now = new Date();
  await putOnLists(client, table, read.sku, listsGained(listsOf(read, now), listsOf({ ...read, ...revised }, now)));
}

/**
 * The listings that the write depends on: those that have a share after it. Without shares nothing was concluded from what
 * listings show. A raise is begun on the condition that the exposure is as it was read, so none is begun on the old one.
 */
function withShare({ listings }: SkuState, { exposure: { shares = {} } }: RevisedExposure) {
  return listings.flatMap((listing) => {
    const share = shares[listingId(listing)];
    return share === undefined ? [] : [{ listing, share }];
  });
}

function headAction(table: string, read: SkuState, { exposure, demand }: RevisedExposure): Action {
  const unchanged = isUnchanged(read);
  const stored = storedOffer({ exposure, ...(demand !== undefined && { demand }) });
  const offered = { ':exposure': stored.exposure, ...(demand !== undefined && { ':demand': stored.demand }) };
  return {
    Update: {
      TableName: table,
      Key: headKey(read.sku),
      UpdateExpression: `SET #exposure = :exposure${demand === undefined ? '' : ', demand = :demand'}`,
      ...unchanged,
      ExpressionAttributeValues: { ...unchanged.ExpressionAttributeValues, ...offered },
    },
  };
}

function listingCheck(
  table: string,
  { sku, channel, channelLocation }: Listing,
  condition: string,
  values: Record<string, unknown>,
): Action {
  return {
    ConditionCheck: {
      TableName: table,
      Key: listingKey(sku, channel, channelLocation),
      ConditionExpression: condition,
      ExpressionAttributeValues: values,
    },
  };
}
