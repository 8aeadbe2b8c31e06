import { DYNAMO_TABLE, type Guard } from '../guard.ts';

const SHARES = 'shared/domain/exposure/shares.ts';
const PUSH = 'shared/domain/pushing/push.ts';
const REBALANCE = 'shared/usecases/exposure/rebalance-shares.ts';
const MEMORY = 'test/fakes/memory/memory-pushes.ts';
const MODEL = ['test/model/'] as const;
const TESTS_OF_SHARES = [
  'test/shared/domain/exposure/shares',
  'test/shared/usecases/exposure/rebalance-shares',
] as const;

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
    search: '? store.claimRaise(snapshot, listing, intent)',
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
    search: "ports.clock(), 'keep')",
    replace: "ports.clock(), 'release')",
    tests: TESTS_OF_SHARES,
  },
  {
    guard: 'Units are released only where the channel has proven to show no more',
    file: SHARES,
    search: ' && isLoweringProven(listing);',
    replace: ';',
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
    search: ' ||\n    hasUnitsToRelease(exposure.shares, listing)',
    replace: '',
    tests: MODEL,
  },
  {
    guard: 'Shares that add up to more than is available are noted as such',
    file: SHARES,
    search: 'const isEntering = unitsOf(after) > Math.max(0, poolOf(inputs.stock, inputs.listings));',
    replace: 'const isEntering = false;',
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
];
