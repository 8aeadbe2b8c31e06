/** The guards of stock work: each unit is posted once. */
import { DYNAMO_TABLE, type Guard, MEMORY_TABLE } from '../../guard.ts';

const WORK = 'shared/domain/reconciling/stock-work.ts';
const COMPARE = 'shared/usecases/reconciling/compare-work.ts';
const OF_WORK = ['test/shared/domain/reconciling/stock-work'] as const;
const OF_SHOP = ['test/properties/stock-work'] as const;

/** What following stock work in a channel's admin promises. */
export const WORK_GUARDS: readonly Guard[] = [
  {
    guard: 'What a push carries back to the channel that made the count is our own doing, and stands for no day',
    file: 'shared/domain/listing/listing.ts',
    search: 'return isSeen && isRecounted === undefined;',
    replace: 'return isSeen;',
    tests: ['test/shared/domain/reconciling/difference-cause'],
  },
  {
    guard:
      'After a count that does not say by how much it moved its channel’s figure, that is not known until it is seen',
    file: 'shared/domain/listing/deduction.ts',
    search: '  if (isUnsaid) {',
    replace: '  if (false) {',
    tests: ['test/shared/domain/listing/deduction'],
  },
  {
    guard: 'A channel whose count does not say by how much it moved its figure is checked',
    file: 'shared/usecases/posting/check-moved.ts',
    search: '(move.by !== 0 || move.isUnsaid === true)',
    replace: 'move.by !== 0',
    tests: ['test/shared/usecases/posting/check-moved'],
  },
  {
    guard: 'In memory: a count’s unknown part is known once a check has seen the figure',
    file: 'test/fakes/memory/memory-items.ts',
    search: '        ...withoutRecount(rest),',
    replace: '        ...rest,',
    tests: MEMORY_TABLE,
  },
  {
    guard: 'A count’s unknown part is known once a check has seen the figure',
    file: 'shared/aws/reconciling/check-store.ts',
    search: 'REMOVE checkAt, suspicion, isRecounted`',
    replace: 'REMOVE checkAt, suspicion`',
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'Stock work is posted only to the record that it was compared with',
    file: 'shared/domain/posting/compare-with-recorded.ts',
    search: '  if (readAt === follows) {',
    replace: '  if (readAt !== now.readAt) {',
    tests: ['test/shared/domain/posting/decide-movement'],
  },
  {
    guard: 'A reading that is only remembered posts no entry',
    file: 'shared/domain/posting/decide-movement.ts',
    search: '  if (work !== undefined && deducted === 0 && changes.every(isNoChange)) {',
    replace: '  if (false) {',
    tests: ['test/shared/domain/posting/decide-movement'],
  },
  {
    guard: 'Stock work is posted once two readings a settle time apart agree',
    file: COMPARE,
    search: '  if (now.getTime() - Date.parse(suspicion.at) < settleMs) {',
    replace: '  if (false) {',
    tests: OF_SHOP,
  },
  {
    guard: 'Stock work waits until what the channel sold before is posted',
    file: COMPARE,
    search: 'await awaitReported(ports, listing, suspicion, { sales, reportedUpTo: due.reportedUpTo });',
    replace: '(undefined as Progress | undefined);',
    tests: OF_SHOP,
  },
  {
    guard: 'Nothing is judged by sales that could not be read',
    file: 'shared/usecases/reconciling/unreported/await-reported.ts',
    search: 'return await recheck(ports, listing, suspicion, due);',
    replace: 'return undefined;',
    tests: OF_SHOP,
  },
  {
    guard: 'Units that leave off sale and become available nowhere are gone',
    file: WORK,
    search: 'const left = -offSale - explained;',
    replace: 'const left = 0;',
    tests: OF_WORK,
  },
  {
    guard: 'What a push met is accounted for by the next reading',
    file: WORK,
    search: '  const moved = followed + outstanding;',
    replace: '  const moved = outstanding;',
    tests: OF_WORK,
  },
  {
    guard: 'An order that was not counted is no stock work',
    file: WORK,
    search: 'Math.max(0, moved - (notCounted ?? 0))',
    replace: 'Math.max(0, moved)',
    tests: OF_WORK,
  },
  {
    guard: 'A count is posted only where the channel has counted its orders',
    file: WORK,
    search: 'const counted = notCounted === undefined ? 0 : Math.max(0, restFollowed - notCounted);',
    replace: 'const counted = Math.max(0, restFollowed);',
    tests: OF_WORK,
  },
  {
    guard: 'What is off sale beyond what the ledger has unavailable is taken off sale by the first reading',
    file: WORK,
    search: 'const taken = Math.min(Math.max(0, units), known);',
    replace: 'const taken = units;',
    tests: OF_WORK,
  },
  {
    guard: 'What is off sale at an import is known by name from then on',
    file: 'shared/domain/posting/decide-baseline.ts',
    search: 'alsoSeen: offSale.map((each) => recordOf(observation, each)),',
    replace: 'alsoSeen: [],',
    tests: OF_SHOP,
  },
  {
    guard: 'A figure with other states is another figure',
    file: 'shared/domain/reconciling/drift.ts',
    search: '(offSale === undefined || (suspicion.offSale !== undefined && isSameOffSale(suspicion.offSale, offSale)))',
    replace: 'true',
    tests: ['test/shared/domain/reconciling/drift'],
  },
  {
    guard: 'Units are gone from one location before they are at another',
    file: 'shared/usecases/reconciling/other-places.ts',
    search: '  return less.length > 0;',
    replace: '  return false;',
    tests: ['test/shared/usecases/reconciling/other-places'],
  },
  {
    guard: 'What a push takes over where stock work is followed is added up',
    file: 'shared/domain/listing/taken-figure.ts',
    search: 'return { shown: units, foundMore: foundMore + units - believed };',
    replace: 'return { shown: units };',
    tests: ['test/fakes/memory/memory-table'],
  },
  {
    guard: 'One place has the stock work of one admin',
    file: 'shared/stock-work-config.ts',
    search: '    .filter(([, named]) => named.length > 1)',
    replace: '    .filter(() => false)',
    tests: ['test/shared/stock-work-config'],
  },
];
