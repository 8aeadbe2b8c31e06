import { exposureTableContract } from '../../contract/exposure-table.ts';
import { MemoryTable } from './memory-table.ts';

const table = new MemoryTable();

exposureTableContract('the table in memory', () => ({
  ledger: table.ledgerStore(),
  registry: table.registry(),
  pushes: table.pushStore.bind(table),
  exposures: table.exposureStore(),
}));
