/** The guards of what must be posted before a difference is taken for an edit. */
import type { Guard } from '../../guard.ts';

const UNREPORTED = 'shared/usecases/reconciling/unreported/find-unreported.ts';

/** No sale that is on its way to the ledger, or failed there, is put on sale again. */
export const UNREPORTED_GUARDS: readonly Guard[] = [
  {
    guard: 'Under escrow a figure that was read grants nothing while a sale behind it is a dead letter',
    file: 'shared/usecases/reconciling/compare-listing.ts',
    search: '(await awaitNoneDead(ports, listing, verdict.reading, sales))',
    replace: '(undefined as Progress | undefined)',
    tests: ['test/shared/usecases/reconciling/unreported'],
  },
  {
    guard: 'No difference is judged while something of its SKU may wait at our own door',
    file: UNREPORTED,
    search: "return { kind: 'queued', upTo: readUpTo };",
    replace: 'return ALL;',
    tests: ['test/shared/usecases/reconciling/unreported/find-unreported'],
  },
  {
    guard: 'What is posted says nothing of a figure that was seen later',
    file: UNREPORTED,
    search: 'reportedUpTo !== undefined && reportedUpTo > suspicion.at',
    replace: 'reportedUpTo !== undefined',
    tests: ['test/shared/usecases/reconciling/unreported/find-unreported'],
  },
  {
    guard: 'A sale that the channel’s orders have and the ledger has not is no edit',
    file: UNREPORTED,
    search: 'if (order !== undefined) {',
    replace: 'if (false) {',
    tests: ['test/shared/usecases/reconciling/unreported/find-unreported'],
  },
  {
    guard: 'A sale that became a dead letter is no edit',
    file: UNREPORTED,
    search: 'return (await areAnyDead) ? ',
    replace: 'return (await areAnyDead) && false ? ',
    tests: ['test/shared/usecases/reconciling/unreported/find-unreported'],
  },
  {
    guard: 'While there are dead letters, orders that cannot be read prove nothing',
    file: 'shared/usecases/reconciling/unreported/find-dead-sale.ts',
    search: "return { kind: 'unread', why: `the channel’s orders could not be read: ${messageOf(error)}` };",
    replace: "return { kind: 'none' };",
    tests: ['test/shared/usecases/reconciling/unreported/find-unreported'],
  },
  {
    guard: 'A channel’s search is not believed before it can find the last orders',
    file: UNREPORTED,
    search: 'if (youngMs >= 0) {',
    replace: 'if (false) {',
    tests: ['test/shared/usecases/reconciling/unreported/find-unreported'],
  },
  {
    guard: 'Orders that could not be read prove nothing',
    file: UNREPORTED,
    search: "if (search.kind === 'unread') {",
    replace: "if (search.kind === 'unread' && search.retryAfterMs < 0) {",
    tests: ['test/shared/usecases/reconciling/unreported/find-unreported'],
  },
];
