/** People who change quantities by hand in the admins of the simulation's channels. */
import type { Sku } from '../../../shared/domain/identifiers.ts';
import type { Random } from '../random.ts';
import type { SellingChannel } from './channel.ts';
import type { Customers, Stage } from './customers.ts';

/**
 * People who edit figures in a channel's admin, delete items and make them again, or copy them under one SKU, all of which
 * is mostly reported to nobody; and apps that place orders which their channel does not count (Shopify's API with the
 * behaviour BYPASS).
 */
export class Hands {
  readonly #stage: Stage;
  readonly #customers: Customers;
  /** Draws of their own: those of everybody else stay what they were. */
  readonly #random: Random;

  constructor(stage: Stage, customers: Customers, random: Random) {
    this.#stage = stage;
    this.#customers = customers;
    this.#random = random;
  }

  meddle(channel: SellingChannel): void {
    const { world, skus } = this.#stage;
    const random = this.#random;
    const sku = random.pick(skus);
    if (channel.setup.kind === 'compared' && random.chance(0.3)) {
      world.count('orders that were not counted');
      this.#customers.placeUncounted(channel, sku, random.integer(1, 3));
      return;
    }
    if (channel.setup.kind === 'compared' && random.chance(0.25)) {
      this.#makeAgain(channel, sku);
      return;
    }
    if (channel.setup.kind === 'compared' && random.chance(0.2)) {
      world.count('items doubled');
      channel.double(sku, random.integer(1, 8));
      this.#importLater();
      return;
    }
    world.count('edits by hand');
    channel.edit(sku, channel.shows(sku) + random.pick([-4, -2, -1, 2, 5, 12]));
  }

  /** One item, at all places of its channel. */
  #makeAgain({ setup }: SellingChannel, sku: Sku): void {
    const { world } = this.#stage;
    world.count('items made again');
    for (const place of world.channels.filter((each) => each.setup.id === setup.id)) {
      place.makeAgain(sku, this.#random.integer(0, 30));
    }
    this.#importLater();
  }

  /** Until somebody imports, nobody knows of the new item. */
  #importLater(): void {
    const { world } = this.#stage;
    world.scheduler.after(this.#random.integer(1_000, 900_000), () => void world.importAgain());
  }
}
