import { checkTableContract } from '../contract/check-table.ts';
import { pushTableContract } from '../contract/push-table.ts';
import { tableContract } from '../contract/table.ts';
import { tableConditions } from '../contract/table-conditions.ts';
import { MemoryTable } from '../fakes/memory-table.ts';

const table = new MemoryTable();

const ports = () => ({
  ledger: table.ledgerStore(),
  reader: table.reader(),
  parking: table.parkingLot(),
  books: table.orderBooks(),
  registry: table.registry(),
  pushes: table.pushStore.bind(table),
  checks: table.checkStore(),
});

tableContract('the table in memory', ports);
pushTableContract('the table in memory', ports);
tableConditions('the table in memory', ports);
checkTableContract('the table in memory', ports);
