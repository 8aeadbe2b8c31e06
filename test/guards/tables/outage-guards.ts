/** The guards of outages: what keeps a listing from waiting long after AWS failed for some seconds. */
import type { Guard } from '../guard.ts';

const BATCH = ['test/functions/wiring/queue-batch'] as const;
const BURSTS = ['test/simulation/passing-faults'] as const;

/** Outages of AWS that last for seconds. */
export const OUTAGE_GUARDS: readonly Guard[] = [
  {
    guard: 'A posting that hangs gives its messages back before its function’s time is over',
    file: 'functions/wiring/queue-batch.ts',
    search: 'if (workMs === undefined) {',
    replace: 'if (true) {',
    tests: BATCH,
  },
  {
    guard: 'Giving back is tried for as long as the function may run',
    file: 'functions/wiring/queue-batch.ts',
    search: 'await tryFor(forMs, givingBack, timing)',
    replace: 'await tryFor(750, givingBack, timing)',
    tests: [...BATCH, ...BURSTS],
  },
  {
    guard: 'A function answers before its time is over, so that what it did is done',
    file: 'functions/wiring/queue-batch.ts',
    search: 'time.getRemainingTimeInMillis() - ANSWERING_MS',
    replace: 'time.getRemainingTimeInMillis() + ANSWERING_MS',
    tests: BATCH,
  },
  {
    guard: 'A lease is ended for as long as an outage lasts, so that its listing does not wait for the lease',
    file: 'shared/aws/pushing/push-claim.ts',
    search: 'ENDING_LEASE_MS = 8_000',
    replace: 'ENDING_LEASE_MS = 500',
    tests: BURSTS,
  },
  {
    guard: 'A webhook is queued again for as long as its platform waits: it would come again minutes later',
    file: 'functions/wiring/webhook-intake.ts',
    search: 'tryFor(answeredBy - Date.now(), () =>',
    replace: 'tryFor(0, () =>',
    tests: ['test/functions/wiring/webhook-intake'],
  },
  {
    guard: 'A message comes again soon, for as long as it may be an outage of seconds',
    file: 'shared/aws/lambda/back-off.ts',
    search: 'const SOON_TRIES = 8;',
    replace: 'const SOON_TRIES = 1;',
    tests: ['test/shared/aws/lambda/back-off'],
  },
  {
    guard: 'A call that hangs is sent again once, and one that is refused four times',
    file: 'shared/aws/lambda/call-retries.ts',
    search: 'hung >= CALL_TRIES.hung',
    replace: 'false',
    tests: ['test/shared/aws/lambda/call-retries'],
  },
  {
    guard: 'A connection that broke is no call that hung',
    file: 'shared/aws/lambda/call-retries.ts',
    search: "error?.name === 'TimeoutError' && error.code !== 'ECONNRESET'",
    replace: "error?.name === 'TimeoutError'",
    tests: ['test/shared/aws/lambda/call-retries'],
  },
  {
    guard: 'A queue keeps a message for less time than its dead-letter queue, in which it is as old',
    file: 'infra/constructs/stockline-queue.ts',
    search: 'const RETENTION = Duration.days(10);',
    replace: 'const RETENTION = Duration.days(14);',
    tests: ['test/infra/queues'],
  },
  {
    guard: 'A request to the stock API is made again while AWS fails: a hold that was posted is notified',
    file: 'functions/wiring/api/stock-routes.ts',
    search: 'const ANSWERING_MS = 8_000;',
    replace: 'const ANSWERING_MS = 0;',
    tests: ['test/functions/wiring/api/stock-routes'],
  },
];
