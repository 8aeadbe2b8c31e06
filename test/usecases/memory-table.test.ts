import { tableContract } from '../contract/table.ts';
import { MemoryTable } from '../fakes/memory-table.ts';

const table = new MemoryTable();

tableContract('the table in memory', () => ({
  ledger: table.ledgerStore(),
  reader: table.reader(),
  parking: table.parkingLot(),
  books: table.orderBooks(),
  registry: table.registry(),
  pushes: (channel, locations) => table.pushStore(channel, locations),
}));
