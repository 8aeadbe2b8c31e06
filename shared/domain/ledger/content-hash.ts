/** The hash of an observation's contents: under one key, equal hashes mean the same fact. */

import { canonicalJson } from '../canonical-json.ts';
import type { LocationId } from '../identifiers.ts';
import type { Observation } from '../stock/observation.ts';
import { isNothing, type OrderLineState } from '../stock/order-line.ts';
import type { Digest } from './ledger-entry.ts';
import type { Seen } from './sku-ledger.ts';

/** Hashes what must not differ between two observations of the same fact: neither times of receipt nor versions. */
export function contentHashOf(observation: Observation, recorded: Seen | undefined, digest: Digest): string {
  switch (observation.kind) {
    case 'orderLine':
      return lineContentHash(observation.state, observation.location, digest);
    case 'movement': {
      const { cause, changes, deducted = 0, reason } = observation;
      return digest(canonicalJson({ cause, changes, deducted, reason }));
    }
    case 'count': {
      // As the source stated it: what we make of a clock that is ahead is another time with each delivery.
      const { location, counted, statedAt, occurredAt } = observation;
      return digest(canonicalJson({ location, counted, occurredAt: statedAt ?? occurredAt }));
    }
    case 'hold': {
      const { quantity, ttlSeconds, location } = observation;
      return digest(canonicalJson({ quantity, ttlSeconds, location }));
    }
    case 'holdEnd':
      // The key is the hold's: the same request for the hold must still be recognised after its end.
      return recorded?.contentHash ?? '';
    case 'baseline':
    case 'baselineEnd': {
      const { kind, onHand, unavailable, setAside, occurredAt } = observation;
      return digest(canonicalJson({ kind, onHand, unavailable, setAside, occurredAt }));
    }
    default:
      return observation satisfies never;
  }
}

/** Hexadecimal digits of a hash that keep facts of one SKU and one time apart. */
const FACT_DIGITS = 12;

/**
 * Names a fact among those that were reported of a SKU, also under one key: its time, and a hash of key and contents. Undefined where
 * the newest report says all that the others did: a state of an order line, and what was read at its source.
 */
export function factOf(observation: Observation, digest: Digest): string | undefined {
  const isReported = observation.kind === 'movement' || observation.kind === 'count';
  if (!isReported || 'readAt' in observation) {
    return undefined;
  }
  const hash = digest(`${observation.source.key} ${contentHashOf(observation, undefined, digest)}`);
  return `${observation.statedAt ?? observation.occurredAt}#${hash.slice(0, FACT_DIGITS)}`;
}

/** Hashes a state of an order line. A line without units is nowhere, so its location makes no difference. */
export function lineContentHash(state: OrderLineState, location: LocationId, digest: Digest): string {
  return digest(canonicalJson(isNothing(state) ? { state } : { state, location }));
}
