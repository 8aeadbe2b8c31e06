/** The suites that every table is held to, in memory, on each emulator and in the bench. */
import { checkTableContract } from './check-table.ts';
import { linkTableContract } from './listings/link-table.ts';
import { notesTableContract } from './listings/notes-table.ts';
import { skuListsTableContract } from './listings/sku-lists-table.ts';
import { pushTableContract } from './push-table.ts';
import { shareConditions } from './share-conditions.ts';
import { tableContract } from './table.ts';
import { tableConditions } from './table-conditions.ts';

/** Each takes a name and the same ports. */
export const TABLE_SUITES = [
  tableContract,
  pushTableContract,
  tableConditions,
  checkTableContract,
  notesTableContract,
  linkTableContract,
  shareConditions,
  skuListsTableContract,
] as const;
