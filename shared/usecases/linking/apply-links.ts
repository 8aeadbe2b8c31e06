/** Carries out planned links: those that belong together in one write, then what follows for pushes and orders. */
import { linkOf } from '../../domain/listing/link.ts';
import type { Listing } from '../../domain/listing/listing.ts';
import { multiplied } from '../../domain/stock/multiplied.ts';
import { lineEffect } from '../../domain/stock/order-line.ts';
import type { CatalogueListing, ChannelClient, OrderFeed } from '../../ports/channel/channel.ts';
import type { LinkChange, LinkStore } from '../../ports/importing/links.ts';
import type { ListingRegistry } from '../../ports/importing/listing-registry.ts';
import type { ObservationQueue } from '../../ports/intake/intake-queues.ts';
import type { Clock } from '../../ports/journal.ts';
import type { ParkingLot } from '../../ports/posting/posting.ts';
import type { CheckQueue } from '../../ports/reconciling/checks.ts';
import { retryConflict } from '../../retry-conflict.ts';
import { rebalanceShares, type SharePorts } from '../exposure/rebalance-shares.ts';
import { readSince } from '../intake/read-since.ts';
import { everyParked, requeueParked } from '../posting/replay-parked.ts';
import { linkGroups } from './link-groups.ts';
import type { PlannedLink } from './plan-links.ts';

export type ApplyLinksPorts = {
  readonly links: Pick<LinkStore, 'write'>;
  /** The channel's own client and feed, which know no links. */
  readonly channels: readonly {
    readonly client: ChannelClient;
    readonly orderFeed: Pick<OrderFeed, 'openLines' | 'namesItems' | 'changedSince'>;
  }[];
  readonly registry: Pick<ListingRegistry, 'readMarks'>;
  readonly checks: CheckQueue;
  readonly shares: SharePorts;
  readonly observations: ObservationQueue;
  readonly parking: ParkingLot;
  readonly clock: Clock;
  readonly wait: (milliseconds: number) => Promise<unknown>;
};

/** A push on its way ends within its lease, 40 s. */
const ATTEMPTS = 25;
const WAIT_MS = 2_000;

/**
 * Writes the links, each group that shares a SKU in one write with the figures that the channels show right then: so two
 * listings swap their SKUs at once. `replan` plans a group anew, where something moved since it was planned. Then every
 * listing is compared, the open orders of the listings are queued, and what waited under their names comes in. Running it
 * again finishes what a crash left.
 */
export async function applyLinks(
  ports: ApplyLinksPorts,
  planned: readonly PlannedLink[],
  replan: (group: readonly PlannedLink[]) => Promise<readonly PlannedLink[]>,
): Promise<void> {
  const unread: UnreadChanges[] = [];
  for (const group of linkGroups(planned)) {
    const marks = await marksOf(ports, group);
    let now = group;
    let writtenAt = ports.clock();
    const givenUp = (attempts: number) =>
      `${group.map(({ wanted }) => wanted.listing).join(', ')}: pushes were on their way at each of ${attempts} attempts. Run it again.`;
    await retryConflict<'written'>({ attempts: ATTEMPTS, givenUp }, async () => {
      const changes = await Promise.all(now.map(({ change }) => withFigures(ports, change)));
      writtenAt = ports.clock();
      const outcome = await ports.links.write(changes, writtenAt);
      if (outcome === 'conflict') {
        await ports.wait(WAIT_MS);
        now = await replan(group);
      }
      return outcome;
    });
    unread.push(...marks.map((each) => ({ ...each, until: writtenAt })));
    await reconcile(ports, group);
  }
  await takeInOrders(ports, planned);
  await readBefore(ports, unread);
}

/** Changes of a listing that nobody had read when its link changed: what happened before `until` is of the SKU that it left. */
type UnreadChanges = {
  readonly link: PlannedLink;
  readonly feed: Pick<OrderFeed, 'changedSince'>;
  readonly since: Date;
  readonly until: Date;
};

/** A change is in the history of its channel within so long (Square names no time; its notices come within seconds). */
const READABLE_AFTER_MS = 10_000;

/** Up to when the changes of the listings were read, where their channel names listings by their ids. */
async function marksOf(
  { channels, registry }: ApplyLinksPorts,
  group: readonly PlannedLink[],
): Promise<readonly Omit<UnreadChanges, 'until'>[]> {
  const marks = await Promise.all(
    group.map(async (link) => {
      const { channel, leaves } = link.change;
      const feed = channels.find(({ client }) => client.channel === channel)?.orderFeed;
      const [left] = leaves;
      if (feed?.namesItems !== true || left === undefined) {
        return [];
      }
      const since = readSince(await registry.readMarks(left.sku, channel, left.externalId));
      return [{ link, feed, since }];
    }),
  );
  return marks.flat();
}

/**
 * What the listings sold before their links changed, and nobody had read: from the link on their channel is read for the new SKU
 * only. It is queued for the SKU that they left, in the units of then, which knows by its key what it has already. What comes under
 * the listing's own name is handed on by its link.
 */
async function readBefore(ports: ApplyLinksPorts, unread: readonly UnreadChanges[]): Promise<void> {
  if (unread.length > 0) {
    await ports.wait(READABLE_AFTER_MS);
  }
  for (const { link, feed, since, until } of unread) {
    const { from, change } = link;
    const isName = change.links.some(({ after }) => after.name === from.sku);
    const items = new Map(change.comes.map(({ externalId }) => [externalId, from.sku]));
    for await (const page of feed.changedSince(since, items)) {
      const before = page.filter((each) => each.occurredAt < until.toISOString());
      await ports.observations.send(isName ? before : before.map((each) => multiplied(each, from.units)));
    }
  }
}

/** The listings that come, with what their channel shows now. */
async function withFigures({ channels }: ApplyLinksPorts, change: LinkChange): Promise<LinkChange> {
  const client = channels.find((each) => each.client.channel === change.channel)?.client;
  const reads = (await client?.readQuantities(change.comes.map((row) => asListing(change, row)))) ?? [];
  const comes = change.comes.map((row, index) => {
    const read = reads[index];
    return read?.kind === 'shows' ? { ...row, shows: read.units } : row;
  });
  return { ...change, comes };
}

function asListing({ channel, pushMode }: LinkChange, { units, shows, ...row }: CatalogueListing): Listing {
  const { sku, channelLocation, externalId, drawsOn, managed } = row;
  return {
    ...{ sku, channel, channelLocation, externalId, drawsOn, managed },
    ...(units !== undefined && { units }),
    push: pushMode === 'absolute' ? { kind: 'absolute', possiblyOverwritten: 0, setAgain: 0 } : { kind: 'difference' },
    shown: shows,
    generation: 0,
    revision: 0,
  };
}

async function reconcile({ shares, checks, clock }: ApplyLinksPorts, group: readonly PlannedLink[]): Promise<void> {
  const unknown = new Set(group.filter(({ isUnknown }) => isUnknown).map(({ to }) => to.sku));
  for (const sku of new Set(group.flatMap(({ from, to }) => [from.sku, to.sku]))) {
    if (!unknown.has(sku) && (await shares.store.read(sku)) !== undefined) {
      await rebalanceShares(shares, sku);
    }
  }
  for (const { change } of group) {
    const { channel, comes, leaves } = change;
    for (const { sku, channelLocation } of [...comes, ...leaves]) {
      await checks.schedule({ sku, channel, channelLocation, at: clock().toISOString() }, 0);
    }
  }
}

/** The open orders of the listings, as they come from their channels, and what waited for a SKU under their names. */
async function takeInOrders(ports: ApplyLinksPorts, planned: readonly PlannedLink[]): Promise<void> {
  const links = planned.flatMap(({ change }) => change.links.map(({ after }) => after));
  const names = new Set(links.map(({ name }) => name));
  for (const { client, orderFeed } of ports.channels) {
    const own = links.filter(({ channel }) => channel === client.channel);
    if (own.length === 0) {
      continue;
    }
    for await (const page of orderFeed.openLines()) {
      const open = page.filter(
        (line) =>
          lineEffect(line.state).committed > 0 &&
          linkOf(
            own.filter(({ name }) => name === line.sku),
            line,
          ) !== undefined,
      );
      await ports.observations.send(open);
    }
  }
  for await (const page of everyParked(ports.parking)) {
    await requeueParked(
      ports,
      page.filter(({ observation, outcome }) => outcome.kind === 'unknownSku' && names.has(observation.sku)),
    );
  }
}
