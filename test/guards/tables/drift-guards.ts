/** The guards of checks and of drift. */
import { DYNAMO_TABLE, type Guard, MEMORY_TABLE } from '../guard.ts';

const ACTIONS = 'shared/aws/ledger/posting-actions.ts';
const STORE = 'shared/aws/reconciling/check-store.ts';
const DRIFT = 'shared/domain/reconciling/drift.ts';
const POLICY = 'shared/domain/reconciling/drift-policy.ts';
const UNREPORTED = 'shared/usecases/reconciling/find-unreported.ts';
const CHECK = 'shared/usecases/reconciling/check-listings.ts';
const TESTS = [
  'test/shared/domain/reconciling/drift',
  'test/shared/domain/listing/deduction',
  'test/shared/usecases/reconciling/check-listings',
  'test/shared/usecases/reconciling/schedule-check',
];

/** What comparing a listing with its channel promises. */
export const DRIFT_GUARDS: readonly Guard[] = [
  {
    guard: 'A quantity is not compared while its channel has not said at which place it sold',
    file: 'shared/usecases/reconciling/check-listings.ts',
    search: '  if (hasUnplacedLines(skuState, listing)) {',
    replace: '  if (false) {',
    tests: ['test/shared/usecases/reconciling/check-listings'],
  },
  {
    guard: 'A channel’s deduction moves `shown` only when no check took the channel’s figure since it was read',
    file: ACTIONS,
    search: "const shownIsOurs = 'attribute_not_exists(shownAsOf)';",
    replace: "const shownIsOurs = 'attribute_exists(pk)';",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'A channel’s deduction moves `shown` only when no later check took the channel’s figure',
    file: ACTIONS,
    search: "const shownIsAsOfThen = 'shownAsOf = :readAsOf';",
    replace: "const shownIsAsOfThen = 'shownAsOf >= :readAsOf';",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'A check writes only when no push moved since the listing was read',
    file: STORE,
    search: "const noPushMoved = 'revision = :readRevision';",
    replace: "const noPushMoved = 'revision >= :readRevision';",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'A check writes only when no other check moved since the listing was read',
    file: STORE,
    search: "listing.checkAt === undefined ? 'attribute_not_exists(checkAt)' : 'checkAt = :readCheckAt'",
    replace: "listing.checkAt === undefined ? 'attribute_exists(pk)' : 'checkAt >= :readCheckAt'",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'The channel’s figure is taken only when no sale of its own moved `shown` since',
    file: STORE,
    search: "condition: 'shown = :readQuantity',",
    replace: "condition: '(shown = :readQuantity OR attribute_exists(pk))',",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'In memory: `shown` moves only when no check took the channel’s figure since it was read',
    file: 'test/fakes/memory/memory-items.ts',
    search: 'by === 0 || stored?.shownAsOf === listing.shownAsOf',
    replace: 'true',
    tests: MEMORY_TABLE,
  },
  {
    guard: 'In memory: a check writes only when no push moved',
    file: 'test/fakes/memory/memory-table.ts',
    search: 'stored?.revision === listing.revision && stored.checkAt === listing.checkAt',
    replace: 'stored?.checkAt === listing.checkAt',
    tests: MEMORY_TABLE,
  },
  {
    guard: 'In memory: a check writes only when no other check moved',
    file: 'test/fakes/memory/memory-table.ts',
    search: 'stored?.revision === listing.revision && stored.checkAt === listing.checkAt',
    replace: 'stored?.revision === listing.revision',
    tests: MEMORY_TABLE,
  },
  {
    guard: 'In memory: the channel’s figure is taken only when no sale of its own moved `shown`',
    file: 'test/fakes/memory/memory-table.ts',
    search: 'stored.shown === suspicion.shown ? taken(stored, suspicion, asOf) : undefined',
    replace: 'taken(stored, suspicion, asOf)',
    tests: MEMORY_TABLE,
  },
  {
    guard: 'One difference proves no drift',
    file: DRIFT,
    search: '  if (!isTheSame) {',
    replace: '  if (suspicion === undefined && false) {',
    tests: TESTS,
  },
  {
    guard: 'A difference against another figure of ours is another difference',
    file: DRIFT,
    search: '    suspicion.shown === shown &&\n',
    replace: '',
    tests: TESTS,
  },
  {
    guard: 'A push between two checks makes them prove nothing',
    file: DRIFT,
    search: ' &&\n    suspicion.revision === revision',
    replace: '',
    tests: TESTS,
  },
  {
    guard: 'Two checks too close together prove nothing',
    file: DRIFT,
    search:
      "return now.getTime() - Date.parse(suspicion.at) < standsMs ? { kind: 'tooSoon' } : { kind: 'drifted', suspicion };",
    replace: "return { kind: 'drifted', suspicion };",
    tests: TESTS,
  },
  {
    guard: 'A push has its time before it is checked',
    file: CHECK,
    search: '  if (!hasSettled(listing, now, settleMs)) {',
    replace: '  if (false) {',
    tests: TESTS,
  },
  {
    guard: 'Only what people changed is adopted: no push that was not applied, no order that was not counted',
    file: POLICY,
    search: "wanted === 'adopt' && !isOfPeople(cause)",
    replace: 'false',
    tests: [...TESTS, 'test/shared/domain/reconciling/drift-policy'],
  },
  {
    guard: 'A difference that is too large for its policy asks',
    file: POLICY,
    search: 'if (change > policy.maxChange) {',
    replace: 'if (false) {',
    tests: ['test/shared/domain/reconciling/drift-policy'],
  },
  {
    guard: 'Too many differences at once are not taken into the stock',
    file: 'shared/usecases/reconciling/adoption-breaker.ts',
    search: "trippedAt === undefined && (await isWithinLimit(ports, 'adoptions', listing));",
    replace: 'trippedAt === undefined;',
    tests: ['test/shared/usecases/reconciling/remedy-difference'],
  },
  {
    guard: 'No difference is judged while observations wait at our own door',
    file: UNREPORTED,
    search: 'if (waiting > 0) {',
    replace: 'if (false) {',
    tests: ['test/shared/usecases/reconciling/find-unreported'],
  },
  {
    guard: 'A sale that the channel’s orders have and the ledger has not is no edit',
    file: UNREPORTED,
    search: 'if (order !== undefined) {',
    replace: 'if (false) {',
    tests: ['test/shared/usecases/reconciling/find-unreported'],
  },
  {
    guard: 'A channel’s search is not believed before it can find the last orders',
    file: UNREPORTED,
    search: 'if (youngMs >= 0) {',
    replace: 'if (false) {',
    tests: ['test/shared/usecases/reconciling/find-unreported'],
  },
  {
    guard: 'Orders that could not be read prove nothing',
    file: UNREPORTED,
    search: "if (search.kind === 'unread') {",
    replace: "if (search.kind === 'unread' && search.retryAfterMs < 0) {",
    tests: ['test/shared/usecases/reconciling/find-unreported'],
  },
  {
    guard: 'The orders are read before less is taken for an edit, or anything is adopted',
    file: 'shared/usecases/reconciling/compare-listing.ts',
    search: '!mustBeSetAgain(listing) && (suspicion.actual < suspicion.shown || !isOverwritten)',
    replace: 'false && !isOverwritten',
    tests: ['test/shared/usecases/reconciling/find-unreported'],
  },
  {
    guard: 'Units that were taken off sale in a channel’s admin are put on sale only once that stood for a day',
    file: DRIFT,
    search: 'return isLoweredThere ? LOWERED_MS : settleMs;',
    replace: 'return settleMs;',
    tests: TESTS,
  },
  {
    guard: 'A listing whose channel should have counted an order itself is checked',
    file: 'shared/usecases/posting/check-moved.ts',
    search: 'isMoved ? await checkUnlessAhead(checks, move.listing, clock()) : undefined',
    replace: 'undefined',
    tests: ['test/shared/usecases/posting/check-moved'],
  },
  {
    guard: 'A posting goes on where no check can be scheduled',
    file: 'shared/usecases/posting/check-moved.ts',
    search: '    journal.warn(`${sku}: no check',
    replace: '    throw error;\n    journal.warn(`${sku}: no check',
    tests: ['test/shared/usecases/posting/check-moved'],
  },
  {
    guard: 'A page of a catalogue proves nothing while a push may still change what it shows',
    file: 'shared/usecases/reconciling/compare-catalogue.ts',
    search: 'if (shows === listing.shown && !isPushed) {',
    replace: 'if (shows === listing.shown) {',
    tests: ['test/shared/usecases/reconciling/compare-catalogue'],
  },
  {
    guard: 'What a catalogue shows otherwise than believed is checked',
    file: 'shared/usecases/reconciling/compare-catalogue.ts',
    search: '    await checks.schedule({ sku, channel, channelLocation, at: asOf.toISOString() }, 0);',
    replace: '',
    tests: ['test/shared/usecases/reconciling/compare-catalogue'],
  },
  {
    guard: 'What is due is pushed before it is checked',
    file: CHECK,
    search: "plan.kind !== 'nothing' && !waitsForCheck(listing, plan)",
    replace: "plan.kind === 'busy'",
    tests: TESTS,
  },
  {
    guard: 'What happened before the channel’s figure was taken moves `shown` no more',
    file: 'shared/domain/listing/deduction.ts',
    search: 'if (listing.shownAsOf !== undefined && occurredAt < listing.shownAsOf) {',
    replace: 'if (false) {',
    tests: TESTS,
  },
  {
    guard: 'A notice that says what we believe asks for no check',
    file: CHECK,
    search: 'listing.shown !== notice.quantity && ',
    replace: '',
    tests: TESTS,
  },
  {
    guard: 'A push that was applied is checked',
    file: 'shared/usecases/pushing/end-push.ts',
    search: 'ports.checks && (await checkUnlessAhead(ports.checks, listing, ports.clock()))',
    replace: 'undefined',
    tests: TESTS,
  },
];
