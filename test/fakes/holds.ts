/** Holds of mugs and their ends, as the stock API posts them. */
import { parseChannelId, parseQuantity } from '../../shared/domain/identifiers.ts';
import { holdKey } from '../../shared/domain/stock/hold.ts';
import type { HoldEnd, HoldEndObservation, HoldObservation } from '../../shared/domain/stock/observation.ts';
import { later, MUG, NOON } from './facts.ts';

const API = parseChannelId('api');

/** Asks at noon for so many mugs. */
export function hold(units: number, id = 'h1'): HoldObservation {
  return {
    ...{ kind: 'hold', sku: MUG, id, quantity: parseQuantity(units), ttlSeconds: 600 },
    ...{ source: { channel: API, key: holdKey(id) }, occurredAt: NOON, receivedAt: NOON },
  };
}

/** Ends the hold a minute later; a capture may name its order, and the channel of it. */
export function end(how: HoldEnd, facts: Pick<HoldEndObservation, 'order' | 'channel'> = {}): HoldEndObservation {
  return {
    ...{ kind: 'holdEnd', sku: MUG, id: 'h1', end: how, ...facts },
    ...{ source: { channel: API, key: holdKey('h1') }, occurredAt: later(60), receivedAt: later(60) },
  };
}
