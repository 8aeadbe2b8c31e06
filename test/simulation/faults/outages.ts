/** Outages of one service of AWS: for some seconds it fails every call, or answers none. */
import type { Random } from '../random.ts';
import type { AwsService, CallManner } from './aws-manners.ts';

/** `refuses`: each call is answered 500 or 503, or its connection breaks. `hangs`: no call is answered. */
export type Outage = {
  readonly service: AwsService;
  readonly kind: 'refuses' | 'hangs';
  readonly fromMs: number;
  readonly untilMs: number;
};

/** Five tries in place, and the waits between them (shared/aws/lambda/call-retries.ts). */
const REFUSED_MS = 500;
/** Two tries of a second each (shared/aws/lambda/call-limits.ts). */
const TRY_MS = 1_000;
const HUNG_TRIES = 2;
/** An answer takes some milliseconds after the outage has ended. */
const ANSWERED_MS = 20;

/** How a call goes that begins during one of the outages; undefined where none touches it. */
export function mannerIn(outages: readonly Outage[], service: AwsService, nowMs: number): CallManner | undefined {
  const outage = outages.find((each) => each.service === service && each.fromMs <= nowMs && nowMs < each.untilMs);
  if (outage === undefined) {
    return undefined;
  }
  const leftMs = outage.untilMs - nowMs;
  const failsAfterMs = outage.kind === 'hangs' ? HUNG_TRIES * TRY_MS : REFUSED_MS;
  const lastTryMs = outage.kind === 'hangs' ? (HUNG_TRIES - 1) * TRY_MS : REFUSED_MS;
  return leftMs <= lastTryMs
    ? { kind: 'slow', ms: (outage.kind === 'hangs' ? lastTryMs : leftMs) + ANSWERED_MS }
    : { kind: 'failed', afterMs: failsAfterMs, appliedAfterMs: undefined };
}

/** For how long the service stays away from now on. */
export function awayMs(outages: readonly Outage[], service: AwsService, nowMs: number): number {
  const now = outages.filter((each) => each.service === service && each.fromMs <= nowMs);
  return Math.max(0, ...now.map(({ untilMs }) => untilMs - nowMs));
}

const SERVICES: readonly [AwsService, ...AwsService[]] = ['DynamoDB', 'SQS', 'EventBridge'];
const LONGEST_MS = 6_000;

/** Some outages, drawn within a time; each lasts for some seconds at most. */
export function drawOutages(random: Random, fromMs: number, untilMs: number): readonly Outage[] {
  return Array.from({ length: random.integer(1, 4) }, () => {
    const beginsMs = random.integer(fromMs, untilMs);
    const kind = random.pick<Outage['kind']>(['refuses', 'hangs']);
    return {
      ...{ service: random.pick(SERVICES), kind },
      ...{ fromMs: beginsMs, untilMs: beginsMs + random.integer(200, LONGEST_MS) },
    };
  });
}
