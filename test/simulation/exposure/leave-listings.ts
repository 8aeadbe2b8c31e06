/** Listings of the simulation that their channel says it sells no more, some of which sell on all the same. */
import type { Sku } from '../../../shared/domain/identifiers.ts';
import type { CatalogueNews } from '../../../shared/domain/listing/catalogue-note.ts';
import { noteCatalogueChanges } from '../../../shared/usecases/intake/note-catalogue-changes.ts';
import type { SellingChannel } from '../channels/channel.ts';
import type { Stage } from '../channels/customers.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';

/**
 * So many listings leave at drawn times: half of them are deleted, and show nothing from then on. The others are said not to be
 * stocked there, and go on selling what they show; some are stocked again later.
 */
export function scheduleLeaving({ world, skus, closesAt }: Stage, random: Random, times: number): void {
  const span = closesAt - world.scheduler.now();
  const [one, ...others] = world.channels;
  for (let time = 0; time < times; time += 1) {
    const channel = random.pick([one, ...others]);
    const sku = random.pick(skus);
    const isDeleted = random.chance(0.5);
    const [leaves, comesBack] = [random.integer(0, span - 1), random.integer(0, 2 * span)].toSorted((a, b) => a - b);
    world.scheduler.after(leaves ?? 0, () => {
      if (isDeleted) {
        world.count('listings deleted');
        for (const place of world.channels.filter(({ setup }) => setup.id === channel.setup.id)) {
          place.remove(sku);
        }
      } else {
        world.count('listings left');
      }
      report(world, channel, sku, isDeleted ? { kind: 'deleted' } : { kind: 'notStocked' }, random.integer(0, 5_000));
    });
    if (!isDeleted && random.chance(0.5)) {
      world.scheduler.after(comesBack ?? 0, () => {
        world.count('listings stocked again');
        report(world, channel, sku, { kind: 'stocked' }, random.integer(0, 5_000));
      });
    }
  }
}

/** The channel's message comes so much later, and again until it is noted. */
function report(world: World, channel: SellingChannel, sku: Sku, news: CatalogueNews, afterMs: number): void {
  const { setup } = channel;
  const occurredAt = world.scheduler.timestamp();
  const isOfPlace = news.kind !== 'deleted';
  const notice = {
    ...{ channel: setup.id, externalId: channel.itemOf(sku), news, occurredAt, receivedAt: occurredAt },
    ...(isOfPlace && { channelLocation: setup.channelLocation }),
  };
  const ports = {
    listings: world.table.listingNotes(),
    checks: { schedule: world.check },
    journal: world.journal,
    clock: world.scheduler.clock,
  };
  const note = async (): Promise<void> => {
    const again = await noteCatalogueChanges(ports, [{ id: 'm', notices: [notice] }]);
    if (again.length > 0) {
      world.scheduler.after(1_000, () => void note());
    }
  };
  world.scheduler.after(afterMs, () => void note());
}
