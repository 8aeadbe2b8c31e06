import { dynamoExposureStore } from '../../../shared/aws/exposure/exposure-store.ts';
import { dynamoHoldRegistry } from '../../../shared/aws/ledger/hold-registry.ts';
import { dynamoLedgerStore } from '../../../shared/aws/ledger/ledger-store.ts';
import { dynamoOrderBooks } from '../../../shared/aws/ledger/order-books.ts';
import { dynamoParkingLot } from '../../../shared/aws/ledger/parking-lot.ts';
import { dynamoStockReader } from '../../../shared/aws/ledger/stock-reader.ts';
import { dynamoListingNotes } from '../../../shared/aws/listings/listing-notes.ts';
import { dynamoListingRegistry } from '../../../shared/aws/listings/listing-registry.ts';
import { dynamoChannelControls, dynamoChannelStates } from '../../../shared/aws/pushing/channel-states.ts';
import { dynamoPushBudget } from '../../../shared/aws/pushing/push-budget.ts';
import { dynamoPushStore } from '../../../shared/aws/pushing/push-store.ts';
import { dynamoCheckStore } from '../../../shared/aws/reconciling/check-store.ts';
import type { ChannelId } from '../../../shared/domain/identifiers.ts';
import { channelTableContract } from '../../contract/channel-table.ts';
import { checkTableContract } from '../../contract/check-table.ts';
import { notesTableContract } from '../../contract/notes-table.ts';
import { pushTableContract } from '../../contract/push-table.ts';
import { shareConditions } from '../../contract/share-conditions.ts';
import { tableContract } from '../../contract/table.ts';
import { tableConditions } from '../../contract/table-conditions.ts';
import { onEachEmulator } from './on-each-emulator.ts';
import type { tableOfItsOwn } from './table-of-its-own.ts';

type Table = Awaited<ReturnType<typeof tableOfItsOwn>>;

function portsOn({ client, name }: Table) {
  return {
    ledger: dynamoLedgerStore(client, name),
    reader: dynamoStockReader(client, name),
    parking: dynamoParkingLot(client, name),
    books: dynamoOrderBooks(client, name, Date.now),
    registry: dynamoListingRegistry(client, name),
    exposures: dynamoExposureStore(client, name),
    checks: dynamoCheckStore(client, name),
    holds: dynamoHoldRegistry(client, name),
    notes: dynamoListingNotes(client, name),
    pushes: (channel: ChannelId, locations: readonly string[]) => dynamoPushStore(client, name, channel, locations),
  };
}

const SUITES = [
  tableContract,
  pushTableContract,
  tableConditions,
  checkTableContract,
  notesTableContract,
  shareConditions,
] as const;

for (const suite of SUITES) {
  onEachEmulator('the table', (name, table) => suite(name, () => portsOn(table())));
}

onEachEmulator('the table', (name, table) =>
  channelTableContract(name, () => ({
    states: dynamoChannelStates(table().client, table().name),
    controls: dynamoChannelControls(table().client, table().name),
    budget: (account, rate) => dynamoPushBudget(table().client, table().name, account, rate),
  })),
);
