/** The guards of the gates that a push passes before its call. */
import type { Guard } from '../guard.ts';

const GATES = 'shared/usecases/pushing/push-gates.ts';
const CIRCUIT = 'shared/usecases/pushing/circuit.ts';
const WITHOUT_CREDENTIALS = 'shared/usecases/pushing/pause-without-credentials.ts';
const BREAKER = 'shared/usecases/pushing/mass-change-breaker.ts';
const CALLS = 'shared/usecases/pushing/channel-calls.ts';
const ENDINGS = 'shared/usecases/pushing/end-push.ts';
const PUSH = 'shared/usecases/pushing/push-stock.ts';
const CHECK = 'shared/usecases/reconciling/check-listings.ts';
const STEER = 'shared/usecases/connecting/control-channel.ts';
const ABSOLUTE = 'shared/domain/pushing/absolute.ts';
const PUSHES = 'shared/domain/pushing/push.ts';
const RATE = 'shared/domain/pushing/rate.ts';
const SURGE = 'shared/domain/pushing/surge.ts';
const TESTS = [
  'test/shared/usecases/pushing/push-gates',
  'test/shared/usecases/pushing/push-absolute',
  'test/shared/usecases/pushing/push-allowance',
  'test/shared/usecases/pushing/mass-change-breaker',
  'test/shared/usecases/connecting/control-channel',
  'test/scars/gates',
  'test/shared/domain/pushing/channels-due',
] as const;

/** What stands between a push and its channel. */
export const GATE_GUARDS: readonly Guard[] = [
  {
    guard: 'A paused channel is sent nothing',
    file: GATES,
    search: 'if (state.paused !== undefined) {',
    replace: 'if (state.paused !== undefined && Date.now() < 0) {',
    tests: TESTS,
  },
  {
    guard: 'A channel without credentials is paused, not refused listing by listing',
    file: WITHOUT_CREDENTIALS,
    search: "if (await states.pauseUnlessPaused(channel, { by: 'stockline', at: clock().toISOString(), why })) {",
    replace: 'if (true) {',
    tests: ['test/shared/usecases/pushing/pause-without-credentials'],
  },
  {
    guard: 'A function with old credentials pauses no channel that was connected again',
    file: WITHOUT_CREDENTIALS,
    search: 'if (await isSecretReplaced?.()) {',
    replace: 'if (false) {',
    tests: ['test/shared/usecases/pushing/pause-without-credentials'],
  },
  {
    guard: 'A push that found the credentials gone is taken back, so that resuming plans it anew',
    file: ENDINGS,
    search: '  await takeBack(store, listing, intent);\n  return outcome',
    replace: '  return outcome',
    tests: ['test/shared/usecases/pushing/pause-without-credentials'],
  },
  {
    guard: 'While the circuit is open nobody calls',
    file: GATES,
    search: "if (circuit === 'open' || (circuit",
    replace: 'if ((circuit',
    tests: TESTS,
  },
  {
    guard: 'One function at a time tries whether the channel answers',
    file: GATES,
    search: '!(await takeProbe(ports, state, until))',
    replace: "!(await takeProbe(ports, state, until)) && until === ''",
    tests: TESTS,
  },
  {
    guard: 'Calls without an answer open the circuit',
    file: CIRCUIT,
    search: 'if (circuit.failures < FAILURES_TO_OPEN ||',
    replace: 'if (circuit.failures > 0 ||',
    tests: TESTS,
  },
  {
    guard: 'An answer closes the circuit',
    file: CIRCUIT,
    search: 'await gates.states.closeCircuit(channel);',
    replace: '',
    tests: TESTS,
  },
  {
    guard: 'A throttled or refused call was answered',
    file: CALLS,
    search: "answer.kind === 'unanswered' ? 'unanswered' : 'answered'",
    replace: "answer.kind === 'applied' ? 'answered' : 'unanswered'",
    tests: TESTS,
  },
  {
    guard: 'A trial that found nothing to call for is left to the next',
    file: PUSH,
    search: 'await gates.leaveProbe();',
    replace: '',
    tests: TESTS,
  },
  {
    guard: 'What a channel’s state met of its own lost answer is its own',
    file: 'shared/aws/pushing/channel-states.ts',
    search: 'written.isRepeated && isOurs !== undefined',
    replace: 'written.isRepeated && isOurs === undefined',
    tests: ['test/shared/aws/pushing/channel-states'],
  },
  {
    guard: 'In shadow mode nothing is sent',
    file: GATES,
    search: "if (mode === 'shadow') {",
    replace: "if (mode === 'shadow' && intent.delta === 0) {",
    tests: TESTS,
  },
  {
    guard: 'In lower-only mode no raise is sent',
    file: GATES,
    search: "mode === 'lowerOnly' && isNew(push) && push.intent.delta > 0",
    replace: "mode === 'lowerOnly' && isNew(push) && push.intent.delta === 0",
    tests: TESTS,
  },
  {
    guard: 'In lower-only mode a raise that may have been made is ended',
    file: GATES,
    search: "mode === 'lowerOnly' && isNew(push) && push.intent.delta > 0",
    replace: "mode === 'lowerOnly' && push.intent.delta > 0",
    tests: TESTS,
  },
  {
    guard: 'An absolute raise waits until the last push has settled',
    file: GATES,
    search: 'isNew(push) ? waitFor(leftMs) : undefined',
    replace: 'isNew(push) ? waitFor(-leftMs) : undefined',
    tests: TESTS,
  },
  {
    guard: 'An absolute raise is not tried again while a check of it is on its way',
    file: GATES,
    search: 'listing.suspicion !== undefined && isCheckAhead(listing, ports.clock())',
    replace: 'false',
    tests: TESTS,
  },
  {
    guard: 'An absolute raise is not written over what was not reported',
    file: ABSOLUTE,
    search: 'return isAsPlanned && actual === listing.shown ?',
    replace: 'return isAsPlanned ?',
    tests: TESTS,
  },
  {
    guard: 'An absolute raise that was planned before a sale is not made',
    file: ABSOLUTE,
    search: 'return isAsPlanned && actual === listing.shown ?',
    replace: 'return actual === listing.shown ?',
    tests: TESTS,
  },
  {
    guard: 'An absolute raise whose answer was lost is found applied',
    file: ABSOLUTE,
    search: 'if (intent.repeated && actual === intent.target) {',
    replace: 'if (intent.repeated && actual === -1) {',
    tests: TESTS,
  },
  {
    guard: 'A raise that is taken back may have been made until then',
    file: ENDINGS,
    search: 'intent.repeated ? clock().toISOString() : undefined',
    replace: 'undefined',
    tests: TESTS,
  },
  {
    guard: 'A check does not push a raise that only a reconcile request may send',
    file: CHECK,
    search: "plan.kind !== 'nothing' && !waitsForCheck(listing, plan)",
    replace: "plan.kind !== 'nothing'",
    tests: TESTS,
  },
  {
    guard: 'The lowest figure goes first',
    file: PUSH,
    search: 'batch.toSorted((a, b) => a.lowest - b.lowest)',
    replace: 'batch.slice()',
    tests: TESTS,
  },
  {
    guard: 'A call is left to what goes to nothing',
    file: RATE,
    search: "(urgency === 'urgent' ? burst : burst - RESERVED)",
    replace: 'burst',
    tests: TESTS,
  },
  {
    guard: 'No more calls than the account takes',
    file: RATE,
    search: 'Math.max(0, Math.min(wanted, Math.floor((room - ahead) / perCallMs)))',
    replace: 'wanted',
    tests: TESTS,
  },
  {
    guard: 'Each further call of a push is taken from the budget',
    file: CALLS,
    search: 'calls === 1 ? 0 : await gates.furtherCall(intent)',
    replace: '0',
    tests: TESTS,
  },
  {
    guard: 'What was certainly not made leaves nothing behind',
    file: ENDINGS,
    search: 'await (canBeDropped(intent)',
    replace: 'await (false',
    tests: TESTS,
  },
  {
    guard: 'The breaker trips at one listing too many',
    file: BREAKER,
    search: 'if (counted <= most) {',
    replace: 'if (counted > 0) {',
    tests: TESTS,
  },
  {
    guard: 'Trade trips no breaker',
    file: SURGE,
    search: 'worksByItself : TRADE.has(cause.kind)',
    replace: 'worksByItself : false',
    tests: TESTS,
  },
  {
    guard: 'What an operator confirmed goes out',
    file: SURGE,
    search: 'return isConfirmed || (cause',
    replace: 'return (cause',
    tests: TESTS,
  },
  {
    guard: 'What caused a zero is the entry that took the last unit',
    file: SURGE,
    search: 'sellable(stockAfter, listing, exposure) === 0 && sellable(before(index), listing, exposure) > 0',
    replace: 'true',
    tests: ['test/shared/domain/pushing/surge'],
  },
  {
    guard: 'A channel whose pushes may go again catches up',
    file: STEER,
    search: 'await controls.resume(channel, at);\n      return catchUp(ports, channel);',
    replace: 'await controls.resume(channel, at);\n      return 0;',
    tests: TESTS,
  },
  {
    guard: 'Pushes are let go before what is behind is searched',
    file: STEER,
    search: 'await controls.resume(channel, at);\n      return catchUp(ports, channel);',
    replace: 'return catchUp(ports, channel).finally(() => controls.resume(channel, at));',
    tests: TESTS,
  },
  {
    guard: 'Only what lowers is urgent',
    file: PUSHES,
    search: 'return intent.delta < 0 && intent.target <= urgentAt;',
    replace: 'return intent.target <= urgentAt;',
    tests: TESTS,
  },
  {
    guard: 'No request is begun that the function has no time for',
    file: PUSH,
    search: 'if (ports.clock().getTime() > until) {',
    replace: 'if (ports.clock().getTime() < 0) {',
    tests: ['test/shared/usecases/pushing/push-stock', 'test/properties/scale/many-locations'],
  },
  {
    guard: 'A SKU is read once there is a call for it',
    file: PUSH,
    search: 'waiting.splice(0, calls)',
    replace: 'waiting.splice(0, waiting.length)',
    tests: ['test/shared/usecases/pushing/push-allowance'],
  },
  {
    guard: 'A batch waits for calls only as long as its function has time for its pushes',
    file: PUSH,
    search: 'ports.clock().getTime() + waitMs > until',
    replace: 'ports.clock().getTime() + waitMs < 0',
    tests: ['test/shared/usecases/pushing/push-allowance'],
  },
  {
    guard: 'What falls to nothing takes the call that is kept for it, where calls are short, too',
    file: PUSH,
    search: "every(({ isUrgent }) => isUrgent)) ? 'urgent' : 'ordinary'",
    replace: "every(({ isUrgent }) => isUrgent)) ? 'ordinary' : 'ordinary'",
    tests: ['test/shared/usecases/pushing/push-allowance'],
  },
];
