/** Decides which calls and notifications fail, and how. */
import * as v from 'valibot';
import { seededRandom } from './seeded-random.ts';

const rate = v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0);
const milliseconds = v.pipe(v.number(), v.minValue(0), v.maxValue(86_400_000));
const delayRange = v.pipe(
  v.tuple([milliseconds, milliseconds]),
  v.check(([min, max]) => min <= max, 'the first delay must not be above the second'),
);

const faultsSchema = v.strictObject({
  seed: v.optional(v.pipe(v.number(), v.safeInteger()), 1),
  webhook: v.optional(v.strictObject({ loss: rate, duplicate: rate, delayMs: v.optional(delayRange, [0, 0]) }), {}),
  api: v.optional(
    v.strictObject({
      throttle: rate,
      error: rate,
      timeout: rate,
      ignore: rate,
      latencyMs: v.optional(milliseconds, 0),
    }),
    {},
  ),
});

/** What goes wrong from now on: rates 0…1 per call or notification, times in milliseconds. */
export type Faults = v.InferOutput<typeof faultsSchema>;

/** Reads a control body; a fault that it leaves out is off. The reason names the field at fault. */
export function parseFaults(body: unknown): { ok: true; faults: Faults } | { ok: false; reason: string } {
  const parsed = v.safeParse(faultsSchema, body);
  if (parsed.success) return { ok: true, faults: parsed.output };
  const [issue] = parsed.issues;
  return { ok: false, reason: `${v.getDotPath(issue) ?? 'body'}: ${issue.message}` };
}

export type ApiFate = 'serve' | 'throttle' | 'error' | 'ignore' | 'timeoutApplied' | 'timeoutLost';

/** The delays of the copies of one notification: none when it is lost, two when it is duplicated. */
export type NotificationFate = { delaysMs: number[] };

export type FaultDice = {
  set: (faults: Faults) => void;
  current: () => Faults;
  nextCall: () => { fate: ApiFate; latencyMs: number };
  nextNotification: () => NotificationFate;
};

const CALLS_STREAM = 1;
const NOTIFICATIONS_STREAM = 2;

/**
 * Decides the fate of the nth call and of the nth notification since the faults were set, each from the seed and n
 * alone, so that the interleaving of calls and notifications changes neither.
 */
export function createFaultDice(): FaultDice {
  let faults: Faults = v.parse(faultsSchema, {});
  let calls = 0;
  let notifications = 0;
  const rollFor = (stream: number, index: number) =>
    seededRandom(Math.imul(faults.seed, 0x9e3779b1) ^ Math.imul(stream, 0x85ebca6b) ^ Math.imul(index, 0xc2b2ae35));
  return {
    set(next) {
      faults = next;
      calls = 0;
      notifications = 0;
    },
    current: () => faults,
    nextCall() {
      calls += 1;
      const roll = rollFor(CALLS_STREAM, calls);
      return { fate: fateOf(faults.api, roll), latencyMs: faults.api.latencyMs };
    },
    nextNotification() {
      notifications += 1;
      const roll = rollFor(NOTIFICATIONS_STREAM, notifications);
      const { loss, duplicate, delayMs } = faults.webhook;
      const isLost = roll() < loss;
      const copies = roll() < duplicate ? 2 : 1;
      if (isLost) return { delaysMs: [] };
      const [min, max] = delayMs;
      return { delaysMs: Array.from({ length: copies }, () => min + roll() * (max - min)) };
    },
  };
}

/** Each rate applies to the calls that the faults before it let through. */
function fateOf(rates: Faults['api'], roll: () => number): ApiFate {
  if (roll() < rates.throttle) return 'throttle';
  if (roll() < rates.error) return 'error';
  if (roll() < rates.timeout) return roll() < 0.5 ? 'timeoutApplied' : 'timeoutLost';
  if (roll() < rates.ignore) return 'ignore';
  return 'serve';
}
