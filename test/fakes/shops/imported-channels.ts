/** Channels in memory with a catalogue and open orders, and the import that reads them. */
import { strict as assert } from 'node:assert';
import type { ChannelId, Sku } from '../../../shared/domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from '../../../shared/domain/listing/deduction.ts';
import type { MovementObservation, OrderLineObservation } from '../../../shared/domain/stock/observation.ts';
import type {
  CatalogueListing,
  ChannelClient,
  LeftOut,
  OrderFeed,
  SetAside,
} from '../../../shared/ports/channel/channel.ts';
import type { SharePorts } from '../../../shared/usecases/exposure/rebalance-shares.ts';
import { applyImport, awaitLedger, catchUp } from '../../../shared/usecases/importing/apply-import.ts';
import { enterBundles } from '../../../shared/usecases/importing/enter-bundles.ts';
import { planImport } from '../../../shared/usecases/importing/plan-import.ts';
import { type ImportedChannel, readChannels } from '../../../shared/usecases/importing/read-channels.ts';
import { stockFromChannel } from '../../../shared/usecases/importing/stock-source.ts';
import { keptJournal, MAIN, MUG, NOON, SHARED_RULES, SHOPIFY } from '../facts.ts';
import type { MemoryTable } from '../memory/memory-table.ts';
import { importPorts } from '../ports/import-ports.ts';

type Reported = {
  readonly pages?: readonly (readonly CatalogueListing[])[];
  readonly open?: readonly OrderLineObservation[];
  readonly changed?: readonly (OrderLineObservation | MovementObservation)[];
  readonly leftOut?: readonly LeftOut[];
  /** Lines of open orders that count on another channel. */
  readonly leftOutLines?: readonly OrderLineObservation[];
  /** Orders that cannot be read. */
  readonly odd?: readonly Parameters<SetAside>[0][];
  /** What a listing shows when it is read again. */
  readonly again?: number;
};

/** A channel that reports this and nothing else. */
export function channelOf(
  channel: ChannelId,
  { pages = [], open = [], changed = [], leftOut = [], leftOutLines = [], odd = [], again }: Reported = {},
) {
  const client: ChannelClient = {
    channel,
    pushMode: 'difference',
    comparesPushes: true,
    push: () => Promise.reject(new Error('An import pushes nothing.')),
    readQuantity: () => Promise.reject(new Error('An import reads catalogues.')),
    readQuantities: () => Promise.reject(new Error('An import reads catalogues.')),
    async *catalogue(leaveOut) {
      for (const each of leftOut) {
        leaveOut?.(each);
      }
      yield* pages;
    },
  };
  const orderFeed: OrderFeed = {
    channel,
    async *openLines(setAside, leaveOut) {
      for (const each of odd) {
        setAside?.(each);
      }
      for (const each of leftOutLines) {
        leaveOut?.(each);
      }
      yield open;
    },
    async *changedSince() {
      yield changed;
    },
    readAgain: async (listing) => ({ ...listing, ...(again !== undefined && { shows: again }) }),
  };
  return { client, orderFeed };
}

export const shows = (sku: Sku, units: number, rest: Partial<CatalogueListing> = {}): CatalogueListing => ({
  sku,
  channelLocation: '-',
  externalId: `id-${sku}`,
  drawsOn: [MAIN],
  managed: true,
  shows: units,
  ...rest,
});

/** Reads these channels, with stock from Shopify unless said otherwise. */
export async function importing(
  table: MemoryTable,
  channels: readonly ImportedChannel[],
  source = stockFromChannel(SHOPIFY),
) {
  const ports = importPorts(table, { ms: Date.parse(NOON) });
  const readings = await readChannels(ports, channels);
  const plan = await planImport(ports, readings, source);
  const apply = async () => {
    const stable = await applyImport(ports, plan);
    assert.deepEqual(await awaitLedger(ports, plan), []);
    const undefinedBundles = await enterBundles({ ...ports, shares: sharesIn(table) }, plan, stable);
    await catchUp(ports, plan, stable);
    return undefinedBundles;
  };
  return { plan, apply, ports };
}

export function sharesIn(table: MemoryTable): SharePorts {
  return {
    store: table.exposureStore(),
    events: { emit: async () => undefined },
    rules: SHARED_RULES,
    settleMs: SETTLE_MS_DEFAULT,
    journal: keptJournal(),
    clock: () => new Date(NOON),
    pause: async () => undefined,
  };
}

export const stockOf = async (table: MemoryTable, sku = MUG) => (await table.reader().skuState(sku))?.stock[MAIN];
