/** A channel of the simulation as functions call it: all its places together. */
import type { ChannelId, Sku } from '../../../shared/domain/identifiers.ts';
import type { PushMode } from '../../../shared/domain/listing/listing-push.ts';
import { locationAt } from '../../../shared/domain/listing/place.ts';
import type { PushIntent } from '../../../shared/domain/listing/push-intent.ts';
import type { ChannelClient, QuantityRead } from '../../../shared/ports/channel/channel.ts';
import type { ChannelSweep } from '../../../shared/ports/intake/sweep.ts';
import type { Invocation } from '../faults/crashing.ts';
import type { PushWitness } from '../faults/faulty-table.ts';
import type { SellingChannel } from './channel.ts';

/** The channels by their id, each with all its places. */
export function placesById(channels: readonly SellingChannel[]): ReadonlyMap<ChannelId, Places> {
  const groups = Map.groupBy(channels, ({ setup }) => setup.id);
  return new Map(
    [...groups].flatMap(([id, [first, ...others]]) => (first ? [[id, new Places([first, ...others])]] : [])),
  );
}

/** The places of one channel: each keeps figures of its own, and orders are searched in one go. */
export class Places implements PushWitness {
  readonly #first: SellingChannel;
  readonly #all: readonly SellingChannel[];

  constructor([first, ...others]: readonly [SellingChannel, ...SellingChannel[]]) {
    this.#first = first;
    this.#all = [first, ...others];
  }

  get id(): ChannelId {
    return this.#first.setup.id;
  }

  get pushMode(): PushMode {
    return this.#first.pushMode;
  }

  get locations(): readonly string[] {
    return this.#all.map(({ setup }) => setup.channelLocation);
  }

  claimed(sku: Sku, channel: ChannelId, channelLocation: string, intent: PushIntent): void {
    this.#at(channelLocation).claimed(sku, channel, channelLocation, intent);
  }

  finished(sku: Sku, channel: ChannelId, channelLocation: string, intent: PushIntent): void {
    this.#at(channelLocation).finished(sku, channel, channelLocation, intent);
  }

  client(invocation: Invocation): ChannelClient {
    const clientAt = ({ channelLocation }: { readonly channelLocation: string }) =>
      this.#at(channelLocation).client(invocation);
    return {
      ...this.#first.client(invocation),
      push: (push) => clientAt(push.listing).push(push),
      readQuantity: (listing) => clientAt(listing).readQuantity(listing),
      readQuantities: async (listings) => {
        const reads: QuantityRead[] = [];
        for (const listing of listings) {
          reads.push(...(await clientAt(listing).readQuantities([listing])));
        }
        return reads;
      },
    };
  }

  /** The channel as an operator's command or a sweep reads its catalogue, without faults. */
  catalogueClient(): ChannelClient {
    const places = this.#all;
    const unused = () => Promise.reject(new Error('Only the catalogue is read.'));
    return {
      ...{ channel: this.id, pushMode: this.pushMode, comparesPushes: this.#first.setup.kind === 'compared' },
      ...{ push: unused, readQuantity: unused, readQuantities: unused },
      catalogue: async function* () {
        yield* places.map((place) => place.page());
      },
    };
  }

  orderSearch(invocation: Invocation): ChannelSweep {
    return this.#first.orderSearch(invocation);
  }

  #at(channelLocation: string): SellingChannel {
    const location = locationAt(channelLocation);
    return this.#all.find(({ setup }) => setup.channelLocation === location) ?? this.#first;
  }
}
