/** The guards of sweeps. */
import type { Guard } from '../guard.ts';

const USE_CASE = 'shared/usecases/intake/sweep-channel.ts';
const WINDOW = 'shared/usecases/intake/sweep-window.ts';
const MISSING = 'shared/usecases/intake/missing-observations.ts';
const TESTS = ['test/shared/usecases/intake/sweep-channel'] as const;
const SQUARE = {
  file: 'shared/channels/square/orders/order-feed.ts',
  tests: ['test/shared/channels/square/orders/order-feed'],
} as const;

/** What no message reported. */
export const SWEEP_GUARDS: readonly Guard[] = [
  {
    guard: 'An order that the queue can never take does not keep the sweep’s mark',
    file: WINDOW,
    search: 'if (!(error instanceof UnsendableError)) {',
    replace: 'if (true) {',
    tests: TESTS,
  },
  {
    guard: 'An order that the table can never be asked for does not keep the sweep’s mark',
    file: WINDOW,
    search: 'if (!(error instanceof PermanentError)) {',
    replace: 'if (true) {',
    tests: TESTS,
  },
  {
    guard: 'A sweep that is not read to its end leaves the mark',
    file: USE_CASE,
    search: 'await beyondUnread(ports, closed, until, bounds)',
    replace: '{ ...closed, sweptTo: until }',
    tests: TESTS,
  },
  {
    guard: 'A sweep that is read in part moves the mark only where changes come in their order',
    file: WINDOW,
    search: 'ports.sweep.isInOrderOfChange && beforeMs',
    replace: 'beforeMs',
    tests: TESTS,
  },
  {
    guard: 'A sweep that is read in part does not move the mark to an order that changed while it was read',
    file: WINDOW,
    search: ' && each.version <= found.untilMs',
    replace: '',
    tests: TESTS,
  },
  {
    guard: 'A sweep leaves the last minutes to messages',
    file: USE_CASE,
    search: 'latestMs: begunMs - LEFT_TO_MESSAGES_MS',
    replace: 'latestMs: begunMs',
    tests: TESTS,
  },
  {
    guard: 'A sweep overlaps the one before',
    file: WINDOW,
    search: 'Date.parse(sweptTo) - overlapMs',
    replace: 'Date.parse(sweptTo)',
    tests: TESTS,
  },
  {
    guard: 'A sweep that has more to read than time takes less the next time',
    file: USE_CASE,
    search: 'Math.max(WINDOW_MIN_MS, mark.windowMs / 2)',
    replace: 'mark.windowMs',
    tests: TESTS,
  },
  {
    guard: 'A minute that cannot be read is passed over only when the time after it can be read',
    file: USE_CASE,
    search: 'if (!(await sweepWindow(ports, { since: until, until: beyond }, 0, endsMs)).isRead) {',
    replace: 'if (false) {',
    tests: TESTS,
  },
  {
    guard: 'A minute that was passed over is tried again with each sweep',
    file: USE_CASE,
    search: 'if (time === undefined) {',
    replace: 'if (true) {',
    tests: TESTS,
  },
  {
    guard: 'No more than ten minutes of a sweep are passed over',
    file: USE_CASE,
    search: 'unread.length >= UNREAD_MAX || ',
    replace: '',
    tests: TESTS,
  },
  {
    guard: 'A sweep whose mark another moved ends',
    file: USE_CASE,
    search: '!isMoved || ',
    replace: '',
    tests: TESTS,
  },
  {
    guard: 'A swept line that changed a moment ago is not sent',
    file: WINDOW,
    search: '.filter(({ isFinal }) => isFinal)',
    replace: '',
    tests: TESTS,
  },
  {
    guard: 'A swept line in a newer version is sent, also when nothing moves',
    file: MISSING,
    search: 'if (stands && line.version === recorded.version) {',
    replace: 'if (stands) {',
    tests: TESTS,
  },
  {
    guard: 'A swept line is sent as a reading',
    file: MISSING,
    search: 'observation: { ...line, readAt }',
    replace: 'observation: line',
    tests: TESTS,
  },
  {
    guard: 'A sweep does not park again what is parked',
    file: MISSING,
    search: 'missing.filter((_, index) => waiting[index] !== true)',
    replace: 'missing',
    tests: TESTS,
  },
  {
    guard: 'A sweep asks for a variation only from when it was listed',
    search: 'Math.max(since.getTime(), Date.parse(registeredAt))',
    replace: 'since.getTime()',
    ...SQUARE,
  },
  {
    guard: 'A sweep reads nothing of what only our own pushes changed',
    search: '!each.reference_id?.startsWith(OWN_REFERENCE) && ',
    replace: '',
    ...SQUARE,
  },
  {
    guard: 'The mark of a sweep moves only from where it was read',
    file: 'shared/aws/listings/sweep-marks.ts',
    search: 'ConditionExpression: `sweptTo = :readTo AND stepMs = :readStep AND ${',
    replace: 'ConditionExpression: `(attribute_exists(sweptTo) OR sweptTo = :readTo OR stepMs = :readStep) AND ${',
    tests: ['test/emulator/stores/dynamo-sweep-marks'],
  },
  {
    guard: 'A sweep may read whether its channel is paused',
    file: 'infra/ledger/ledger.ts',
    search: "sweeping: { table: ['BatchGetItem', 'GetItem', 'Query', 'UpdateItem'], index: ['Query'] },",
    replace: "sweeping: { table: ['BatchGetItem', 'Query', 'UpdateItem'], index: ['Query'] },",
    tests: ['test/infra/permissions'],
  },
  {
    guard: 'A page of a time that is read in part counts as read once all of it is queued',
    file: WINDOW,
    search: '    pages.next = pages.following;\n  };',
    replace: '  };',
    tests: ['test/shared/usecases/intake/sweep-window'],
  },
  {
    guard: 'A time begins anew whose page its channel gives no more',
    file: WINDOW,
    search: 'failures < FAILURES_MAX ?',
    replace: 'failures > 0 ?',
    tests: ['test/shared/usecases/intake/sweep-window'],
  },
  {
    guard: 'A channel that is read in part and falls behind is alarmed of',
    file: USE_CASE,
    search: ' || begunMs - Date.parse(mark.sweptTo) > BEHIND_MS',
    replace: '',
    tests: ['test/shared/usecases/intake/sweep-window'],
  },
];
