/** The product's own ports on one DynamoDB table, as the suites of this folder take them. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoExposureStore } from '../../shared/aws/exposure/exposure-store.ts';
import { dynamoHoldRegistry } from '../../shared/aws/ledger/hold-registry.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { dynamoOrderBooks } from '../../shared/aws/ledger/order-books.ts';
import { dynamoParkingLot } from '../../shared/aws/ledger/parking-lot.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import { dynamoLinkStore } from '../../shared/aws/listings/link-store.ts';
import { dynamoListingNotes } from '../../shared/aws/listings/listing-notes.ts';
import { dynamoListingRegistry } from '../../shared/aws/listings/listing-registry.ts';
import { dynamoProposalStore } from '../../shared/aws/listings/proposal-store.ts';
import { dynamoSkuLists } from '../../shared/aws/lists/sku-lists.ts';
import { dynamoChannelControls, dynamoChannelStates } from '../../shared/aws/pushing/channel-states.ts';
import { dynamoPushBudget } from '../../shared/aws/pushing/push-budget.ts';
import { dynamoPushStore } from '../../shared/aws/pushing/push-store.ts';
import { dynamoCheckStore } from '../../shared/aws/reconciling/check-store.ts';
import type { ChannelId } from '../../shared/domain/identifiers.ts';
import type { Rate } from '../../shared/domain/pushing/rate.ts';

/** What TABLE_SUITES take. */
export function dynamoPorts(client: DynamoDBDocumentClient, table: string) {
  return {
    ledger: dynamoLedgerStore(client, table),
    reader: dynamoStockReader(client, table),
    parking: dynamoParkingLot(client, table),
    books: dynamoOrderBooks(client, table, Date.now),
    registry: dynamoListingRegistry(client, table),
    exposures: dynamoExposureStore(client, table),
    checks: dynamoCheckStore(client, table),
    holds: dynamoHoldRegistry(client, table),
    notes: dynamoListingNotes(client, table),
    links: dynamoLinkStore(client, table),
    lists: dynamoSkuLists(client, table),
    proposals: dynamoProposalStore(client, table),
    pushes: (channel: ChannelId, locations: readonly string[]) => dynamoPushStore(client, table, channel, locations),
  };
}

/** What `channelTableContract` takes. */
export function dynamoChannelPorts(client: DynamoDBDocumentClient, table: string) {
  return {
    states: dynamoChannelStates(client, table),
    controls: dynamoChannelControls(client, table),
    budget: (account: string, rate: Rate) => dynamoPushBudget(client, table, account, rate),
  };
}
