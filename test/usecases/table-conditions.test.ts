import { tableConditions } from '../contract/table-conditions.ts';
import { MemoryTable } from '../fakes/memory-table.ts';

const table = new MemoryTable();

tableConditions('the table in memory', () => ({
  ledger: table.ledgerStore(),
  reader: table.reader(),
  parking: table.parkingLot(),
  books: table.orderBooks(),
  registry: table.registry(),
  pushes: (channel, locations) => table.pushStore(channel, locations),
}));
