/** A shop as the sandbox keeps it, in memory. */
import type { CatalogueItem } from '../kernel/catalogue.ts';
import { type InstalledApp, installApp } from './app.ts';
import { createStock, type Item, type ShopLocation, type Stock } from './inventory/stock.ts';
import type { Transfer } from './inventory/transfer.ts';
import { createNumericIds, type NumericIds } from './numeric-id.ts';
import type { Draft } from './orders/draft.ts';
import type { Order } from './orders/order.ts';
import type { Routing } from './orders/routing.ts';

export type Shop = {
  domain: string;
  /** The first location that is open: the shop's primary one. */
  readonly location: ShopLocation;
  stock: Stock;
  routing: Routing;
  orders: Map<string, Order>;
  /** Draft orders that are not paid for yet. */
  drafts: Map<string, Draft>;
  transfers: Map<string, Transfer>;
  app: InstalledApp;
  nextId: NumericIds;
  /** What the ids of a new item derive from: its SKU, or more where the shop had ids of that SKU before. */
  nextItemKey: (sku: string) => string;
  nextOrderNumber: () => number;
  now: () => Date;
};

export type NamedLocation = { id: number; name: string };

export type ShopOptions = {
  domain: string;
  location: NamedLocation;
  furtherLocations: readonly NamedLocation[];
  catalogue: readonly CatalogueItem[];
  sellsBelowZero: ReadonlySet<string>;
  app?: Partial<InstalledApp>;
  now: () => Date;
};

const FIRST_ORDER_NUMBER = 1001;

/** Opens a shop whose items show their catalogue quantity at the first location and are not stocked at the others. */
export function openShop(options: ShopOptions): Shop {
  const { domain, catalogue, now } = options;
  const createdAt = now();
  const asLocation = ({ id, name }: NamedLocation): ShopLocation => ({
    id: String(id),
    name,
    createdAt,
    deactivatedAt: null,
    fulfillsOnlineOrders: true,
  });
  const location = asLocation(options.location);
  const items = catalogue.map(
    ({ sku, title, shopify }): Item => ({
      sku,
      title,
      productId: String(shopify.productId),
      variantId: String(shopify.variantId),
      inventoryItemId: String(shopify.inventoryItemId),
      inventoryPolicy: options.sellsBelowZero.has(sku) ? 'continue' : 'deny',
      tracked: true,
      components: [],
      isDeleted: false,
      createdAt,
      updatedAt: createdAt,
    }),
  );
  const stock = createStock(items, [location, ...options.furtherLocations.map(asLocation)], now);
  for (const { sku, quantity } of catalogue) {
    const item = stock.itemOfSku(sku);
    if (item) stock.change(item, location, { available: quantity });
  }
  let orderNumber = FIRST_ORDER_NUMBER;
  return {
    domain,
    get location() {
      return stock.locations.find(({ deactivatedAt }) => !deactivatedAt) ?? location;
    },
    stock,
    routing: { rule: 'first', ordersRouted: 0 },
    orders: new Map(),
    drafts: new Map(),
    transfers: new Map(),
    app: installApp(options.app),
    nextId: createNumericIds(now),
    nextItemKey: itemKeys(catalogue.map(({ sku }) => sku)),
    nextOrderNumber: () => orderNumber++,
    now,
  };
}

function itemKeys(used: readonly string[]): (sku: string) => string {
  const uses = new Map(used.map((sku) => [sku, 1]));
  return (sku) => {
    const before = uses.get(sku) ?? 0;
    uses.set(sku, before + 1);
    return before === 0 ? sku : `${sku} made again ${before}`;
  };
}
