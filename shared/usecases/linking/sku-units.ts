/** A channel's client for use cases, which count in units of the SKU: the channel itself counts in units of its listing. */
import type { Listing } from '../../domain/listing/listing.ts';
import { locationAt } from '../../domain/listing/place.ts';
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import { unitsOf } from '../../domain/listing/units.ts';
import type { OffSale, UnitStates } from '../../domain/stock/off-sale.ts';
import type { CatalogueListing, ChannelClient, QuantityRead } from '../../ports/channel/channel.ts';

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

/** What a catalogue says of a listing, in units of the SKU that it sells. */
export function inUnitsOf(sold: Pick<Listing, 'units'>, row: CatalogueListing): CatalogueListing {
  const units = unitsOf(sold);
  if (units === 1) {
    return row;
  }
  const { shows, stock } = row;
  return {
    ...row,
    shows: shows * units,
    ...(stock && {
      stock: {
        onHand: stock.onHand * units,
        unavailable: stock.unavailable * units,
        ...(stock.committed !== undefined && { committed: stock.committed * units }),
        ...(stock.offSale && { offSale: multipliedOffSale(stock.offSale, units) }),
      },
    }),
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
  return {
    offSale: multipliedOffSale(offSale, units),
    committed: committed * units,
    incoming: incoming * units,
  };
}

function multipliedOffSale({ damaged, qualityControl, safetyStock, reserved }: OffSale, units: number): OffSale {
  return {
    damaged: damaged * units,
    qualityControl: qualityControl * units,
    safetyStock: safetyStock * units,
    reserved: reserved * units,
  };
}
