/** Mugs that channels list under SKUs of their own, linked in the table in memory, with what posts, imports and links. */
import type { ChannelId, Sku } from '../../../shared/domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from '../../../shared/domain/listing/deduction.ts';
import type {
  MovementObservation,
  Observation,
  OrderLineObservation,
} from '../../../shared/domain/stock/observation.ts';
import type { CatalogueListing, OrderFeed } from '../../../shared/ports/channel/channel.ts';
import type { StockChanged } from '../../../shared/ports/posting/posting.ts';
import type { Check } from '../../../shared/ports/reconciling/checks.ts';
import { applyLinks } from '../../../shared/usecases/linking/apply-links.ts';
import { type LinkableCatalogue, planLinks, type WantedLink } from '../../../shared/usecases/linking/plan-links.ts';
import { postObservations } from '../../../shared/usecases/posting/post-observations.ts';
import { NOON, orderLine, SHARED_RULES, SQUARE } from '../facts.ts';
import { MemoryTable } from '../memory/memory-table.ts';
import { importPorts } from '../ports/import-ports.ts';
import { postingPorts } from '../ports/posting-ports.ts';
import { channelOf, sharesIn } from './imported-channels.ts';

type Listed = { readonly channel: ChannelId; readonly row: CatalogueListing };

/**
 * A shop whose channels list these, and show so many of each; orders that are open there come with a link. Square has counted so
 * many changes by its ids.
 */
export function linkedMugs(
  listed: readonly Listed[],
  open: readonly OrderLineObservation[] = [],
  changed: readonly MovementObservation[] = [],
) {
  const table = new MemoryTable();
  const now = { ms: Date.parse(NOON) };
  const clock = () => new Date(now.ms);
  const emitted: StockChanged[] = [];
  const checked: Check[] = [];
  const checks = { queue: { schedule: async (check: Check) => void checked.push(check) }, settleMs: SETTLE_MS_DEFAULT };
  const ports = importPorts(table, now, clock);
  const post = async (...observations: readonly Observation[]) => {
    const events = { emit: async (changes: readonly StockChanged[]) => void emitted.push(...changes) };
    for (const [sku, group] of Map.groupBy(observations, (each) => each.sku)) {
      const ports = postingPorts(table, { clock, events, checks });
      await postObservations(ports, [{ id: 'm', sku, observations: group }]);
    }
  };
  const shows = (channel: ChannelId, externalId: string) =>
    listed.find((each) => each.channel === channel && each.row.externalId === externalId)?.row.shows ?? 0;
  const channels = [...new Set(listed.map(({ channel }) => channel))].map((channel) => {
    const rows = listed.filter((each) => each.channel === channel).map(({ row }) => row);
    const { client, orderFeed } = channelOf(channel, {
      pages: [rows],
      open: open.filter(({ source }) => source.channel === channel),
    });
    const namesItems = channel === SQUARE;
    const square: Pick<OrderFeed, 'namesItems' | 'changedSince'> = {
      namesItems: true,
      async *changedSince(since, skus) {
        yield changed.flatMap((each) => {
          const sku = skus.get(each.soldAs ?? '');
          return sku === undefined || Date.parse(each.occurredAt) < since.getTime() ? [] : [{ ...each, sku }];
        });
      },
    };
    return {
      client: {
        ...client,
        readQuantities: async (asked: readonly { externalId: string; units?: number }[]) =>
          asked.map(({ externalId, units = 1 }) => ({
            kind: 'shows' as const,
            units: shows(channel, externalId) * units,
          })),
      },
      orderFeed: namesItems ? { ...orderFeed, ...square } : orderFeed,
    };
  });
  const catalogues = (): Promise<readonly LinkableCatalogue[]> =>
    Promise.all(
      channels.map(async ({ client }) => ({
        channel: client.channel,
        pushMode: client.pushMode,
        rows: (await Array.fromAsync(client.catalogue())).flat(),
        leftOut: [],
        links: await table.linkStore().ofChannel(client.channel),
      })),
    );
  const planning = { ledger: table.ledgerStore(), reader: table.reader(), rules: SHARED_RULES };
  const plan = async (...wanted: readonly WantedLink[]) => planLinks(planning, await catalogues(), wanted);
  const link = async (...wanted: readonly WantedLink[]) => {
    const { planned, refused } = await plan(...wanted);
    const replan = async () => (await plan(...wanted)).planned;
    await applyLinks({ ...ports, links: table.linkStore(), channels, shares: sharesIn(table) }, planned, replan);
    return refused;
  };
  const state = async (sku: Sku) => {
    const read = await table.reader().skuState(sku);
    return read && { stock: read.stock, listings: read.listings };
  };
  return { table, ports, post, plan, link, state, changed: emitted, checked };
}

/** An order of Amazon: its lines name the SKU that the listing has there. */
export function amazonLine(
  sku: Sku,
  channel: ChannelId,
  facts: Parameters<typeof orderLine>[0] = {},
): OrderLineObservation {
  return { ...orderLine({ sku, channel, ...facts }), channelLocation: '-' };
}
