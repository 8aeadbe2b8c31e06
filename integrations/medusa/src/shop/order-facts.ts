/** Reads an order back from Medusa, because its events carry ids only. */
import type { KnownOrder } from '../database/orders.ts';
import type { LineUnits, OrderLineFacts, RecordedLine } from '../protocol/order-state.ts';
import { locationsOf, type Store } from './store.ts';

export type ReadOrder = {
  readonly changedAt: Date;
  readonly cart: string | undefined;
  readonly isCancelled: boolean;
  readonly lines: readonly OrderLineFacts[];
  readonly fulfilled: readonly LineUnits[];
  readonly reservations: readonly LineUnits[];
  readonly recorded: readonly RecordedLine[];
};

const FIELDS = [
  'id',
  'status',
  'is_draft_order',
  'created_at',
  'updated_at',
  // With it come the item's cumulative quantities, in `detail`; asked for by themselves they are not plain numbers.
  'items.*',
  'items.variant.manage_inventory',
  'items.variant.inventory_items.inventory_item_id',
  'items.variant.inventory_items.required_quantity',
  'items.variant.inventory_items.inventory.sku',
  'fulfillments.location_id',
  'fulfillments.canceled_at',
  'fulfillments.items.line_item_id',
  'fulfillments.items.inventory_item_id',
  'fulfillments.items.quantity',
];

/**
 * The order as it stands; undefined where it is none that counts: deleted, a draft, or left behind by a checkout that died.
 * Such a one has no cart, was not reported as placed, and was never changed after it was made.
 */
export async function readOrder(store: Store, known: KnownOrder): Promise<ReadOrder | undefined> {
  const { query } = store;
  const [{ data: orders }, { data: carts }] = await Promise.all([
    query.graph({ entity: 'order', fields: FIELDS, filters: { id: known.id } }),
    query.graph({ entity: 'order_cart', fields: ['cart_id'], filters: { order_id: known.id } }),
  ]);
  const order: MedusaOrder | undefined = orders[0];
  if (order === undefined || order.is_draft_order || order.status === 'draft') {
    return undefined;
  }
  const cart: string | undefined = carts[0]?.cart_id;
  const [createdAt, changedAt] = [new Date(order.created_at), new Date(order.updated_at)];
  const wasChanged = changedAt.getTime() - createdAt.getTime() > 1_000;
  if (cart === undefined && !known.isPlaced && !wasChanged && known.version === undefined) {
    return undefined;
  }
  const items = order.items ?? [];
  const reservations = await readReservations(store, items);
  const fulfilled = fulfilledOf(order);
  return {
    changedAt,
    cart,
    isCancelled: order.status === 'canceled',
    lines: items.map(({ id, detail }) => ({
      id,
      quantity: quantityOf(detail, 'quantity'),
      returned: quantityOf(detail, 'return_received_quantity'),
    })),
    fulfilled,
    reservations,
    recorded: await recordLines(store, known.recorded, items, [...reservations, ...fulfilled]),
  };
}

/** As the fields above bring them. */
type MedusaOrder = {
  readonly id: string;
  readonly status: string;
  readonly is_draft_order: boolean;
  readonly created_at: string | Date;
  readonly updated_at: string | Date;
  readonly items?: readonly MedusaItem[] | null;
  readonly fulfillments?: readonly MedusaFulfillment[] | null;
};

type MedusaItem = {
  readonly id: string;
  readonly detail?: Readonly<Record<string, unknown>> | null;
  readonly variant?: {
    readonly manage_inventory?: boolean;
    readonly inventory_items?: readonly {
      readonly inventory_item_id: string;
      readonly required_quantity?: number | null;
      readonly inventory?: { readonly sku?: string | null } | null;
    }[];
  } | null;
};

type MedusaFulfillment = {
  readonly location_id: string;
  readonly canceled_at?: string | Date | null;
  readonly items?: readonly {
    readonly line_item_id?: string | null;
    readonly inventory_item_id?: string | null;
    readonly quantity: number;
  }[];
};

function quantityOf(detail: MedusaItem['detail'], name: string): number {
  const value = detail?.[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new Error(`Medusa says no ${name} of an order's item.`);
  }
  return value;
}

async function readReservations({ query }: Store, items: readonly MedusaItem[]): Promise<readonly LineUnits[]> {
  if (items.length === 0) {
    return [];
  }
  const { data } = await query.graph({
    entity: 'reservation',
    fields: ['line_item_id', 'inventory_item_id', 'location_id', 'quantity'],
    filters: { line_item_id: items.map(({ id }) => id) },
  });
  return data.map((each) => ({
    line: each.line_item_id ?? '',
    item: each.inventory_item_id,
    location: each.location_id,
    units: Number(each.quantity),
  }));
}

function fulfilledOf({ fulfillments }: MedusaOrder): readonly LineUnits[] {
  return (fulfillments ?? []).flatMap(({ canceled_at: cancelledAt, location_id: location, items }) =>
    cancelledAt
      ? []
      : (items ?? []).flatMap(({ line_item_id: line, inventory_item_id: item, quantity }) =>
          line && item ? [{ line, item, location, units: Math.ceil(Number(quantity)) }] : [],
        ),
  );
}

type DrawnUnits = Pick<LineUnits, 'line' | 'item' | 'location'>;

/** What was recorded before stays, also where a line or a variant is gone; lines that are new are added. */
async function recordLines(
  store: Store,
  before: readonly RecordedLine[],
  items: readonly MedusaItem[],
  drawn: readonly DrawnUnits[],
): Promise<readonly RecordedLine[]> {
  const added: RecordedLine[] = [];
  for (const { id: line, variant } of items) {
    for (const { inventory_item_id: item, required_quantity: unitsEach, inventory } of variant?.inventory_items ?? []) {
      const sku = inventory?.sku;
      const isKnown = before.some((each) => each.line === line && each.item === item);
      if (isKnown || !variant?.manage_inventory || !sku) {
        continue;
      }
      const location =
        drawn.find((each) => each.line === line && each.item === item)?.location ?? (await firstLocation(store, item));
      if (location !== undefined) {
        added.push({ line, item, sku, location, unitsEach: Number(unitsEach ?? 1) });
      }
    }
  }
  return [...before, ...added].map((recorded) => withElsewhere(recorded, drawn));
}

/** Where units of the line are now, or ever were, beside the location that was recorded first. */
function withElsewhere(recorded: RecordedLine, drawn: readonly DrawnUnits[]): RecordedLine {
  const { line, item, location, elsewhere = [] } = recorded;
  const places = drawn.filter((each) => each.line === line && each.item === item).map((each) => each.location);
  const others = [...new Set([...elsewhere, ...places])].filter((each) => each !== location);
  return others.length === elsewhere.length ? recorded : { ...recorded, elsewhere: others };
}

async function firstLocation(store: Store, item: string): Promise<string | undefined> {
  const { data } = await store.query.graph({
    entity: 'inventory_level',
    fields: ['location_id'],
    filters: { inventory_item_id: item },
  });
  const stocked = data.map(({ location_id: location }) => location);
  return (await locationsOf(store)).find((location) => stocked.includes(location));
}
