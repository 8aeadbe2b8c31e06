import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { RevisedExposure } from '../../domain/exposure/revise-exposure.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import type { ExposureStore } from '../../ports/exposure.ts';
import type { Committed } from '../../ports/posting.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { conflictIn } from '../ledger/conflict.ts';
import { isUnchanged } from '../ledger/head-conditions.ts';
import type { Action } from '../ledger/posting-actions.ts';
import { dynamoStockReader } from '../ledger/stock-reader.ts';
import { headKey, listingKey } from '../ledger/table-keys.ts';

/** How SKUs are offered, on their SKU heads in DynamoDB. */
export function dynamoExposureStore(client: DynamoDBDocumentClient, table: string): ExposureStore {
  const commit = async (actions: Action[]): Promise<Committed> => {
    try {
      await client.send(new TransactWriteCommand({ TransactItems: actions }));
      return 'committed';
    } catch (error) {
      return conflictIn(error);
    }
  };
  return {
    read: dynamoStockReader(client, table).snapshot,

    write(read, revised) {
      const noPushMoved = 'revision = :readRevision';
      const checks = read.listings.map((listing) =>
        listingCheck(table, listing, noPushMoved, { ':readRevision': listing.revision }),
      );
      return commit([headAction(table, read, revised), ...checks]);
    },

    writeKeeping(read, revised) {
      const noPushMoved = 'revision = :readRevision';
      const showsNoMore = 'shown <= :units';
      const nothingRaises = '(attribute_not_exists(intent) OR intent.delta <= :none)';
      const nothingUnheardBelow0 = '(attribute_not_exists(answered) OR answered >= :none)';
      const sellsNoMore = `(${showsNoMore} AND ${nothingRaises} AND ${nothingUnheardBelow0})`;
      const checks = read.listings.flatMap((listing) => {
        const share = revised.exposure.shares?.[listingId(listing)];
        const values = { ':readRevision': listing.revision, ':units': share?.units, ':none': 0 };
        return share === undefined ? [] : [listingCheck(table, listing, `${noPushMoved} OR ${sellsNoMore}`, values)];
      });
      return commit([headAction(table, read, revised), ...checks]);
    },
  };
}

function headAction(table: string, read: SkuState, { exposure, demand }: RevisedExposure): Action {
  const unchanged = isUnchanged(read);
  const offered = { ':exposure': exposure, ...(demand !== undefined && { ':demand': demand }) };
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
