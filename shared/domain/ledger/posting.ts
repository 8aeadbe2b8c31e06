import { canonicalJson } from '../canonical-json.ts';
import { takesComponents } from '../stock/bundle.ts';
import type { MovementObservation, Observation, OrderLineObservation } from '../stock/observation.ts';
import { isNothing, lineChanges, type OrderLineState } from '../stock/order-line.ts';
import { isSettled } from '../stock/order-reading.ts';
import { withPast } from './line-past.ts';
import { foldBaseline, foldBaselineEnd } from './post-baseline.ts';
import { foldCount } from './post-count.ts';
import { postEntry, rememberOnly, withoutCounted } from './post-entry.ts';
import { foldHold, foldHoldEnd } from './post-hold.ts';
import { isNews, redated, stepOf, withStep } from './shelf-steps.ts';
import type { FoldContext, Folded, RecordedLine, Seen, SkuLedger } from './sku-ledger.ts';

/** Folds observations one after the other: one step each, in their order. */
export function foldAll(
  ledger: SkuLedger,
  observations: readonly Observation[],
  context: FoldContext,
): readonly Folded[] {
  const steps: Folded[] = [];
  for (const observation of observations) {
    const posted = steps.flatMap((step) => step.entry ?? []);
    steps.push(
      fold(steps.at(-1)?.ledger ?? ledger, observation, { ...context, history: [...context.history, ...posted] }),
    );
  }
  return steps;
}

/** Folds one observation into the ledger. Pure: the same arguments give the same result. */
export function fold(ledger: SkuLedger, observation: Observation, context: FoldContext): Folded {
  if (observation.kind === 'baseline') {
    return foldBaseline(ledger, observation, context);
  }
  if (ledger.seq === 0) {
    return { outcome: { kind: 'unknownSku', reason: `SKU ${ledger.sku} is not in the ledger: import it.` }, ledger };
  }
  switch (observation.kind) {
    case 'orderLine':
      return foldOrderLine(withPast(ledger, observation, context), observation, context);
    case 'movement':
      return foldMovement(ledger, observation, context);
    case 'count':
      return isBundle(ledger)
        ? { outcome: { kind: 'invalid', reason: noStockOfItsOwn(ledger) }, ledger }
        : foldCount(ledger, observation, context);
    case 'hold':
      return foldHold(ledger, observation, context);
    case 'holdEnd':
      return foldHoldEnd(ledger, observation, context);
    case 'baselineEnd':
      return foldBaselineEnd(ledger, observation, context);
    default:
      return observation satisfies never;
  }
}

function foldOrderLine(ledger: SkuLedger, observation: OrderLineObservation, context: FoldContext): Folded {
  const { state, location } = observation;
  // A line without units is nowhere: where it is said to be does not tell two such states apart.
  const contents = isNothing(state) ? { state } : { state, location };
  const contentHash = context.digest(canonicalJson(contents));
  const seen = ledger.seen.get(observation.source.key);
  const step = stepOf(observation);
  const line = recordOf(observation, withStep(seen?.line?.steps ?? [], step));
  if (seen?.line !== undefined) {
    const verdict = compareWithRecorded(seen, seen.line, line, contentHash);
    switch (verdict) {
      case 'stale':
        return isBundle(ledger)
          ? { outcome: { kind: 'stale', seq: seen.seq }, ledger }
          : foldOvertaken(ledger, observation, context, { ...seen, line: seen.line });
      case 'same':
        return { outcome: { kind: 'duplicate', seq: seen.seq }, ledger };
      case 'sameButNewer':
        return rememberOnly(ledger, { ...seen, line });
      case 'conflicting': {
        const reason = sameVersion(observation, seen.line.state);
        return { outcome: { kind: 'conflicting', reason, seq: seen.seq }, ledger };
      }
      case 'newer':
        break;
      default:
        return verdict satisfies never;
    }
  }
  const moved = isBundle(ledger) ? [] : lineChanges(seen?.line, observation);
  return postEntry(ledger, observation, context, {
    kind: 'order',
    changes: withoutCounted(ledger, moved, observation),
    contentHash,
    deducted: state.deducted - (seen?.line?.state.deducted ?? 0),
    line,
  });
}

/** A state that was overtaken moves nothing, but may tell that units crossed the shelf earlier than we took them to. */
function foldOvertaken(
  ledger: SkuLedger,
  observation: OrderLineObservation,
  context: FoldContext,
  seen: Seen & { readonly line: RecordedLine },
): Folded {
  const step = stepOf(observation);
  const { steps } = seen.line;
  if (!isNews(steps, step)) {
    return { outcome: { kind: 'stale', seq: seen.seq }, ledger };
  }
  const line = { ...seen.line, steps: withStep(steps, step) };
  const changes = redated(steps, step);
  if (changes.length === 0) {
    // It moved nothing, but what comes later and is older still must be compared with it.
    return { ...rememberOnly(ledger, { ...seen, line }), outcome: { kind: 'stale', seq: seen.seq } };
  }
  return postEntry(ledger, observation, context, {
    kind: 'order',
    changes: withoutCounted(ledger, changes, observation),
    contentHash: seen.contentHash,
    line,
  });
}

function recordOf(
  { version, readAt, state, location }: OrderLineObservation,
  steps: RecordedLine['steps'],
): RecordedLine {
  return { version, ...(readAt !== undefined && { readAt }), state, location, steps };
}

/**
 * Versions are compared first. Two states of one version and other contents cannot be put in order by what was sent:
 * the one read back from the channel decides, the later reading over the earlier, and until there is a reading that
 * was made after the version had settled, they are conflicting and the channel is read.
 */
function compareWithRecorded(
  seen: Seen,
  recorded: RecordedLine,
  line: RecordedLine,
  contentHash: string,
): 'stale' | 'same' | 'sameButNewer' | 'newer' | 'conflicting' {
  if (line.version < recorded.version) {
    return 'stale';
  }
  const isNewerReading = line.readAt !== undefined && line.readAt > (recorded.readAt ?? 0);
  if (contentHash === seen.contentHash) {
    return line.version > recorded.version || isNewerReading ? 'sameButNewer' : 'same';
  }
  if (line.version > recorded.version || isNewerReading) {
    return 'newer';
  }
  const isDecided = recorded.readAt !== undefined && isSettled(recorded.version, recorded.readAt);
  return isDecided || line.readAt !== undefined ? 'stale' : 'conflicting';
}

function foldMovement(ledger: SkuLedger, observation: MovementObservation, context: FoldContext): Folded {
  const { cause, changes, deducted = 0, reason } = observation;
  const contentHash = context.digest(canonicalJson({ cause, changes, deducted, reason }));
  const seen = ledger.seen.get(observation.source.key);
  if (isBundle(ledger) && deducted === 0 && !takesComponents(observation)) {
    return { outcome: { kind: 'invalid', reason: noStockOfItsOwn(ledger) }, ledger };
  }
  if (seen !== undefined) {
    return seen.contentHash === contentHash
      ? { outcome: { kind: 'duplicate', seq: seen.seq }, ledger }
      : { outcome: { kind: 'conflicting', reason: otherContents(observation, seen.seq), seq: seen.seq }, ledger };
  }
  return postEntry(ledger, observation, context, {
    kind: cause,
    changes: isBundle(ledger) ? [] : cause === 'corrected' ? changes : withoutCounted(ledger, changes, observation),
    contentHash,
    deducted,
    ...(reason !== undefined && { reason }),
  });
}

function isBundle({ exposure }: SkuLedger): boolean {
  return exposure?.madeOf !== undefined;
}

function noStockOfItsOwn({ sku, exposure }: SkuLedger): string {
  const components = (exposure?.madeOf ?? []).map((component) => component.sku).join(', ');
  return `${sku} is a bundle and has no stock of its own: receive, count or adjust its components (${components}).`;
}

function sameVersion(observation: OrderLineObservation, recorded: OrderLineState): string {
  const { channel, order, line } = observation.source;
  return `Order ${order} line ${line} on ${channel} came twice with version ${observation.version} and other contents: recorded ${JSON.stringify(recorded)}, now ${JSON.stringify(observation.state)}.`;
}

function otherContents(observation: MovementObservation, seq: number): string {
  return `Key ${observation.source.key} of ${observation.source.channel} was posted as entry ${seq} with other contents: send a correction under a new id.`;
}
