import type { Rate } from '../../../shared/domain/pushing/rate.ts';
import type { PushBudget } from '../../../shared/ports/pushing/gate-ports.ts';
import { channelTableContract } from '../../contract/channel-table.ts';
import { TABLE_SUITES } from '../../contract/table-suites.ts';
import { MemoryChannelStates, memoryBudget } from '../ports/open-gates.ts';
import { MemoryTable } from './memory-table.ts';

const table = new MemoryTable();

const ports = () => ({
  ledger: table.ledgerStore(),
  reader: table.reader(),
  parking: table.parkingLot(),
  books: table.orderBooks(),
  registry: table.registry(),
  pushes: table.pushStore.bind(table),
  exposures: table.exposureStore(),
  checks: table.checkStore(),
  holds: table.holdRegistry(),
  notes: table.listingNotes(),
  links: table.linkStore(),
  lists: table.skuLists(),
});

for (const suite of TABLE_SUITES) {
  suite('the table in memory', ports);
}

const states = new MemoryChannelStates();
const budgets = new Map<string, PushBudget>();
const budget = (account: string, rate: Rate) => {
  const known = budgets.get(account) ?? memoryBudget(rate);
  budgets.set(account, known);
  return known;
};
channelTableContract('the table in memory', () => ({ states, controls: states, budget }));
