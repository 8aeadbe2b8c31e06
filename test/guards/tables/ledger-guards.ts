/** Guards of the domain’s posting rules and of the ledger: each rule, how to remove it, and the tests that notice. */

import { type Guard, TESTS_OF_DOMAIN } from '../guard.ts';

const DECIDE = 'shared/domain/posting/decide.ts';
const COMPARE = 'shared/domain/posting/compare-with-recorded.ts';
const CONTENTS = 'shared/domain/ledger/content-hash.ts';
const LINE = 'shared/domain/posting/decide-order-line.ts';
const MOVEMENT = 'shared/domain/posting/decide-movement.ts';
const COUNT = 'shared/domain/posting/decide-count.ts';
const ENTRY = 'shared/domain/posting/append-entry.ts';
const COUNTED = 'shared/domain/ledger/counted.ts';
const PHASES = 'shared/domain/ledger/line-phases.ts';

/** The rules of posting: what is known already, what each kind of observation moves, and how entries are chained. */
export const LEDGER_GUARDS: readonly Guard[] = [
  {
    guard: 'An older state of an order line is stale',
    file: COMPARE,
    search: 'if (observation.version < version) {',
    replace: 'if (false) {',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'The same state again is a duplicate',
    file: COMPARE,
    search: 'if (isAsRecorded(observation, fact, contentHash)) {',
    replace: 'if (false) {',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'A message that repeats the whole of a line does not move what was read of its places',
    file: COMPARE,
    search: '? isSameState(whole, line.whole ?? line.state)',
    replace: '? hash === fact.contentHash',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'A reading that finds a line where it was assumed says that it is there',
    file: COMPARE,
    search: '  if (wasAssumed && !isPlaceAssumed) {',
    replace: '  if (false) {',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'Of a line whose place is assumed nothing is given back before it was read',
    file: 'shared/domain/stock/order-line.ts',
    search: '  const more = Math.max(0, now.ordered - whole.ordered);',
    replace: '  const more = now.ordered - whole.ordered;',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'A newer version without news is remembered, so that one in between is stale',
    file: DECIDE,
    search: 'return confirmOrderLine(comparison.line, comparison.recorded);',
    replace: "return leave({ kind: 'duplicate', seq: comparison.recorded.seq });",
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'Of one version the later reading wins',
    file: COMPARE,
    search: 'observation.readAt !== undefined && observation.readAt > (readAt ?? 0)',
    replace: 'observation.readAt !== undefined',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'A reading wins over what was sent in the same version',
    file: COMPARE,
    search: 'const isNewer = observation.version > version || isLaterReading;',
    replace: 'const isNewer = observation.version > version;',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'The same version with other contents is conflicting, never applied',
    file: COMPARE,
    search: ": { kind: 'conflicting', reason: conflictReason(observation, fact), seq: fact.seq }",
    replace: ': NEWS',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'A line without units is the same wherever it is said to be',
    file: CONTENTS,
    search: 'isNothing(state) ? { state } : { state, location }',
    replace: '{ state, location }',
    tests: ['test/simulation/findings'],
  },
  {
    guard: 'A movement, a count and a hold are posted once under their key',
    file: COMPARE,
    search: 'if (recorded === undefined) {',
    replace: 'if (true) {',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'A movement’s id with other contents is conflicting',
    file: CONTENTS,
    search: 'canonicalJson({ cause, changes, deducted, reason })',
    replace: 'canonicalJson({ cause })',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'A correction counts also where it was counted before',
    file: MOVEMENT,
    search: "cause === 'corrected' ? changes : withoutCounted(ledger, changes, observation)",
    replace: 'withoutCounted(ledger, changes, observation)',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'A SKU enters the ledger once',
    file: COMPARE,
    search: "ledger.seq > 0 ? { kind: 'duplicate', seq: 1 } : NEWS",
    replace: 'NEWS',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'The end of another run’s baseline gives nothing back',
    file: COMPARE,
    search: "recorded?.contentHash === begin ? NEWS : { kind: 'duplicate', seq: recorded?.seq ?? 1 }",
    replace: 'NEWS',
    tests: ['test/shared/domain/posting/decide-baseline'],
  },
  {
    guard: 'A bundle is neither received nor counted',
    file: DECIDE,
    search: 'isBundle(ledger) && movesItsOwnStock(observation)',
    replace: 'false',
    tests: ['test/shared/usecases/posting/bundle'],
  },
  {
    guard: 'Nothing is posted for a SKU that was never imported',
    file: DECIDE,
    search: "observation.kind !== 'baseline' && ledger.seq === 0",
    replace: 'false',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'A count sees the entries of its own batch',
    file: 'shared/domain/posting/post.ts',
    search: 'history: [...context.history, ...posted]',
    replace: 'history: context.history',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'What left or entered the location before a count is in the count (withoutCounted, order lines)',
    file: LINE,
    search: 'changes: withoutCounted(ledger, moved, observation),',
    replace: 'changes: moved,',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'What left or entered the location before a count is in the count (withoutCounted, movements)',
    file: COUNTED,
    search: 'countedAt !== undefined && movedAt <= countedAt',
    replace: 'false',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'A count is compared with what was there at its time',
    file: COUNT,
    search: 'change.location === location && change.occurredAt > at',
    replace: 'false',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'What was only stated after a count is not taken for units that moved',
    file: COUNT,
    search: ".filter((entry) => meaningOf(entry) === 'movement')",
    replace: '',
    tests: ['test/shared/domain/posting/decide-count'],
  },
  {
    guard: 'An adopted edit of an older version is told apart from an adjustment',
    file: 'shared/domain/ledger/meaning-of-entries.ts',
    search: "kind === 'adjusted' && key.startsWith('drift:')",
    replace: 'false',
    tests: ['test/shared/domain/posting/decide-count'],
  },
  {
    guard: 'A count before the cut-over is stale',
    file: COMPARE,
    search: 'knownAsOf(ledger, location, true)',
    replace: 'knownAsOf(ledger, location, false)',
    tests: ['test/shared/domain/posting/decide-count'],
  },
  {
    guard: 'A count moves its own location only',
    file: COUNT,
    search: 'change.location === location && change.occurredAt > at',
    replace: 'change.occurredAt > at',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'An overtaken state shows when its units left or entered the location',
    file: LINE,
    search: '  if (changes.length === 0) {',
    replace: '  if (true) {',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'An overtaken state that moved nothing is remembered',
    file: LINE,
    search: "return { kind: 'remember', outcome: { kind: 'stale', seq: recorded.seq }, seen: { ...recorded, line } };",
    replace: "return leave({ kind: 'stale', seq: recorded.seq });",
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'An overtaken state counts once',
    file: PHASES,
    search: '!isKnown && !isBeyondMemory',
    replace: '!isBeyondMemory',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'An overtaken state beyond memory adds nothing',
    file: PHASES,
    search: '!isKnown && !isBeyondMemory',
    replace: '!isKnown',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'Units left or entered the location at their own time, not at that of the entry',
    file: COUNT,
    search: 'change.occurredAt ?? entry.occurredAt',
    replace: 'entry.occurredAt',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'A count before the last count is stale',
    file: COMPARE,
    search: 'knownAt !== undefined && occurredAt < knownAt',
    replace: 'false',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'A count’s id with other contents is conflicting',
    file: CONTENTS,
    search: 'canonicalJson({ location, counted, occurredAt })',
    replace: 'canonicalJson({ location, occurredAt })',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'An entry is never posted before the one in front of it',
    file: ENTRY,
    search: 'now > ledger.lastPostedAt ? now : ledger.lastPostedAt',
    replace: 'now',
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'An entry carries the hash of the one in front of it',
    file: ENTRY,
    search: 'previousHash: ledger.headHash,',
    replace: "previousHash: '',",
    tests: TESTS_OF_DOMAIN,
  },
  {
    guard: 'Only the listing of the channel that counted moves',
    file: 'shared/domain/posting/own-listing.ts',
    search: 'listing.channel === observation.source.channel',
    replace: 'listing.channel !== observation.source.channel',
    tests: TESTS_OF_DOMAIN,
  },
];
