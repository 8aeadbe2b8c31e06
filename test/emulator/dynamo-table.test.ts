import { afterAll, beforeAll } from '@jest/globals';
import { dynamoExposureStore } from '../../shared/aws/exposure/exposure-store.ts';
import { dynamoHoldRegistry } from '../../shared/aws/ledger/hold-registry.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { dynamoOrderBooks } from '../../shared/aws/ledger/order-books.ts';
import { dynamoParkingLot } from '../../shared/aws/ledger/parking-lot.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import { dynamoListingNotes } from '../../shared/aws/listings/listing-notes.ts';
import { dynamoListingRegistry } from '../../shared/aws/listings/listing-registry.ts';
import { dynamoChannelControls, dynamoChannelStates } from '../../shared/aws/pushing/channel-states.ts';
import { dynamoPushBudget } from '../../shared/aws/pushing/push-budget.ts';
import { dynamoPushStore } from '../../shared/aws/pushing/push-store.ts';
import { dynamoCheckStore } from '../../shared/aws/reconciling/check-store.ts';
import type { ChannelId } from '../../shared/domain/identifiers.ts';
import { channelTableContract } from '../contract/channel-table.ts';
import { checkTableContract } from '../contract/check-table.ts';
import { notesTableContract } from '../contract/notes-table.ts';
import { pushTableContract } from '../contract/push-table.ts';
import { shareConditions } from '../contract/share-conditions.ts';
import { tableContract } from '../contract/table.ts';
import { tableConditions } from '../contract/table-conditions.ts';
import { tableOfItsOwn } from './table-of-its-own.ts';

let table: Awaited<ReturnType<typeof tableOfItsOwn>>;

beforeAll(async () => {
  table = await tableOfItsOwn('contract');
});

afterAll(() => table.drop());

const ports = () => ({
  ledger: dynamoLedgerStore(table.client, table.name),
  reader: dynamoStockReader(table.client, table.name),
  parking: dynamoParkingLot(table.client, table.name),
  books: dynamoOrderBooks(table.client, table.name, Date.now),
  registry: dynamoListingRegistry(table.client, table.name),
  exposures: dynamoExposureStore(table.client, table.name),
  checks: dynamoCheckStore(table.client, table.name),
  holds: dynamoHoldRegistry(table.client, table.name),
  notes: dynamoListingNotes(table.client, table.name),
  pushes: (channel: ChannelId, locations: readonly string[]) =>
    dynamoPushStore(table.client, table.name, channel, locations),
});

tableContract('the table in DynamoDB', ports);
pushTableContract('the table in DynamoDB', ports);
tableConditions('the table in DynamoDB', ports);
checkTableContract('the table in DynamoDB', ports);
notesTableContract('the table in DynamoDB', ports);
channelTableContract('the table in DynamoDB', () => ({
  states: dynamoChannelStates(table.client, table.name),
  controls: dynamoChannelControls(table.client, table.name),
  budget: (account, rate) => dynamoPushBudget(table.client, table.name, account, rate),
}));
shareConditions('the table in DynamoDB', ports);
