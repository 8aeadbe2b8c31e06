/** The guards of bundles whose components are under escrow. */
import { DYNAMO_TABLE, type Guard } from '../../guard.ts';

const SHARES = 'shared/domain/exposure/shares.ts';
const SMALL_BUNDLE_WORLDS = ['test/model/bundles/small-bundle-worlds'] as const;

/** What keeps bundles from selling units that a component's listings have. */
export const BUNDLE_GUARDS: readonly Guard[] = [
  {
    guard: 'Nothing of a component is granted until its bundles are counted',
    file: SHARES,
    search: 'const free = isEachBundleCounted(exposure) ? divisible(inputs, before) : 0;',
    replace: 'const free = divisible(inputs, before);',
    tests: ['test/shared/domain/exposure/shares'],
  },
  {
    guard: 'No hold takes units of a component until its bundles are counted',
    file: 'shared/domain/exposure/share-pools.ts',
    search: '  if (!isEachBundleCounted(exposure)) {\n    return Math.min(there, 0);\n  }\n',
    replace: '',
    tests: ['test/shared/domain/exposure/share-pools'],
  },
  {
    guard: 'Escrow of a component is not in force until its bundles are counted',
    file: SHARES,
    search: '    isEachBundleCounted(exposure) &&\n    poolsOf',
    replace: '    poolsOf',
    tests: SMALL_BUNDLE_WORLDS,
    world: 'escrow begins',
  },
  {
    guard: 'A component under escrow offers bundles nothing',
    file: 'shared/domain/stock/bundle.ts',
    search: "return withheld === 'all' ? Math.min(0, units) : units - withheld;",
    replace: "return withheld === 'all' ? units : units - withheld;",
    tests: SMALL_BUNDLE_WORLDS,
    world: 'escrow begins',
  },
  {
    guard: 'What listings of bundles may still sell counts against what is available',
    file: 'shared/domain/exposure/share-pools.ts',
    search: 'return grantedUnits(orphanedShares(shares, listings)) + bundled;',
    replace: 'return grantedUnits(orphanedShares(shares, listings));',
    tests: SMALL_BUNDLE_WORLDS,
    world: 'escrow begins',
  },
  {
    guard: 'A bundle’s listing on a channel that only accepts figures is read until it is proven to show nothing',
    file: 'shared/domain/pushing/absolute.ts',
    search: 'if (!isProvenOnlyByReading(listing) || !components.some(({ isUnderEscrow }) => isUnderEscrow)) {',
    replace: 'if (!isProvenOnlyByReading(listing) || components.every(({ isUnderEscrow }) => isUnderEscrow)) {',
    tests: SMALL_BUNDLE_WORLDS,
    world: 'escrow begins where Amazon sells the bundle',
  },
  {
    guard: 'A bundle is raised only while its components are offered as they were read (in memory)',
    file: 'test/fakes/memory/memory-table.ts',
    search: 'return areOfferedAsRead ? claimRaise(',
    replace: 'return areOfferedAsRead || !areOfferedAsRead ? claimRaise(',
    tests: ['test/fakes/memory/memory-table'],
  },
  {
    guard: 'A bundle is raised only while its components are offered as they were read',
    file: 'shared/aws/pushing/push-claim.ts',
    search: 'Key: headKey(component.sku), ...isOfferedAsRead(component) }',
    replace: "Key: headKey(component.sku), ConditionExpression: 'attribute_exists(pk)' }",
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'What a cancelled bundle puts back is granted to nobody until bundles are counted anew',
    file: 'shared/domain/exposure/bundled-units.ts',
    search: ': { ...exposure, bundled: bundled + putBack };',
    replace: ': { ...exposure, bundled };',
    tests: SMALL_BUNDLE_WORLDS,
    world: 'a bundle comes back that was sold before',
  },
  {
    guard: 'What a cancelled bundle puts back counts on its listing before its components get it',
    file: 'shared/usecases/posting/post-sku.ts',
    search: 'decision.own !== undefined && decision.own.deducted < 0;',
    replace: 'decision.own !== undefined && decision.own.deducted > 1_000;',
    tests: ['test/shared/usecases/posting/bundle-components'],
  },
  {
    guard: 'From the definition of a bundle on, no component under escrow is raised until it is counted',
    file: 'shared/usecases/exposure/define-bundle.ts',
    search: "return store.write(read, reviseExposure(changed, read, clock(), { release: 'keep', settleMs }));",
    replace: 'return store.write(read, { exposure: changed, demand: read.demand });',
    tests: ['test/shared/usecases/exposure/count-bundled'],
  },
  {
    guard: 'A bundle’s listing that nothing proves is checked, while a component is under escrow',
    file: 'shared/usecases/exposure/rebalance-shares.ts',
    search: 'return unproven.map((listing) => ({ listing, afterMs: settleMs }));',
    replace: 'return unproven.flatMap(() => []);',
    tests: ['test/shared/usecases/exposure/count-bundled'],
  },
  {
    guard:
      'A bundle’s listing on a channel that only accepts figures is proven by a reading, once what it sold is posted',
    file: 'shared/domain/exposure/bundled-units.ts',
    search: 'const isRead = !isProvenOnlyByReading(listing) && agreedRevision',
    replace: 'const isRead = agreedRevision',
    tests: ['test/shared/domain/exposure/bundled-units'],
  },
];
