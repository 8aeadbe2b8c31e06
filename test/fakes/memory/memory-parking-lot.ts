/** A parking lot in memory: the observations that could not be posted. */
import { parkedKey } from '../../../shared/aws/ledger/table-keys.ts';
import { asFact, type Parked, type ParkingLot, placeOf } from '../../../shared/ports/posting/posting.ts';
import { sha256 } from '../facts.ts';
import { kept } from './memory-items.ts';
import { expectReadableParked } from './stored-forms.ts';

/** What is parked, by its place. */
export function memoryParkingLot(lot: Map<string, Parked>): ParkingLot {
  return {
    park: async (parked) => {
      for (const each of parked.map((one) => asFact(one, sha256))) {
        expectReadableParked(each);
        const key = keyOf(each);
        if (versionOf(each) >= versionOf(lot.get(key))) {
          lot.set(key, kept(each));
        }
      }
    },
    remove: async (parked) => {
      const key = keyOf(parked);
      if (lot.get(key)?.parkedAt === parked.parkedAt) {
        lot.delete(key);
      }
    },
    list: async (limit, after) =>
      [...lot.values()]
        .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
        .filter((each) => after === undefined || keyOf(each) > parkedKey(after).sk)
        .slice(0, limit),
  };
}

function keyOf(parked: Parked): string {
  return parkedKey(placeOf(parked)).sk;
}

/** An older state of an order line that comes late does not take the place of a newer one. */
function versionOf(parked: Parked | undefined): number {
  return parked?.observation.kind === 'orderLine' ? parked.observation.version : Number.NEGATIVE_INFINITY;
}
