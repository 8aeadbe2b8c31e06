/** Decides what follows from a baseline, the cut-over of a SKU into the ledger: its first entry, and from the baseline's end. */

import { entriesOf, keysOf, type LocationId } from '../identifiers.ts';
import type { BaselineEndObservation, BaselineObservation, Observation, OffSaleAt } from '../stock/observation.ts';
import type { StockWorkRecord } from '../stock/off-sale.ts';
import { stockWorkKey } from '../stock/off-sale.ts';
import { lineEffect } from '../stock/order-line.ts';
import type { StockChange } from '../stock/stock.ts';
import { type DraftDecision, draftEntry } from './decision.ts';

/**
 * A cut-over with open orders as the observations it is posted as: the baseline with the units of those orders set
 * aside, each order line like any other, and the end, which gives the units back as the orders now commit them. So what
 * is available is never too high in between, in however many transactions they are posted.
 */
export function unfoldCutOver(observation: Observation): readonly Observation[] {
  if (observation.kind !== 'baseline' || observation.openLines === undefined) {
    return [observation];
  }
  const { openLines, offSale, ...baseline } = observation;
  const setAside: Record<LocationId, number> = {};
  for (const { location, state } of new Map(openLines.map((line) => [line.source.key, line])).values()) {
    setAside[location] = (setAside[location] ?? 0) + lineEffect(state).committed;
  }
  const end = { ...baseline, setAside };
  return [{ ...end, ...(offSale && { offSale }) }, ...openLines, { ...end, kind: 'baselineEnd' }];
}

/**
 * On hand begins as given; units that cannot be sold, and those of open orders, are unavailable from the start. What the channel
 * had off sale is the record with which its next reading is compared.
 */
export function decideBaseline(observation: BaselineObservation): DraftDecision {
  const { onHand, unavailable = {}, setAside = {}, includes, occurredAt, offSale = [] } = observation;
  const places = [...new Set([onHand, unavailable, setAside].flatMap((units) => keysOf(units)))];
  const changes = places.map((location): StockChange => {
    const aside = (unavailable[location] ?? 0) + (setAside[location] ?? 0);
    return { location, onHand: onHand[location] ?? 0, ...(aside !== 0 && { unavailable: aside }) };
  });
  const asOf = Object.fromEntries(keysOf(onHand).map((location) => [location, occurredAt]));
  return draftEntry({
    kind: 'baseline',
    changes,
    ...(includes === 'counted' && { countedAt: asOf }),
    ...(includes === 'fromChannel' && { cutOverAt: asOf }),
    alsoSeen: offSale.map((each) => recordOf(observation, each)),
  });
}

function recordOf({ source, occurredAt }: BaselineObservation, { channelLocation, offSale }: OffSaleAt) {
  const work: StockWorkRecord = { offSale, foundMore: 0, readAt: Date.parse(occurredAt) };
  return { key: stockWorkKey({ channel: source.channel, channelLocation }), contentHash: '', work };
}

/** Makes available again what this baseline made unavailable: the orders commit those units now. */
export function decideBaselineEnd({ setAside = {} }: BaselineEndObservation): DraftDecision {
  const changes = entriesOf(setAside).map(([location, units]) => ({ location, unavailable: -units }));
  return draftEntry({ kind: 'adjusted', changes, reason: 'the orders that were open at the cut-over are committed' });
}
