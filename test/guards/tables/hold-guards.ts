/** Guards of holds, from the rule to the timer: each rule, how to remove it, and the tests that notice. */

import { type Guard, TESTS_OF_HOLDS } from '../guard.ts';

const COMPARE = 'shared/domain/posting/compare-with-recorded.ts';
const CONTENTS = 'shared/domain/ledger/content-hash.ts';
const HOLD = 'shared/domain/posting/decide-hold.ts';
const HOLDS = 'shared/usecases/posting/hold-stock.ts';
const ROUTE = 'shared/usecases/posting/route-outcomes.ts';

/** The rules of holds: granted within what is available, ended once, and expired also after a crash. */
export const HOLD_GUARDS: readonly Guard[] = [
  {
    guard: 'A hold is granted only when what is available covers it',
    file: HOLD,
    search: 'location === undefined || free < quantity',
    replace: 'location === undefined',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'A hold’s id with another body is conflicting',
    file: CONTENTS,
    search: 'canonicalJson({ quantity, ttlSeconds, location })',
    replace: 'canonicalJson({ ttlSeconds, location })',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'A hold ends once (mayEnd: open)',
    file: 'shared/domain/stock/hold.ts',
    search: "hold.status === 'open' && ",
    replace: '',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'A hold can only expire once its time is over, and not before (mayEnd: time)',
    file: 'shared/domain/stock/hold.ts',
    search: " && (end === 'expired') === now >= hold.expiresAt",
    replace: '',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'The end that a hold had already is a duplicate',
    file: COMPARE,
    search: 'if (recorded.hold.status === end) {',
    replace: 'if (false) {',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'A refused hold is parked nowhere',
    file: ROUTE,
    search: " || observation.kind === 'hold' || observation.kind === 'holdEnd'",
    replace: '',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'The timer of a hold is scheduled before the hold is written',
    file: HOLDS,
    search: '  if (holder === undefined) {',
    replace: '  if (false) {',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'A hold’s id cannot be used for another SKU',
    file: HOLDS,
    search: 'if (holder !== undefined && holder !== sku) {',
    replace: 'if (false) {',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'A timer that fires too early is scheduled again',
    file: HOLDS,
    search: 'if (secondsLeft > 0) {',
    replace: 'if (false) {',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'The timer of a hold that is still being written is scheduled again',
    file: HOLDS,
    search: 'if (now - Date.parse(timer.askedAt) < WRITE_TIMEOUT_SECONDS * 1000) {',
    replace: 'if (false) {',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'The timer of a hold that was refused is not scheduled for ever',
    file: HOLDS,
    search: 'if (now - Date.parse(timer.askedAt) < WRITE_TIMEOUT_SECONDS * 1000) {',
    replace: 'if (true) {',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'The end of a hold is emitted again when its time is over',
    file: HOLDS,
    search: '    await postNow(ports, sku, [holdEnd(ports, sku, id, hold.status)]);\n',
    replace: '',
    tests: TESTS_OF_HOLDS,
  },
];
