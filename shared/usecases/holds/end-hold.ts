/** Ends a hold: captures, ships, returns, voids or cancels all its lines together. */

import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import { type HoldStatus, holdKey } from '../../domain/stock/hold.ts';
import type { HoldEnd, HoldEndObservation } from '../../domain/stock/observation.ts';
import { postTogether, refusalsOf } from '../posting/post-together.ts';
import { type HoldPorts, type HoldView, linesAfter, viewOf } from './hold-ports.ts';

/** What becomes of a hold, and the order that its units are for, with `captured` and `sold`. */
export type RequestedEnd = {
  readonly end: Exclude<HoldEnd, 'expired'>;
  readonly order?: string;
  readonly channel?: ChannelId;
};

/** The answer to a request to end a hold. */
export type EndHoldAnswer =
  | { readonly kind: 'ended'; readonly hold: HoldView }
  | { readonly kind: 'unknown' }
  /** Its status does not allow this end: it ended in another way, its time is over, or it was not captured. */
  | { readonly kind: 'notNow'; readonly status: HoldStatus }
  | { readonly kind: 'conflicting'; readonly reason: string }
  /** Other writers came first each time; nothing was written. Asking again is safe. */
  | { readonly kind: 'busy' };

/** Ends a hold once, in one way, with all its lines or none. The same request again gets the same answer. */
export async function endHold(ports: HoldPorts, id: string, requested: RequestedEnd): Promise<EndHoldAnswer> {
  const skus = await ports.holds.skusOf(id);
  if (skus === undefined) {
    return { kind: 'unknown' };
  }
  const posted = await postTogether(
    ports,
    skus.map((sku) => endObservation(ports, sku, id, requested)),
  );
  if (posted.kind !== 'decided') {
    return { kind: 'busy' };
  }
  const refusals = refusalsOf(posted.decided);
  const [refusal] = refusals;
  if (refusal?.outcome.kind === 'conflicting') {
    return refusal.outcome;
  }
  // Of the lines that would have ended so nothing was written: the answer is about those that cannot.
  const isAnswered = (sku: Sku) => refusal === undefined || refusals.some((each) => each.sku === sku);
  const lines = linesAfter(
    id,
    posted.decided.filter(({ observation }) => isAnswered(observation.sku)),
  );
  const hold = viewOf(id, lines, ports.clock().toISOString());
  return refusal === undefined ? { kind: 'ended', hold } : { kind: 'notNow', status: hold.status };
}

/** The observation that this hold of this SKU ends now. */
export function endObservation(
  ports: HoldPorts,
  sku: Sku,
  id: string,
  requested: Pick<HoldEndObservation, 'end' | 'order' | 'channel'>,
): HoldEndObservation {
  const now = ports.clock().toISOString();
  const source = { channel: ports.channel, key: holdKey(id) };
  return { kind: 'holdEnd', sku, id, ...requested, source, occurredAt: now, receivedAt: now };
}
