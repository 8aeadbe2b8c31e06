/** Posts one observation of each of several SKUs at once, for a caller who waits: all of them or none. */

import type { Sku } from '../../domain/identifiers.ts';
import type { Outcome } from '../../domain/ledger/outcome.ts';
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import type { Decided } from '../../domain/posting/decision.ts';
import { postOne } from '../../domain/posting/post.ts';
import type { HoldEndObservation, HoldObservation } from '../../domain/stock/observation.ts';
import { alertToEmit } from '../alerting/alert-to-emit.ts';
import { withRevisedExposure } from '../exposure/revise-on-posting.ts';
import { loadFor } from './load-ledger.ts';
import { postingOf } from './posting-of.ts';
import type { PostingPorts } from './posting-ports.ts';
import { routeOutcomes } from './route-outcomes.ts';
import { changesToEmit, oversoldToEmit } from './stock-events.ts';

/**
 * What was decided: of all SKUs, in their order. `busy`: other writers came first each time. `outdated`: what came first
 * made the observations pointless. Nothing was written then.
 */
export type PostedTogether =
  | { readonly kind: 'decided'; readonly decided: readonly Decided[] }
  | { readonly kind: 'busy' }
  | { readonly kind: 'outdated' };

export type TogetherOptions = {
  /** Whether the observations are pointless after a conflict. */
  readonly isOutdated?: () => Promise<boolean>;
  /** Ledgers that were loaded a moment ago, with the keys of their observation: the first attempt begins with these. */
  readonly read?: ReadonlyMap<Sku, SkuLedger>;
};

const NOTHING_READ: ReadonlyMap<Sku, SkuLedger> = new Map();

/**
 * Posts the observations, at most one of a SKU, in one transaction, and emits what changed. If one of them is refused, none
 * is written. Two callers that want the same SKUs in another order cannot wait for each other: nobody locks anything, the
 * later one meets a conflict and decides again, unless `isOutdated` says after the conflict that it need not. No attempt
 * begins after 15 seconds: the caller would get no answer any more. Rejects when the event was not emitted: asking again
 * emits again.
 */
export async function postTogether(
  ports: PostingPorts,
  observations: readonly (HoldObservation | HoldEndObservation)[],
  { isOutdated = async () => false, read = NOTHING_READ }: TogetherOptions = {},
): Promise<PostedTogether> {
  const endsMs = ports.clock().getTime() + DECIDED_WITHIN_MS;
  for (let attempt = 1; attempt <= ports.commitAttempts && ports.clock().getTime() < endsMs; attempt += 1) {
    const known = attempt === 1 ? read : NOTHING_READ;
    const decided = await Promise.all(observations.map((each) => decideOne(ports, each, known.get(each.sku))));
    const isRefused = decided.some(({ decision }) => !isAccepted(decision.outcome));
    const postings = isRefused ? [] : postingsOf(decided);
    const committed = postings.length === 0 ? 'committed' : await ports.ledger.commitTogether(postings);
    if (committed === 'committed') {
      await routeOutcomes(ports, decided);
      if (!isRefused) {
        await emit(ports, decided);
      }
      return { kind: 'decided', decided };
    }
    if (await isOutdated()) {
      return { kind: 'outdated' };
    }
    await ports.pause(attempt);
  }
  return { kind: 'busy' };
}

/**
 * An HTTP API waits 30 s at most, and the function 29. The last attempt, whose calls may each take two seconds and more,
 * must end within them (infra/ledger/stock-api.ts, shared/aws/lambda/call-limits.ts).
 */
const DECIDED_WITHIN_MS = 15_000;

function isAccepted({ kind }: Outcome): boolean {
  return kind === 'posted' || kind === 'duplicate';
}

async function decideOne(
  ports: PostingPorts,
  observation: HoldObservation | HoldEndObservation,
  known: SkuLedger | undefined,
): Promise<Decided> {
  const before = known ?? (await loadFor(ports.ledger, observation.sku, [observation]));
  // No entry before this one matters to a hold: only a count is compared with the past.
  const context = { now: ports.clock().toISOString(), digest: ports.digest, history: [] };
  const decided = postOne(before, observation, context);
  return { ...decided, after: await withRevisedExposure(ports, before, decided.after) };
}

function postingsOf(decided: readonly Decided[]) {
  return decided.map((each) => postingOf(each.before, each.after, [each])).filter(({ seen }) => seen.length > 0);
}

async function emit(ports: PostingPorts, decided: readonly Decided[]): Promise<void> {
  const transactions = decided.map((each) => ({ before: each.before, after: each.after, decided: [each] }));
  const changed = (await Promise.all(transactions.map((each) => changesToEmit(ports, [each])))).flat();
  const oversold = transactions.flatMap((each) => oversoldToEmit(ports.journal, each));
  const alerts = transactions.flatMap((each) => alertToEmit(ports.journal, each));
  if (changed.length + oversold.length + alerts.length > 0) {
    await ports.events.emit(changed, oversold, alerts);
  }
}

/** The SKUs that were refused, each with why. */
export function refusalsOf(decided: readonly Decided[]): readonly { readonly sku: Sku; readonly outcome: Outcome }[] {
  return decided
    .map(({ observation: { sku }, decision: { outcome } }) => ({ sku, outcome }))
    .filter(({ outcome }) => !isAccepted(outcome));
}
