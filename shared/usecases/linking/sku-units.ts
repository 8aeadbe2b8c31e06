/** A channel's client for use cases, which count in units of the SKU: the channel itself counts in units of its listing. */
import type { Listing } from '../../domain/listing/listing.ts';
import { locationAt } from '../../domain/listing/place.ts';
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import { unitsOf } from '../../domain/listing/units.ts';
import type { UnitStates } from '../../domain/stock/off-sale.ts';
import type { ChannelClient, QuantityRead } from '../../ports/channel/channel.ts';

/**
 * The client, called with listings and pushes in units of the SKU and under the places of linked listings. Whatever is pushed
 * must be whole units of its listing: a part of one would be sold by nobody, so that a push of it is a fault and throws.
 */
export function countingSkuUnits(client: ChannelClient): ChannelClient {
  return {
    ...client,
    async push({ listing, intent, idempotencyKey }) {
      const units = unitsOf(listing);
      const answer = await client.push({ listing: atChannel(listing), intent: divided(intent, units), idempotencyKey });
      return answer.kind === 'applied' && answer.nowShows !== undefined
        ? { ...answer, nowShows: answer.nowShows * units }
        : answer;
    },
    readQuantity: async (listing) => (await client.readQuantity(atChannel(listing))) * unitsOf(listing),
    async readQuantities(listings) {
      const reads = await client.readQuantities(listings.map(atChannel));
      return listings.flatMap((listing, index) => {
        const read = reads[index];
        return read === undefined ? [] : [multipliedRead(read, unitsOf(listing))];
      });
    },
  };
}

function atChannel(listing: Listing): Listing {
  const channelLocation = locationAt(listing.channelLocation);
  return channelLocation === listing.channelLocation ? listing : { ...listing, channelLocation };
}

function divided<Intent extends PushIntent>(intent: Intent, units: number): Intent {
  if (units === 1) {
    return intent;
  }
  const { delta, target, changeFrom } = intent;
  const inListings = (count: number) => {
    if (count % units !== 0) {
      throw new Error(`A push of ${count} units to a listing that sells ${units} at a time is no whole number of it.`);
    }
    return count / units;
  };
  return {
    ...intent,
    delta: inListings(delta),
    target: inListings(target),
    changeFrom: changeFrom === null ? null : inListings(changeFrom),
  };
}

function multipliedRead(read: QuantityRead, units: number): QuantityRead {
  return read.kind === 'shows' && units !== 1
    ? { ...read, units: read.units * units, ...(read.states && { states: multipliedStates(read.states, units) }) }
    : read;
}

function multipliedStates({ offSale, committed, incoming }: UnitStates, units: number): UnitStates {
  const { damaged, qualityControl, safetyStock, reserved } = offSale;
  return {
    offSale: {
      damaged: damaged * units,
      qualityControl: qualityControl * units,
      safetyStock: safetyStock * units,
      reserved: reserved * units,
    },
    committed: committed * units,
    incoming: incoming * units,
  };
}
