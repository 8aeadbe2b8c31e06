/** Links listings of the simulation's channels to SKUs of other names, at the opening and while they sell. */
import { type ChannelId, parseSku, type Sku } from '../../shared/domain/identifiers.ts';
import type { OrderLineObservation } from '../../shared/domain/stock/observation.ts';
import type { ChannelClient } from '../../shared/ports/channel/channel.ts';
import { applyLinks } from '../../shared/usecases/linking/apply-links.ts';
import { planLinks, type WantedLink } from '../../shared/usecases/linking/plan-links.ts';
import { countingSkuUnits } from '../../shared/usecases/linking/sku-units.ts';
import { importPorts } from '../fakes/ports/import-ports.ts';
import { channelOf, sharesIn } from '../fakes/shops/imported-channels.ts';
import type { Sold } from './channels/channel.ts';
import { type Places, placesById } from './channels/places.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** One listing of a channel: what the channel calls it, and what it sells. */
export type NamedListing = { readonly channel: ChannelId; readonly name: Sku; readonly sold: Sold };

const UNITS = [1, 2, 3, 6] as const;

/** A catalogue in which every channel has SKUs of its own, a third of the listings have a double, and half of the SKUs a pack. */
export function drawListings(random: Random, skus: readonly Sku[], channels: readonly ChannelId[]) {
  return channels.flatMap((channel): readonly NamedListing[] =>
    skus.flatMap((sku) => {
      const isOwn = random.chance(0.3);
      const named = (more: string) => parseSku(`${channel}-${sku}${more}`);
      const one = { sku, units: 1 };
      return [
        { channel, name: isOwn ? sku : named(''), sold: one },
        ...(random.chance(1 / 3) ? [{ channel, name: named('-again'), sold: one }] : []),
        ...(random.chance(0.5)
          ? [{ channel, name: named('-pack'), sold: { sku, units: random.pick([2, 3, 6]) } }]
          : []),
      ];
    }),
  );
}

/** Another SKU, or other units, for one of the listings. */
export function drawRelink(random: Random, listings: readonly NamedListing[], skus: readonly [Sku, ...Sku[]]) {
  const [first, ...others] = listings;
  return first && { ...random.pick([first, ...others]), sold: { sku: random.pick(skus), units: random.pick(UNITS) } };
}

/** The open orders of a channel, as its order search has them. */
export type OpenLines = (channel: ChannelId) => readonly OrderLineObservation[];

/**
 * An operator links the listings by the product's own use cases, with what the channels show and have open right then. Rejects
 * where pushes were on their way at every attempt.
 */
export async function linkListings(
  world: World,
  listings: readonly NamedListing[],
  openLines: OpenLines,
): Promise<void> {
  const { scheduler, table } = world;
  const all = [...placesById(world.channels)];
  const links = table.linkStore();
  const wanted = listings.map(({ channel, name, sold }): WantedLink => ({ channel, listing: name, ...sold }));
  const catalogues = () =>
    Promise.all(
      all.map(async ([channel, places]) => ({
        channel,
        pushMode: places.pushMode,
        rows: (await Array.fromAsync(places.catalogueClient().catalogue())).flat(),
        leftOut: [],
        links: await links.ofChannel(channel),
      })),
    );
  const planning = { ledger: table.ledgerStore(), reader: table.reader(), rules: world.setup.rules };
  const plan = async () => {
    const { planned, refused } = await planLinks(planning, await catalogues(), wanted);
    if (refused.length > 0) {
      throw new Error(`A link was refused: ${JSON.stringify(refused)}`);
    }
    return planned;
  };
  const ports = {
    ...importPorts(table, { ms: 0 }, scheduler.clock),
    links: {
      write: async (...args: Parameters<typeof links.write>) => {
        const written = await links.write(...args);
        // The channel goes on as it was: from now on it is counted as what the ledger has it for.
        for (const { channel, name, sold } of written === 'written' ? listings : []) {
          for (const place of world.channels.filter(({ setup }) => setup.id === channel)) {
            place.link(name, sold);
          }
        }
        return written;
      },
    },
    channels: all.map(([id, places]) => ({
      client: countingSkuUnits(readingClient(world, places)),
      orderFeed: channelOf(id, { open: [...openLines(id)] }).orderFeed,
    })),
    checks: { schedule: world.check },
    shares: sharesIn(table),
    wait: (milliseconds: number) => scheduler.sleep(milliseconds),
  };
  await applyLinks(ports, await plan(), plan);
}

/** Reads without faults what the channel shows; it knows a listing by its id. */
function readingClient(world: World, places: Places): ChannelClient {
  const shows = ({ externalId, channelLocation }: Parameters<ChannelClient['readQuantity']>[0]) => {
    const isAt = ({ setup }: (typeof world.channels)[number]) => setup.channelLocation === channelLocation;
    const place = world.channels.find((each) => each.setup.id === places.id && isAt(each));
    const name = place?.names.find((each) => place.itemOf(each) === externalId);
    return place === undefined || name === undefined ? 0 : place.shows(name);
  };
  return {
    ...places.catalogueClient(),
    readQuantity: async (listing) => shows(listing),
    readQuantities: async (listings) => listings.map((each) => ({ kind: 'shows', units: shows(each) })),
  };
}
