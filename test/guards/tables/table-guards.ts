/** The guards of the table: its conditions in DynamoDB, and the same in memory. */
import { DYNAMO_TABLE, type Guard, MEMORY_TABLE } from '../guard.ts';

const ACTIONS = 'shared/aws/ledger/posting-actions.ts';
const PUSHES = 'shared/aws/pushing/push-store.ts';
const CLAIMS = 'shared/aws/pushing/push-claim.ts';
const MEMORY = 'test/fakes/memory/memory-items.ts';
const MEMORY_HOLDS = 'test/fakes/memory/memory-table.ts';
const MEMORY_PUSHES = 'test/fakes/memory/memory-pushes.ts';

/** Every condition of the table: in DynamoDB's dialect, then as the table in memory has it. */
export const TABLE_GUARDS: readonly Guard[] = [
  {
    guard: 'A SKU head is written for the first time only where there is none',
    file: ACTIONS,
    search: "const isNew = 'attribute_not_exists(pk)';",
    replace: "const isNew = 'attribute_not_exists(nothing)';",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'A SKU head is replaced, or left, only with the seq that was read',
    file: 'shared/aws/ledger/head-conditions.ts',
    search: "const nothingPosted = 'seq = :readSeq';",
    replace: "const nothingPosted = 'seq >= :readSeq';",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'An entry is written once',
    file: ACTIONS,
    search: "...reference },\n      ConditionExpression: 'attribute_not_exists(pk)',",
    replace: '...reference },',
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'A fact is remembered for the first time once',
    file: ACTIONS,
    search: '{ Put: { ...put, ConditionExpression: isFirst } }',
    replace: '{ Put: put }',
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'A fact is replaced only with the contents that were read',
    file: ACTIONS,
    search: "const isSameContent = 'contentHash = :readHash';",
    replace: "const isSameContent = '(contentHash = :readHash OR attribute_exists(pk))';",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'A fact is replaced only with the version that was read',
    file: ACTIONS,
    search: "const isSameVersion = '#line.#version = :readVersion';",
    replace: "const isSameVersion = '(#line.#version = :readVersion OR attribute_exists(pk))';",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'The id of a hold is taken once over all SKUs',
    file: ACTIONS,
    search:
      "Item: { ...holdPointerKey(id), ...holdPointerShape.stamp({ skus: lines.map(({ sku }) => sku) }) },\n      ConditionExpression: 'attribute_not_exists(pk)',",
    replace: 'Item: { ...holdPointerKey(id), ...holdPointerShape.stamp({ skus: lines.map(({ sku }) => sku) }) },',
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'What a listing shows moves only where there is such a listing',
    file: ACTIONS,
    search: "const exists = 'attribute_exists(pk)';",
    replace: "const exists = '(attribute_exists(pk) OR attribute_not_exists(pk))';",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'An absolute listing’s deduction moves only when no push moved since it was read',
    file: ACTIONS,
    search: 'const isOfThesePushes = dependsOnPushes(listing, count);',
    replace: 'const isOfThesePushes = false;',
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'A push is begun only when no other moved since the listing was read',
    file: CLAIMS,
    search: "const noPushMoved = 'revision = :readRevision';",
    replace: "const noPushMoved = 'revision >= :readRevision';",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'A push is ended by its own generation only',
    file: CLAIMS,
    search: "const IS_THIS_PUSH = 'intent.generation = :generation';",
    replace: "const IS_THIS_PUSH = 'intent.generation >= :generation';",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'The lease of a push is ended by the invocation that has it only',
    file: CLAIMS,
    search: "export const IS_THIS_LEASE = 'intent.leaseUntil = :lease';",
    replace: "export const IS_THIS_LEASE = '(intent.leaseUntil = :lease OR attribute_exists(pk))';",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'A push that another invocation has resumed is not taken back by a write that is late',
    file: PUSHES,
    search: 'IS_THIS_ATTEMPT, IS_THIS_LEASE, change.condition',
    replace: "IS_THIS_ATTEMPT, 'intent.leaseUntil >= :lease', change.condition",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'A push that another invocation has resumed is not refused by a write that is late',
    file: PUSHES,
    search: 'condition: IS_THIS_LEASE,',
    replace: "condition: 'intent.leaseUntil >= :lease',",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'In memory: a push that another invocation has resumed stays, whatever is late',
    file: 'test/fakes/memory/memory-pushes.ts',
    search: 'intent.attempt === attempt && intent.leaseUntil === leaseUntil',
    replace: 'intent.attempt === attempt',
    tests: ['test/fakes/memory/memory-table'],
  },
  {
    guard: 'A push is ended by its own attempt only',
    file: PUSHES,
    search: "const IS_THIS_ATTEMPT = 'intent.attempt = :attempt';",
    replace: "const IS_THIS_ATTEMPT = 'intent.attempt >= :attempt';",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'A second end of a push is no error',
    file: 'shared/aws/ledger/conditional-write.ts',
    search:
      "if (error instanceof TransactionCanceledException && reasonsOf(error).includes('ConditionalCheckFailed')) {",
    replace: 'if (error === undefined) {',
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'A parking is removed only when it is not newer than what was read',
    file: 'shared/aws/ledger/parking-lot.ts',
    search: "const isThisParking = 'parkedAt = :parkedAt';",
    replace: "const isThisParking = 'parkedAt >= :parkedAt';",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'The mark up to which changes were read moves forwards only',
    file: 'shared/aws/listings/listing-registry.ts',
    search: "ConditionExpression: 'readUpTo < :time',",
    replace: "ConditionExpression: 'readUpTo <> :time',",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'In memory: a SKU head is written only with the seq that was read',
    file: MEMORY,
    search: 'return headIsAsRead && entriesAreNew',
    replace: 'return entriesAreNew',
    tests: MEMORY_TABLE,
  },
  {
    guard: 'In memory: an entry is written once',
    file: MEMORY,
    search: 'headIsAsRead && entriesAreNew && seenIsAsRead',
    replace: 'headIsAsRead && seenIsAsRead',
    tests: MEMORY_TABLE,
  },
  {
    guard: 'In memory: a fact is replaced only with the contents that were read',
    file: MEMORY,
    search: 'stored?.contentHash === before?.contentHash && ',
    replace: '',
    tests: MEMORY_TABLE,
  },
  {
    guard: 'In memory: a fact is replaced only with the version that was read',
    file: MEMORY,
    search: ' && stored?.line?.version === before?.line?.version',
    replace: '',
    tests: MEMORY_TABLE,
  },
  {
    guard: 'In memory: what a listing shows moves only where there is such a listing',
    file: MEMORY,
    search: 'return stored !== undefined && (!isOfThesePushes',
    replace: 'return stored === undefined || (!isOfThesePushes',
    tests: MEMORY_TABLE,
  },
  {
    guard: 'In memory: an absolute listing’s deduction moves only when no push moved',
    file: MEMORY,
    search: '(!isOfThesePushes || stored.revision === listing.revision)',
    replace: 'true',
    tests: MEMORY_TABLE,
  },
  {
    guard: 'In memory: the id of a hold is taken once over all SKUs',
    file: MEMORY_HOLDS,
    search: ' || newHolds.some(({ id }) => this.#holds.has(id))',
    replace: '',
    tests: MEMORY_TABLE,
  },
  {
    guard: 'In memory: a push is begun only when no other moved',
    file: MEMORY_PUSHES,
    search: 'stored === undefined || stored.revision !== listing.revision',
    replace: 'stored === undefined',
    tests: MEMORY_TABLE,
  },
  {
    guard: 'In memory: a push is ended by its own generation only',
    file: MEMORY_PUSHES,
    search: 'stored?.intent?.generation !== generation || stored.intent.attempt !== attempt',
    replace: 'stored?.intent === undefined || stored.intent.attempt !== attempt',
    tests: MEMORY_TABLE,
  },
  {
    guard: 'In memory: a push is ended by its own attempt only',
    file: MEMORY_PUSHES,
    search: 'generation !== generation || stored.intent.attempt !== attempt',
    replace: 'generation !== generation',
    tests: MEMORY_TABLE,
  },
  {
    guard: 'A transaction that is repeated is known to DynamoDB as the one that it may have done already',
    file: 'shared/aws/ledger/conditional-write.ts',
    search: 'ClientRequestToken: token, ',
    replace: '',
    tests: ['test/contract/under-faults'],
  },
  {
    guard:
      'A push planned from a listing and a stock that were read in turn is refused once the listing’s own sale was posted',
    file: 'shared/aws/pushing/push-claim.ts',
    search: 'read?.isInTurn ? nothingPosted(listing) : undefined',
    replace: 'undefined',
    tests: ['test/bench/aws/dynamodb/dynamodb'],
  },
  {
    guard: 'A push that is to be resumed is read as of one moment',
    file: 'shared/aws/pushing/push-reads.ts',
    search: 'if (read.map(listingOf).some(isLeft)) {',
    replace: 'if (read.length > 100) {',
    tests: ['test/bench/aws/dynamodb/dynamodb'],
  },
  {
    guard: 'What stops a channel is read as it is now, not as it was a moment ago',
    file: 'shared/aws/pushing/channel-states.ts',
    search: 'isFree(state) ? stateOf(state) : channelStateNow(client, table, channel)',
    replace: 'stateOf(state)',
    tests: ['test/shared/aws/ledger/consistent-reads'],
  },
  {
    guard: 'An operator who changed a channel is shown its state as it is now',
    file: 'shared/aws/pushing/channel-states.ts',
    search: "stateOf(await readStored(client, table, channel, 'now'))",
    replace: "stateOf(await readStored(client, table, channel, 'aMomentAgo'))",
    tests: ['test/shared/aws/ledger/consistent-reads'],
  },
];
