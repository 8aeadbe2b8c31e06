/** Guards of the use cases that post: each rule, how to remove it, and the tests that notice. */

import { type Guard, TESTS_OF_POSTING } from '../guard.ts';

const POST = 'shared/usecases/posting/post-observations.ts';
const SKU = 'shared/usecases/posting/post-sku.ts';
const EVENTS = 'shared/usecases/posting/stock-events.ts';
const ROUTE = 'shared/usecases/posting/route-outcomes.ts';
const RECEIVE = ['test/shared/usecases/intake/receive', 'test/simulation/findings'];

/** What the use cases around the rules of posting promise: batches, groups, events, whole orders. */
export const POSTING_GUARDS: readonly Guard[] = [
  {
    guard: 'The past of a bundle’s line counts for its components in their units',
    file: 'shared/domain/stock/bundle.ts',
    search: 'shipped: times(state.shipped),',
    replace: 'shipped: state.shipped,',
    tests: ['test/shared/usecases/posting/bundle'],
  },
  {
    guard: 'What a channel subtracted from a bundle is not subtracted from its components',
    file: 'shared/domain/stock/bundle.ts',
    search: '({ at, ...crossed(then) })',
    replace: '({ ...then, at })',
    tests: ['test/shared/usecases/posting/bundle'],
  },
  {
    guard: 'An import finds what is parked of its SKUs, however much is parked before it',
    file: 'shared/usecases/posting/replay-parked.ts',
    search: 'while (page.length === perPage)',
    replace: 'while (page.length > perPage)',
    tests: ['test/shared/usecases/importing/stock-source', 'test/fakes/memory/memory-table'],
  },
  {
    guard: 'What was posted before but maybe not emitted is emitted again (emit on duplicate)',
    file: EVENTS,
    search: 'after.seq > before.seq || due.length > 0 || urgent.length > 0',
    replace: 'after.seq > before.seq',
    tests: TESTS_OF_POSTING,
  },
  {
    guard: 'A standing oversell is emitted again when its message comes again',
    file: EVENTS,
    search: '!(isNew || isRepeated)',
    replace: '!isNew',
    tests: TESTS_OF_POSTING,
  },
  {
    guard: 'A SKU that fails gives back all its messages (group failure)',
    file: POST,
    search: 'for (const message of group) {',
    replace: 'for (const message of group.slice(-1)) {',
    tests: TESTS_OF_POSTING,
  },
  {
    guard: 'A SKU that fails gives back no other SKU’s messages',
    file: POST,
    search: '        giveBack(group, error);\n        return undefined;',
    replace: '        throw error;',
    tests: TESTS_OF_POSTING,
  },
  {
    guard: 'A message is done only after its event is on the bus',
    file: POST,
    search: '    for (const { group } of posted) {\n      giveBack(group, error);\n    }',
    replace: '    void error;',
    tests: TESTS_OF_POSTING,
  },
  {
    guard: 'A conflict is decided again from a fresh read',
    file: SKU,
    search: "if (committed === 'committed') {",
    replace: 'if (true) {',
    tests: TESTS_OF_POSTING,
  },
  {
    guard: 'Conflicts are tried a bounded number of times, then the messages go back',
    file: SKU,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of the source
    search: '  throw new Error(`SKU ${sku}: ${ports.commitAttempts} transactions in a row met another writer.`);',
    replace: '  return postTransaction(ports, sku, []);',
    tests: TESTS_OF_POSTING,
  },
  {
    guard: 'No transaction has more than 100 actions',
    file: SKU,
    search: 'const OBSERVATIONS_PER_TRANSACTION = 40;',
    replace: 'const OBSERVATIONS_PER_TRANSACTION = 4_000;',
    tests: TESTS_OF_POSTING,
  },
  {
    guard: 'A count is compared with what happened after it',
    file: SKU,
    search:
      'const context = { now: ports.clock().toISOString(), digest: ports.digest, history, settleMs: ports.settleMs };',
    replace:
      'const context = { now: ports.clock().toISOString(), digest: ports.digest, history: [], settleMs: ports.settleMs };',
    tests: TESTS_OF_POSTING,
    seeds: 1_500,
  },
  {
    guard: 'What cannot be posted is parked',
    file: ROUTE,
    search: 'if (parked.length > 0) {',
    replace: 'if (false) {',
    tests: TESTS_OF_POSTING,
  },
  {
    guard: 'Only channels that answer are asked for an order',
    file: ROUTE,
    search: 'isUnclear && readings.canRead(observation.source.channel)',
    replace: 'isUnclear',
    tests: TESTS_OF_POSTING,
  },
  {
    guard: 'A line that left its order, or moved to another SKU, ends where it was',
    file: 'shared/domain/stock/order-book.ts',
    search: '.filter(([line, sku]) => newer.lines[line] !== sku)',
    replace: '.filter(() => false)',
    tests: RECEIVE,
  },
  {
    guard: 'An older delivery of an order does not undo the newer one’s book',
    file: 'shared/domain/stock/order-book.ts',
    search: 'const isNewer = received.version >= book.version;',
    replace: 'const isNewer = true;',
    tests: RECEIVE,
  },
  {
    guard: 'Two deliveries of an order at once: the second books from a fresh read',
    file: 'shared/usecases/intake/receive.ts',
    search: 'const isBooked = book === undefined || (await books.write(channel, order, book, before));',
    replace:
      'await books.write(channel, order, book ?? { version: 0, lines: {} }, before);\n    const isBooked = true as boolean;',
    tests: RECEIVE,
  },
  {
    guard: 'Events that the bus did not take are emitted again',
    file: 'shared/aws/messaging/event-bus.ts',
    search: 'if ((answer.FailedEntryCount ?? 0) > 0 || failed.length > 0) {',
    replace: 'if (false) {',
    tests: [],
    seeds: 1_500,
  },
  {
    guard: 'A webhook is answered only when the queue has taken all of it',
    file: 'shared/aws/messaging/queues.ts',
    search: 'if ((answer.Failed ?? []).length > 0) {',
    replace: 'if (false) {',
    tests: [],
    seeds: 1_500,
  },
  {
    guard: 'What the queue takes for the same message has the same contents',
    file: 'shared/aws/messaging/queues.ts',
    search: "MessageDeduplicationId: createHash('sha256').update(JSON.stringify(facts)).digest('hex'),",
    replace: "MessageDeduplicationId: createHash('sha256').update(body.sku).digest('hex'),",
    tests: [],
    seeds: 1_500,
  },
];
