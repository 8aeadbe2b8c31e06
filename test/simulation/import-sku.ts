/** Brings a SKU of the simulation into the ledger: its listings, and its baseline. */
import type { LocationId, Quantity, Sku } from '../../shared/domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from '../../shared/domain/listing/deduction.ts';
import type { StockEvents } from '../../shared/ports/posting/posting.ts';
import type { SharePorts } from '../../shared/usecases/exposure/rebalance-shares.ts';
import { postNow } from '../../shared/usecases/posting/post-observations.ts';
import { NO_ORDERS_TO_READ, SHOPIFY, sha256 } from '../fakes/facts.ts';
import type { SellingChannel } from './channels/channel.ts';
import type { World } from './world.ts';

/** The channel lists the SKU from now on and shows so many units, and the ledger knows the listing. */
export async function listSku(world: World, channel: SellingChannel, sku: Sku, shows: number): Promise<void> {
  channel.list(sku, shows);
  const listing = channel.listingOf(sku);
  await world.table.registry().register(listing, channel.setup.id, channel.pushMode, world.scheduler.clock());
}

/** Posts the SKU's first observation: so many units on hand at each location. */
export async function importSku(world: World, sku: Sku, onHand: Readonly<Record<LocationId, Quantity>>): Promise<void> {
  const at = world.scheduler.timestamp();
  const source = { channel: SHOPIFY, key: 'baseline' };
  await postNow(
    {
      ledger: world.table.ledgerStore(),
      parking: world.table.parkingLot(),
      ordersToRead: NO_ORDERS_TO_READ,
      events: eventsOf(world),
      journal: world.journal,
      clock: world.scheduler.clock,
      digest: sha256,
      rules: world.setup.rules,
      settleMs: SETTLE_MS_DEFAULT,
      commitAttempts: 1,
      pause: async () => undefined,
    },
    sku,
    [{ kind: 'baseline', sku, onHand, source, occurredAt: at, receivedAt: at }],
  );
}

/** What an operator's commands that move shares are given. */
export function sharePortsOf(world: World): SharePorts {
  return {
    store: world.table.exposureStore(),
    events: eventsOf(world),
    rules: world.setup.rules,
    settleMs: SETTLE_MS_DEFAULT,
    journal: world.journal,
    clock: world.scheduler.clock,
    pause: (attempt) => world.scheduler.sleep(20 * attempt),
  };
}

/** Events of an operator's commands: the bus takes each. */
export function eventsOf({ bus }: World): StockEvents {
  return {
    emit: async (changed) => {
      for (const each of changed) {
        bus.accept('StockChanged', JSON.stringify(each));
      }
    },
  };
}
