import { afterAll, beforeAll } from '@jest/globals';
import { dynamoExposureStore } from '../../shared/aws/exposure/exposure-store.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { dynamoListingRegistry } from '../../shared/aws/listings/listing-registry.ts';
import { dynamoPushStore } from '../../shared/aws/pushing/push-store.ts';
import { exposureTableContract } from '../contract/exposure-table.ts';
import { tableOfItsOwn } from './table-of-its-own.ts';

let table: Awaited<ReturnType<typeof tableOfItsOwn>>;

beforeAll(async () => {
  table = await tableOfItsOwn('exposures');
});

afterAll(() => table.drop());

exposureTableContract('the table in DynamoDB', () => ({
  ledger: dynamoLedgerStore(table.client, table.name),
  registry: dynamoListingRegistry(table.client, table.name),
  pushes: (channel, locations) => dynamoPushStore(table.client, table.name, channel, locations),
  exposures: dynamoExposureStore(table.client, table.name),
}));
