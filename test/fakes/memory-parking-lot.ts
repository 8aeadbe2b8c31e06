import type { Parked, ParkingLot } from '../../shared/ports.ts';
import { kept } from './memory-items.ts';

/** What is parked, under the observation's key. */
export function memoryParkingLot(lot: Map<string, Parked>): ParkingLot {
  return {
    park: async (parked) => {
      for (const each of parked) {
        const { sku, source } = each.observation;
        const key = `${sku}#${source.channel}#${source.key}`;
        if (versionOf(each) >= versionOf(lot.get(key))) {
          lot.set(key, kept(each));
        }
      }
    },
    remove: async ({ observation: { sku, source }, parkedAt }) => {
      const key = `${sku}#${source.channel}#${source.key}`;
      if (lot.get(key)?.parkedAt === parkedAt) {
        lot.delete(key);
      }
    },
    list: async (limit) => [...lot.values()].slice(0, limit),
  };
}

/** An older state of an order line that comes late does not take the place of a newer one. */
function versionOf(parked: Parked | undefined): number {
  return parked?.observation.kind === 'orderLine' ? parked.observation.version : Number.NEGATIVE_INFINITY;
}
