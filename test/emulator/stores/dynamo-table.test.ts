import { channelTableContract } from '../../contract/channel-table.ts';
import { dynamoChannelPorts, dynamoPorts } from '../../contract/dynamo-table.ts';
import { TABLE_SUITES } from '../../contract/table-suites.ts';
import { onEachEmulator } from './on-each-emulator.ts';

for (const suite of TABLE_SUITES) {
  onEachEmulator('the table', (name, table) => suite(name, () => dynamoPorts(table().client, table().name)));
}

onEachEmulator('the table', (name, table) =>
  channelTableContract(name, () => dynamoChannelPorts(table().client, table().name)),
);
