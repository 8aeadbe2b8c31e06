/** Decides what follows from one observation for its SKU's ledger. It changes nothing: `evolve` applies the decision. */

import { contentHashOf } from '../ledger/content-hash.ts';
import { withoutCounted } from '../ledger/counted.ts';
import type { Outcome } from '../ledger/outcome.ts';
import { isBundle, type SkuLedger } from '../ledger/sku-ledger.ts';
import { takesComponents } from '../stock/bundle.ts';
import type { Observation } from '../stock/observation.ts';
import { appendEntry } from './append-entry.ts';
import { compareWithRecorded, hasNothing, type Known } from './compare-with-recorded.ts';
import { decideBaseline, decideBaselineEnd } from './decide-baseline.ts';
import { decideCount } from './decide-count.ts';
import { decideHold, decideHoldEnd } from './decide-hold.ts';
import { decideMovement } from './decide-movement.ts';
import { confirmOrderLine, decideOrderLine, decideOvertakenLine } from './decide-order-line.ts';
import { type Decision, type DraftDecision, draftEntry, leave, type PostingContext } from './decision.ts';
import { recordedWithPast } from './line-past.ts';
import { takeOver } from './take-over.ts';

/**
 * In order of precedence: the ledger cannot take the observation at all; it knows the fact already, or a newer one, or
 * another under the same key; otherwise the rules of the observation's kind say what moves.
 */
export function decide(observation: Observation, ledger: SkuLedger, context: PostingContext): Decision {
  const refusal = refusalOf(observation, ledger);
  if (refusal !== undefined) {
    return leave(refusal);
  }
  const recorded = recordedUnder(observation, ledger, context);
  const known: Known = { ...context, recorded, contentHash: contentHashOf(observation, recorded, context.digest) };
  const drafted = takingOver(draft(observation, ledger, known), observation, ledger, known);
  return drafted.kind === 'draft' ? appendEntry(observation, ledger, drafted.entry, known) : drafted;
}

function draft(observation: Observation, ledger: SkuLedger, known: Known): DraftDecision {
  const comparison = compareWithRecorded(observation, ledger, known);
  switch (comparison.kind) {
    case 'news':
      return draftNews(observation, ledger, known);
    case 'confirmed':
      return confirmOrderLine(comparison.line, comparison.recorded);
    case 'overtaken':
      return decideOvertakenLine(comparison.line, ledger, comparison.recorded);
    case 'duplicate':
    case 'stale':
    case 'conflicting':
      return leave(comparison);
    default:
      return comparison satisfies never;
  }
}

function draftNews(observation: Observation, ledger: SkuLedger, known: Known): DraftDecision {
  switch (observation.kind) {
    case 'orderLine':
      return decideOrderLine(observation, ledger, known);
    case 'movement':
      return decideMovement(observation, ledger, known.recorded?.moved, known.history);
    case 'count':
      return decideCount(observation, ledger, known.history);
    case 'hold':
      return decideHold(observation, ledger, known.now);
    case 'holdEnd':
      return decideHoldEnd(observation, ledger, known.recorded?.hold);
    case 'baseline':
      return decideBaseline(observation);
    case 'baselineEnd':
      return decideBaselineEnd(observation);
    default:
      return observation satisfies never;
  }
}

/**
 * A purchase that is known already takes over a hold all the same, where an earlier state did not name it, or its
 * capture came later: only the hold's units move.
 */
function takingOver(drafted: DraftDecision, observation: Observation, ledger: SkuLedger, known: Known): DraftDecision {
  const isKnown = drafted.kind === 'remember' || (drafted.kind === 'leave' && isOfKnownFact(drafted.outcome));
  const { changes, alsoSeen } = takeOver(observation, ledger);
  // Only a purchase takes over anything.
  if (!isKnown || changes.length === 0) {
    return drafted;
  }
  const fact = drafted.kind === 'remember' ? drafted.seen : known.recorded;
  return draftEntry({
    kind: observation.kind === 'movement' ? observation.cause : 'order',
    ...withoutCounted(ledger, changes, observation),
    contentHash: fact?.contentHash ?? known.contentHash,
    ...(fact?.line !== undefined && { line: fact.line }),
    ...(fact?.moved !== undefined && { moved: fact.moved }),
    alsoSeen,
  });
}

function isOfKnownFact({ kind }: Outcome): boolean {
  return kind === 'duplicate' || kind === 'stale';
}

/** Why the ledger cannot take an observation of this kind, whatever it remembers; undefined when it can. */
function refusalOf(observation: Observation, ledger: SkuLedger): Exclude<Outcome, { kind: 'posted' }> | undefined {
  if (observation.kind !== 'baseline' && ledger.seq === 0 && !hasNothing(observation)) {
    return { kind: 'unknownSku', reason: `SKU ${ledger.sku} is not in the ledger: import it.` };
  }
  return isBundle(ledger) && movesItsOwnStock(observation)
    ? { kind: 'invalid', reason: noStockOfItsOwn(ledger) }
    : undefined;
}

/** A bundle's own listing may move with its channel; sales and returns move its components. Nothing else can move. */
function movesItsOwnStock(observation: Observation): boolean {
  const isMovement = observation.kind === 'movement' && (observation.deducted ?? 0) === 0;
  return observation.kind === 'count' || (isMovement && !takesComponents(observation));
}

function noStockOfItsOwn({ sku, exposure }: SkuLedger): string {
  const components = (exposure?.madeOf ?? []).map((component) => component.sku).join(', ');
  return `${sku} is a bundle and has no stock of its own: receive, count or adjust its components (${components}).`;
}

/** What the ledger remembers under the observation's key; of an order line with a past, as it was when it was counted. */
function recordedUnder(observation: Observation, ledger: SkuLedger, { digest }: PostingContext) {
  return observation.kind === 'orderLine'
    ? recordedWithPast(observation, ledger, digest)
    : ledger.seen.get(observation.source.key);
}
