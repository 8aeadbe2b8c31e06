import { DYNAMO_TABLE, type Guard } from '../guard.ts';

const SHARES = 'shared/domain/exposure/shares.ts';
const PUSH = 'shared/domain/pushing/push.ts';
const ABSOLUTE = 'shared/domain/pushing/absolute-escrow.ts';
const REBALANCE = 'shared/usecases/exposure/rebalance-shares.ts';
const MEMORY = 'test/fakes/memory/memory-pushes.ts';
const MODEL = ['test/model/'] as const;
const TESTS_OF_SHARES = [
  'test/shared/domain/exposure/shares',
  'test/shared/usecases/exposure/rebalance-shares',
] as const;

const TESTS_OF_ABSOLUTE = ['test/shared/domain/pushing/absolute-escrow'] as const;

/** What keeps the sum of what all channels can sell within what is available, and what keeps it moving. */
export const ESCROW_GUARDS: readonly Guard[] = [
  {
    guard: 'A raise begins only while the shares are as they were read (in memory)',
    file: MEMORY,
    search: 'return isOfferedAsRead ? claimPush(items, listing, intent) : undefined;',
    replace: 'return isOfferedAsRead === isOfferedAsRead ? claimPush(items, listing, intent) : undefined;',
    tests: MODEL,
  },
  {
    guard: 'A raise begins only while the shares are as they were read',
    file: 'shared/aws/pushing/push-claim.ts',
    search: 'Key: headKey(listing.sku), ...isOfferedAsRead(read) }',
    replace: "Key: headKey(listing.sku), ConditionExpression: 'attribute_exists(pk)' }",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'A new raise is begun on that condition',
    file: 'shared/usecases/pushing/make-push.ts',
    search: '? store.claimRaise(skuState, listing, intent)',
    replace: '? store.claim(listing, intent)',
    tests: TESTS_OF_SHARES,
  },
  {
    guard: 'Units are released only when no push moved since the read (in memory)',
    file: MEMORY,
    search: ' || !areAsCounted',
    replace: '',
    tests: MODEL,
  },
  {
    guard: 'Units are released only when no push moved since the read',
    file: 'shared/aws/exposure/exposure-store.ts',
    search: 'listingCheck(table, listing, noPushMoved, {',
    replace: "listingCheck(table, listing, 'revision >= :readRevision', {",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'Shares are written only on the SKU head that was read (in memory)',
    file: MEMORY,
    search: ' || !isHeadAsRead(items, read)',
    replace: '',
    tests: MODEL,
  },
  {
    guard: 'A posting releases no units: it is not written on the condition that no push moved',
    file: 'shared/usecases/exposure/revise-on-posting.ts',
    search: "const options = { release: 'keep',",
    replace: "const options = { release: 'release',",
    tests: TESTS_OF_SHARES,
  },
  {
    guard: 'Units are released only where the channel has proven to show no more',
    file: SHARES,
    search: ' && isLoweringProven(listing, share)',
    replace: '',
    tests: TESTS_OF_SHARES,
  },
  {
    guard: 'What was sold where a channel fell below zero may still be unreported',
    file: SHARES,
    search: ' + Math.max(0, -comesTo);',
    replace: ';',
    tests: MODEL,
  },
  {
    guard: 'Units that a raise on its way may add are not free',
    file: SHARES,
    search: 'const raised = Math.max(0, listing.intent?.delta ?? 0);',
    replace: 'const raised = 0;',
    tests: TESTS_OF_SHARES,
  },
  {
    guard: 'Units leave a share only down to what its channel may still sell',
    file: SHARES,
    search: 'mayShrink ? Math.max(share.goal, exposed)',
    replace: 'mayShrink ? share.goal',
    tests: MODEL,
  },
  {
    guard: 'Only units that are in no share are granted',
    file: SHARES,
    search:
      'const free = Math.max(0, pool - before.reduce((total, { share }) => total + Math.max(0, share.units), 0));',
    replace: 'const free = pool;',
    tests: MODEL,
  },
  {
    guard: 'A share below zero is not made up for by a raise',
    file: PUSH,
    search: 'Math.min(should, share?.units ?? should) - listing.shown',
    replace: 'should - listing.shown',
    tests: MODEL,
  },
  {
    guard: 'While the shares add up to more than is available, nothing is raised',
    file: PUSH,
    search: 'return share.isEntering ? ',
    replace: 'return share.isEntering && delta < 0 ? ',
    tests: TESTS_OF_SHARES,
  },
  {
    guard: 'A channel is notified that its listing has units to release, though it has nothing to push',
    file: 'shared/domain/pushing/channels-due.ts',
    search: ' || hasUnitsToRelease(exposure.shares, listing);',
    replace: ';',
    tests: MODEL,
  },
  {
    guard: 'Shares that add up to more than is available are noted as such',
    file: SHARES,
    search: ' unitsOf(after) > Math.max(0, poolOf(inputs.stock, inputs.listings));',
    replace: ' false;',
    tests: TESTS_OF_SHARES,
  },
  {
    guard: 'Units put back on a channel are not counted twice, though their cancellation is received later',
    file: SHARES,
    search: 'return listing.shown + raised + Math.max(0, -comesTo);',
    replace: 'return Math.max(0, listing.shown + raised + Math.max(0, -comesTo));',
    tests: MODEL,
  },
  {
    guard: 'Channels to notify that shares moved are written down before they are notified',
    file: REBALANCE,
    search: 'return { exposure: { ...exposure, toNotify: [...toNotify].sort() }, demand };',
    replace: 'return { exposure, demand };',
    tests: MODEL,
  },
  {
    guard: 'The next rebalance notifies the channels that a crash left unnotified',
    file: REBALANCE,
    search: '      await notifyPending(ports, read, before, CAUSE);\n',
    replace: '',
    tests: TESTS_OF_SHARES,
  },
  {
    guard: 'A1: what a channel may show besides counts against a raise of a channel that only accepts figures',
    file: ABSOLUTE,
    search: 'Math.min(goal, share - Math.max(0, exposed));',
    replace: 'Math.min(goal, share);',
    tests: TESTS_OF_ABSOLUTE,
  },
  {
    guard: 'A1: the claim of a raise counts its whole figure',
    file: 'shared/domain/pushing/absolute.ts',
    search: 'figure > 0 ? { delta: figure, target: figure } : undefined;',
    replace: 'figure > 0 ? { delta: figure - position.exposed, target: figure } : undefined;',
    tests: TESTS_OF_ABSOLUTE,
  },
  {
    guard: 'A1: a raise waits for its whole grant',
    file: ABSOLUTE,
    search: ' && hasWholeGrant',
    replace: '',
    tests: TESTS_OF_ABSOLUTE,
  },
  {
    guard: 'A2: 0 leaves the exposed units as they are',
    file: 'shared/domain/pushing/absolute.ts',
    search: "{ kind: 'movesBy', units: Math.max(0, delta) }",
    replace: "{ kind: 'movesBy', units: delta }",
    tests: TESTS_OF_ABSOLUTE,
  },
  {
    guard: 'A2: a listing is not set to 0 while a raise is claimed',
    file: ABSOLUTE,
    search: 'return !isClaimed && !isClosed && exposed > 0',
    replace: 'return !isClosed && exposed > 0',
    tests: TESTS_OF_ABSOLUTE,
  },
  {
    guard: 'A3: a raise is never called again',
    file: ABSOLUTE,
    search: 'return target === 0 || !repeated;',
    replace: 'return true;',
    tests: TESTS_OF_ABSOLUTE,
  },
  {
    guard: 'A6: a reading proves nothing while a raise is claimed',
    file: ABSOLUTE,
    search: 'return !isClaimed && (!isProven',
    replace: 'return (!isProven',
    tests: TESTS_OF_ABSOLUTE,
  },
  {
    guard: 'A7: a reading is void once a push moved or a report came',
    file: ABSOLUTE,
    search: 'suspicion?.revision === revision && suspicion.shown === shown ? suspicion : undefined;',
    replace: 'suspicion;',
    tests: TESTS_OF_ABSOLUTE,
  },
  {
    guard: 'A7: a report that may hide a cancellation moves the revision',
    file: 'shared/domain/listing/deduction.ts',
    search: '...((isFirst || deducted !== 0) && { voidsReading: true })',
    replace: '...{}',
    tests: ['test/shared/domain/listing/deduction'],
  },
  {
    guard: 'A7: the revision moves in the posting’s own transaction',
    file: 'shared/aws/ledger/posting-actions.ts',
    search: "...(voidsReading ? ['revision = revision + :one'] : []),",
    replace: '',
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'A8: a reading becomes the exposed units only once everything sold before it was reported',
    file: ABSOLUTE,
    search: 'const isSettled = now.getTime() - Date.parse(reading.at) >= settleMs;',
    replace: 'const isSettled = true;',
    tests: TESTS_OF_ABSOLUTE,
  },
  {
    guard: 'A9: under escrow a report moves the exposed units, whatever its time',
    file: 'shared/domain/listing/deduction.ts',
    search: 'if (isInEscrow && putsBackUnreportedSales(listing)) {',
    replace: 'if (false) {',
    tests: ['test/shared/domain/listing/deduction'],
  },
  {
    guard: 'A10: escrow is not in force before the exposed units of a channel that only accepts figures were read',
    file: SHARES,
    search: 'return !isProvenOnlyByReading(listing) || share?.isProven === true;',
    replace: 'return true;',
    tests: TESTS_OF_SHARES,
  },
  {
    guard: 'A listing that only a reading proves is read after the settle time as configured',
    file: REBALANCE,
    search: 'return [{ listing, afterMs: settleMs }];',
    replace: 'return [{ listing, afterMs: 30_000 }];',
    tests: TESTS_OF_SHARES,
  },
  {
    guard: 'Units given to a channel that only accepts figures come back after the settle time as configured',
    file: SHARES,
    search: 'const freeAfterSeconds = (2 * inputs.settleMs) / 1_000;',
    replace: 'const freeAfterSeconds = 60;',
    tests: TESTS_OF_SHARES,
  },
];
