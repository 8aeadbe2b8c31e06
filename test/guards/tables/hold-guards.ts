/** Guards of holds, from the rule to the timer: each rule, how to remove it, and the tests that notice. */

import { type Guard, TESTS_OF_HOLDS } from '../guard.ts';

const COMPARE = 'shared/domain/posting/compare-with-recorded.ts';
const CONTENTS = 'shared/domain/ledger/content-hash.ts';
const HOLD = 'shared/domain/posting/decide-hold.ts';
const COMPONENTS = 'shared/usecases/holds/component-lines.ts';
const PLACE = 'shared/usecases/holds/place-hold.ts';
const EXPIRE = 'shared/usecases/holds/expire-hold.ts';
const STATES = 'shared/domain/stock/hold.ts';
const TAKE_OVER = 'shared/domain/posting/take-over.ts';
const TOGETHER = 'shared/usecases/posting/post-together.ts';
const ANSWERS = 'functions/wiring/api/hold-answers.ts';
const BODIES = 'functions/wiring/api/requests/hold-bodies.ts';
const TESTS_OF_ANSWERS = ['test/functions/wiring/api/hold-answers'] as const;
const TESTS_OF_TAKING_OVER = ['test/shared/domain/posting/take-over'] as const;
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
    guard: 'A capture that names a channel commits nothing only after an order of that channel',
    file: TAKE_OVER,
    search: ' && (channel === undefined || postedBy === undefined || postedBy.includes(channel))',
    replace: '',
    tests: TESTS_OF_TAKING_OVER,
  },
  {
    guard: 'A sale that takes a hold over as it is read again keeps what was read of it',
    file: 'shared/domain/posting/decide.ts',
    search: '...(fact?.moved !== undefined && { moved: fact.moved }),',
    replace: '',
    tests: TESTS_OF_TAKING_OVER,
  },
  {
    guard: 'The status with which an end is refused is one that a line has, and not one that was never written',
    file: 'shared/usecases/holds/end-hold.ts',
    search: 'refusal === undefined || refusals.some((each) => each.sku === sku)',
    replace: 'true || refusals.some((each) => each.sku === sku)',
    tests: ['test/shared/usecases/holds/end-hold'],
  },
  {
    guard: 'The timer of a captured cart is scheduled again until its order was posted',
    file: EXPIRE,
    search: 'if (isWaiting && secondsLate < ORDER_LATE_SECONDS) {',
    replace: 'if (false) {',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'A capture names a channel that there is',
    file: ANSWERS,
    search: 'channel !== undefined && !channels.includes(channel)',
    replace: 'false',
    tests: TESTS_OF_ANSWERS,
  },
  {
    guard: 'The components of a bundle are held at one location',
    file: COMPONENTS,
    search: 'location === undefined && madeOf.length > 1',
    replace: 'false',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'A SKU is held at one location, also where it is in a bundle',
    file: COMPONENTS,
    search: 'before !== undefined && before !== location',
    replace: 'false',
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
    guard: 'A hold ends once, and only as its status allows (mayEnd)',
    file: STATES,
    search: 'FOLLOWS[end].includes(status) && ',
    replace: '',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'A hold can only expire once its time is over, and not before (mayEnd: time)',
    file: STATES,
    search: ' && isInTime;',
    replace: ';',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'The end that a hold had already is a duplicate',
    file: COMPARE,
    search: 'if (hold.status === end || isWithItsOrder) {',
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
    file: PLACE,
    search: '  if (holders === undefined && first !== undefined) {',
    replace: '  if (false) {',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'A timer that fires too early is scheduled again',
    file: EXPIRE,
    search: 'if (secondsLeft > 0) {',
    replace: 'if (false) {',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'The timer of a hold that is still being written is scheduled again',
    file: EXPIRE,
    search: 'if (now - Date.parse(timer.askedAt) < WRITE_TIMEOUT_SECONDS * 1000) {',
    replace: 'if (false) {',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'The timer of a hold that was refused is not scheduled for ever',
    file: EXPIRE,
    search: 'if (now - Date.parse(timer.askedAt) < WRITE_TIMEOUT_SECONDS * 1000) {',
    replace: 'if (true) {',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'The end of a hold is emitted again when its time is over',
    file: EXPIRE,
    search: '    const isLeft =',
    replace: "    if (status !== 'open' && !isTakenOver) {\n      return [];\n    }\n    const isLeft =",
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'A cart is held with all its lines or with none',
    file: TOGETHER,
    search: 'const postings = isRefused ? [] : postingsOf(decided);',
    replace: 'const postings = postingsOf(decided);',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'A hold whose id another request takes at this moment is refused, and not tried for ever',
    file: TOGETHER,
    search: 'if (await isOutdated()) {',
    replace: 'if (false) {',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'The id of a hold of other SKUs is refused as taken, also where its units would be refused',
    file: PLACE,
    search: 'if (holders === undefined && (await isOutdated())) {',
    replace: 'if (false) {',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'A hold that holds nothing any more is not answered as if it did',
    file: PLACE,
    search: "return hold.status === 'open' ? { kind: 'already', hold } : { kind: 'ended', hold, status: hold.status };",
    replace: "return { kind: 'already', hold };",
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'An open hold whose time is over is answered as expired',
    file: STATES,
    search: "return status === 'open' && now >= expiresAt ? 'expired' : status;",
    replace: 'return status;',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'An order takes over the hold that it names',
    file: TAKE_OVER,
    search: '...(named === undefined ? [] : [named]), ',
    replace: '',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'An order takes over the holds that were captured for it',
    file: TAKE_OVER,
    search: ', ...captured]);',
    replace: ']);',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'An order of another channel than the capture named takes nothing over',
    file: TAKE_OVER,
    search: 'return channel === undefined || channel === source.channel;',
    replace: 'return true;',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'What a hold undoes keeps its time, where the order moves nothing',
    file: TAKE_OVER,
    search: 'changes.filter((change) => !isNoChange(change))',
    replace: 'changes',
    tests: ['test/shared/domain/posting/decide-hold'],
  },
  {
    guard: 'A return takes no hold over',
    file: TAKE_OVER,
    search: " && observation.cause === 'sold')",
    replace: ')',
    tests: ['test/shared/domain/posting/take-over'],
  },
  {
    guard: 'A capture that is received after its order commits nothing',
    file: HOLD,
    search: 'isForOrder && isPostedBy(heldFor, channel)',
    replace: 'isForOrder && false',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'A state that is known already takes over a hold all the same',
    file: 'shared/domain/posting/decide.ts',
    search: 'if (!isKnown || changes.length === 0) {',
    replace: 'if (true) {',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'What an order left of a captured cart is cancelled once the hold’s time is over',
    file: EXPIRE,
    search: "const isLeft = status === 'captured' && isTakenOver;",
    replace: 'const isLeft = false;',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'A hold’s location is one of the deployment’s',
    file: ANSWERS,
    search: '...(location === undefined || locations.includes(location)',
    replace: '...(true',
    tests: TESTS_OF_ANSWERS,
  },
  {
    guard: 'A hold is decided, or refused as busy, while its caller still waits',
    file: 'shared/usecases/posting/post-together.ts',
    search: ' && ports.clock().getTime() < endsMs;',
    replace: ';',
    tests: TESTS_OF_HOLDS,
  },
  {
    guard: 'A hold lasts at most one day',
    file: BODIES,
    search: '    v.maxValue(TTL_SECONDS_MAX, SECONDS),\n',
    replace: '',
    tests: TESTS_OF_ANSWERS,
  },
  {
    guard: 'The lines of a hold fit into one transaction',
    file: BODIES,
    search: '    v.maxLength(LINES_MAX, `use at most ${LINES_MAX} lines`),\n',
    replace: '',
    tests: TESTS_OF_ANSWERS,
  },
  {
    guard: 'The stock API answers the bearer of its token alone',
    file: 'functions/wiring/api/access.ts',
    search: 'if (!access) {',
    replace: 'if (false) {',
    tests: ['test/functions/wiring/api/stock-routes'],
  },
  {
    guard: 'The token of the stock API is compared, not only asked for',
    file: 'functions/wiring/api/bearer-check.ts',
    search: 'return timingSafeEqual(digest(given), digest(token));',
    replace: 'return digest(given).length === digest(token).length;',
    tests: ['test/functions/wiring/api/bearer-check'],
  },
  {
    guard: 'A token of the stock API does only what its scopes permit',
    file: 'functions/wiring/api/bearer-check.ts',
    search: "return permits(caller.scopes, scopeOf(event)) || 'outOfScope';",
    replace: 'return true;',
    tests: ['test/functions/wiring/api/bearer-check'],
  },
  {
    guard: 'An alert whose event was lost after the commit is emitted with the message that comes again',
    file: 'shared/usecases/alerting/alert-to-emit.ts',
    search: "outcome.kind === 'duplicate' && outcome.seq === level.seq",
    replace: 'false && outcome.seq === level.seq',
    tests: ['test/shared/usecases/alerting/alert-to-emit'],
  },
  {
    guard: 'An escaped percent sign in a path is a percent sign',
    file: 'functions/wiring/api/stock-routes.ts',
    search: "(parameter ?? '').replaceAll('%25', '%')",
    replace: "parameter ?? ''",
    tests: ['test/functions/wiring/api/stock-routes'],
  },
  {
    guard: 'What ends holds may read which SKUs they hold',
    file: 'infra/ledger/ledger.ts',
    search: "endingHolds: { table: ['GetItem', ...POSTING], index: [] },",
    replace: 'endingHolds: { table: POSTING, index: [] },',
    tests: ['test/infra/permissions'],
  },
  {
    guard: 'Units of a hold that an order takes over had left when they were said to: a count since has it',
    file: TAKE_OVER,
    search: 'onHand: onHand - leavesNow, occurredAt: change.occurredAt });',
    replace: 'onHand: onHand - leavesNow });',
    tests: ['test/shared/domain/posting/decide-hold'],
  },
];
