import { canonicalJson } from '../canonical-json.ts';
import type { LocationId } from '../identifiers.ts';
import type { BaselineEndObservation, BaselineObservation, Observation } from '../stock/observation.ts';
import { lineEffect } from '../stock/order-line.ts';
import type { StockChange } from '../stock/stock.ts';
import { postEntry } from './post-entry.ts';
import type { FoldContext, Folded, SkuLedger } from './sku-ledger.ts';

/**
 * A cut-over with open orders as the observations it is posted as: the baseline with the units of those orders set
 * aside, each order line like any other, and the end, which gives the units back as the orders now commit them. So
 * however many transactions that takes, what is available is never too high in between.
 */
export function unfold(observation: Observation): readonly Observation[] {
  if (observation.kind !== 'baseline' || observation.openLines === undefined) {
    return [observation];
  }
  const { openLines, ...baseline } = observation;
  const setAside: Record<LocationId, number> = {};
  for (const { location, state } of new Map(openLines.map((line) => [line.source.key, line])).values()) {
    setAside[location] = (setAside[location] ?? 0) + lineEffect(state).committed;
  }
  const begin: BaselineObservation = { ...baseline, setAside };
  return [begin, ...openLines, { ...begin, kind: 'baselineEnd' }];
}

/** The cut-over of a SKU is the first entry of its ledger: told again, it moves nothing. */
export function foldBaseline(ledger: SkuLedger, observation: BaselineObservation, context: FoldContext): Folded {
  if (ledger.seq > 0) {
    return { outcome: { kind: 'duplicate', seq: 1 }, ledger };
  }
  const { onHand, unavailable = {}, setAside = {}, includes, occurredAt } = observation;
  const places = [...new Set([onHand, unavailable, setAside].flatMap((units) => Object.keys(units)))] as LocationId[];
  const changes = places.map((location): StockChange => {
    const aside = (unavailable[location] ?? 0) + (setAside[location] ?? 0);
    return { location, onHand: onHand[location] ?? 0, ...(aside !== 0 && { unavailable: aside }) };
  });
  const counted = Object.fromEntries(Object.keys(onHand).map((location) => [location, occurredAt]));
  const cutOver: SkuLedger = {
    ...ledger,
    ...(includes === 'counted' && { countedAt: { ...ledger.countedAt, ...counted } }),
    ...(includes === 'fromChannel' && { cutOverAt: counted }),
  };
  const contentHash = hashOf(observation, context);
  return postEntry(cutOver, observation, context, { kind: 'baseline', changes, contentHash });
}

/** Gives back what this very baseline set aside, once. After another run's baseline there is nothing to give back. */
export function foldBaselineEnd(ledger: SkuLedger, observation: BaselineEndObservation, context: FoldContext): Folded {
  const seen = ledger.seen.get(observation.source.key);
  if (seen?.contentHash !== hashOf({ ...observation, kind: 'baseline' }, context)) {
    return { outcome: { kind: 'duplicate', seq: seen?.seq ?? 1 }, ledger };
  }
  const { setAside = {} } = observation;
  const changes = Object.entries(setAside).map(([location, units]) => ({
    location: location as LocationId,
    unavailable: -units,
  }));
  return postEntry(ledger, observation, context, {
    kind: 'adjusted',
    changes,
    contentHash: hashOf(observation, context),
    reason: 'the orders that were open at the cut-over are committed',
  });
}

function hashOf(observation: BaselineObservation | BaselineEndObservation, context: FoldContext): string {
  const { kind, onHand, unavailable, setAside, occurredAt } = observation;
  return context.digest(canonicalJson({ kind, onHand, unavailable, setAside, occurredAt }));
}
