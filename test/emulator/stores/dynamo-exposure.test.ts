import { dynamoExposureStore } from '../../../shared/aws/exposure/exposure-store.ts';
import { dynamoLedgerStore } from '../../../shared/aws/ledger/ledger-store.ts';
import { dynamoListingRegistry } from '../../../shared/aws/listings/listing-registry.ts';
import { dynamoPushStore } from '../../../shared/aws/pushing/push-store.ts';
import { exposureTableContract } from '../../contract/exposure-table.ts';
import { onEachEmulator } from './on-each-emulator.ts';

onEachEmulator('the table', (name, table) =>
  exposureTableContract(name, () => ({
    ledger: dynamoLedgerStore(table().client, table().name),
    registry: dynamoListingRegistry(table().client, table().name),
    pushes: (channel, locations) => dynamoPushStore(table().client, table().name, channel, locations),
    exposures: dynamoExposureStore(table().client, table().name),
  })),
);
