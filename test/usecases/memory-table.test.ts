import { pushTableContract } from '../contract/push-table.ts';
import { type TablePorts, tableContract } from '../contract/table.ts';
import { tableConditions } from '../contract/table-conditions.ts';
import { MemoryTable } from '../fakes/memory-table.ts';

const table = new MemoryTable();

const ports = (): TablePorts => ({
  ledger: table.ledgerStore(),
  reader: table.reader(),
  parking: table.parkingLot(),
  books: table.orderBooks(),
  registry: table.registry(),
  pushes: (channel, locations) => table.pushStore(channel, locations),
});

tableContract('the table in memory', ports);
pushTableContract('the table in memory', ports);
tableConditions('the table in memory', ports);
