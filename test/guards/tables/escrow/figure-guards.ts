/** The rules A1 to A10 of escrow on a channel that only accepts figures, each with a small world in which its removal shows. */
import { DYNAMO_TABLE, type Guard, SMALL_WORLDS } from '../../guard.ts';

const ABSOLUTE = 'shared/domain/pushing/absolute-escrow.ts';
const TESTS_OF_ABSOLUTE = ['test/shared/domain/pushing/absolute-escrow'] as const;

/**
 * What keeps `what it shows + unreported + figures on their way ≤ exposed units ≤ share` there. A1’s wait for the whole
 * grant is no matter of safety: without it a listing is raised and emptied again for each grant.
 */
export const FIGURE_GUARDS: readonly Guard[] = [
  {
    guard: 'A1: what a channel may show besides counts against a raise of a channel that only accepts figures',
    file: ABSOLUTE,
    search: 'Math.min(goal, share - Math.max(0, exposed));',
    replace: 'Math.min(goal, share);',
    tests: SMALL_WORLDS,
    world: 'a unit comes in beside another',
  },
  {
    guard: 'A1: the claim of a raise counts its whole figure',
    file: 'shared/domain/pushing/absolute.ts',
    search: 'figure > 0 ? { delta: figure, target: figure } : undefined;',
    replace: 'figure > 0 ? { delta: figure - position.exposed, target: figure } : undefined;',
    tests: SMALL_WORLDS,
    world: 'two units come in one after the other',
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
    tests: SMALL_WORLDS,
    world: 'a unit comes in beside another',
  },
  {
    guard: 'A2: a listing is lowered to 0 only',
    file: 'shared/domain/pushing/absolute.ts',
    search: 'return { delta: -position.exposed, target: 0 };',
    replace: 'return { delta: position.goal - position.exposed, target: position.goal };',
    tests: SMALL_WORLDS,
    world: 'a unit comes in beside another',
  },
  {
    guard: 'A3: a raise is never called again',
    file: ABSOLUTE,
    search: 'return target === 0 || !repeated;',
    replace: 'return true;',
    tests: SMALL_WORLDS,
    world: 'the first unit comes in and is bought, and anything is lost',
  },
  {
    guard: 'A4: nobody else works on a push before its lease is over',
    file: 'shared/domain/pushing/push-plan.ts',
    search: 'return Date.parse(intent.leaseUntil) > now.getTime()',
    replace: 'return Date.parse(intent.leaseUntil) < 0',
    tests: SMALL_WORLDS,
    world: 'two functions work on the first unit',
  },
  {
    guard:
      'A5: a channel is read once every figure was applied or lost: a settle time after the last push (in the model)',
    file: 'test/model/figures.ts',
    search: 'const isSettled = (state.figures[channel] ?? []).every((figure) => figure === 0);',
    replace: 'const isSettled = true;',
    tests: SMALL_WORLDS,
    world: 'the first unit comes in and is bought',
  },
  {
    guard: 'A6: a channel is not read while a push is on its way (in the model)',
    file: 'test/model/figures.ts',
    search: "if (plan.kind !== 'nothing' && !waitsForCheck(listing, plan)) {",
    replace: "if (plan.kind === 'push' && !waitsForCheck(listing, plan)) {",
    tests: SMALL_WORLDS,
    world: 'the first unit comes in and is bought',
  },
  {
    guard: 'A6: no check is scheduled for what a claimed raise will change',
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
    tests: SMALL_WORLDS,
    world: 'a customer buys the only unit and cancels',
  },
  {
    guard: 'A7: a report that may hide a cancellation moves the revision',
    file: 'shared/domain/listing/deduction.ts',
    search: '...((isFirst || deducted !== 0) && { voidsReading: true })',
    replace: '...{}',
    tests: SMALL_WORLDS,
    world: 'a customer buys the only unit and cancels',
  },
  {
    guard: 'A7: a posting keeps that a report voids the reading, however many observations it commits',
    file: 'shared/usecases/posting/posting-of.ts',
    search: 'const voidsReading = own.some((move) => move.voidsReading === true);',
    replace: 'const voidsReading = own.length < 0;',
    tests: SMALL_WORLDS,
    world: 'a customer buys the only unit and cancels',
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
    tests: SMALL_WORLDS,
    world: 'a customer buys the only unit and cancels',
  },
  {
    guard: 'A8: a proven reading settles what a push may have overwritten before escrow began',
    file: 'shared/aws/reconciling/check-store.ts',
    search: '        settledDoubts: settledByReading(listing.push),\n',
    replace: '',
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'A8: units go on only once what was sold before the reading is posted, not only received',
    file: 'shared/usecases/reconciling/recheck.ts',
    search: 'return reportedUpTo !== undefined && reportedUpTo >= at;',
    replace: 'return reportedUpTo === undefined || reportedUpTo >= at;',
    tests: ['test/simulation/rush'],
  },
  {
    guard: 'A9: under escrow a report moves the exposed units, whatever its time',
    file: 'shared/domain/listing/deduction.ts',
    search: 'if (isInEscrow && putsBackUnreportedSales(listing)) {',
    replace: 'if (false) {',
    tests: SMALL_WORLDS,
    world: 'a customer buys the only unit and cancels',
  },
  {
    guard: 'A10: escrow is not in force before the exposed units of a channel that only accepts figures were read',
    file: 'shared/domain/exposure/shares.ts',
    search: 'return !isProvenOnlyByReading(listing) || share?.isProven === true;',
    replace: 'return true;',
    tests: SMALL_WORLDS,
    world: 'a unit comes in beside another',
  },
];
