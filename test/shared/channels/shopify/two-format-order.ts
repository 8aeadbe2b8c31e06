/** An order in both formats of Shopify: a REST webhook and a GraphQL answer. */
import type { ShopifyOrder } from '../../../../shared/channels/shopify/intake/order.ts';

/** One order of the shop as Shopify has it, to be reported in both of its languages: REST in webhooks, GraphQL when asked. */
export type TwoFormatOrder = {
  readonly id: string;
  readonly createdAt?: string;
  /** Whole seconds, as Shopify has it. */
  readonly updatedAt: string;
  readonly cancelledAt: string | null;
  readonly retailLocation: string | null;
  readonly lines: readonly {
    readonly id: string;
    readonly sku: string | null;
    readonly isGiftCard: boolean;
    /** Whether Shopify counts its variant; it does unless said otherwise. */
    readonly isTracked?: boolean;
    /** Its variant; null where that was deleted since. */
    readonly variant?: string | null;
    readonly quantity: number;
    readonly currentQuantity: number;
    readonly fulfillableQuantity: number;
  }[];
  readonly fulfillments: readonly {
    readonly createdAt?: string;
    readonly status: string;
    readonly location: string | null;
    readonly lines: readonly { readonly line: string; readonly quantity: number }[];
  }[];
  /** Its fulfillment orders, which no webhook reports. */
  readonly assigned?: readonly {
    readonly location: string | null;
    readonly lines: readonly { readonly line: string; readonly quantity: number }[];
  }[];
  readonly refunds: readonly (readonly {
    readonly line: string;
    readonly quantity: number;
    readonly restockType: string;
    readonly location: string | null;
  }[])[];
};

/** The body of an orders/* webhook, as JSON with every digit of an id. */
export function asWebhook(order: TwoFormatOrder): string {
  const body: Record<string, unknown> = {
    id: `#${order.id}#`,
    created_at: (order.createdAt ?? order.updatedAt).replace('Z', '+00:00'),
    updated_at: order.updatedAt.replace('Z', '+00:00'),
    cancelled_at: order.cancelledAt,
    processed_at: (order.createdAt ?? order.updatedAt).replace('Z', '+00:00'),
    source_name: 'web',
    app_id: null,
    tags: '',
    location_id: order.retailLocation === null ? null : `#${order.retailLocation}#`,
    line_items: order.lines.map((line) => ({
      id: `#${line.id}#`,
      sku: line.sku,
      variant_id: line.variant === null ? null : `#${line.variant ?? VARIANT}#`,
      product_exists: line.variant !== null,
      gift_card: line.isGiftCard,
      variant_inventory_management: (line.isTracked ?? true) ? 'shopify' : null,
      quantity: line.quantity,
      current_quantity: line.currentQuantity,
      fulfillable_quantity: line.fulfillableQuantity,
    })),
    fulfillments: order.fulfillments.map(({ createdAt = order.updatedAt, status, location, lines }) => ({
      created_at: createdAt,
      status,
      location_id: location === null ? null : `#${location}#`,
      line_items: lines.map(({ line, quantity }) => ({ id: `#${line}#`, quantity })),
    })),
    refunds: order.refunds.map((lines) => ({
      created_at: order.updatedAt,
      refund_line_items: lines.map(({ line, quantity, restockType, location }) => ({
        line_item_id: `#${line}#`,
        quantity,
        restock_type: restockType,
        location_id: location === null ? null : `#${location}#`,
      })),
    })),
  } satisfies Record<Exclude<keyof ShopifyOrder, 'fulfillment_orders' | 'notRestocked'>, unknown>;
  return JSON.stringify(body).replaceAll(/"#(\d+)#"/g, '$1');
}

const VARIANT = '7001';

type Variables = { readonly id?: unknown; readonly first?: unknown; readonly after?: unknown };

/** The data of the answer to a query of shared/channels/shopify/orders/order-documents.ts, page by page as it asks. */
export function asAnswer(order: TwoFormatOrder, { id, first, after }: Variables): object {
  const page = (nodes: readonly object[], from = 0) => {
    const end = from + Number(first);
    const hasNextPage = end < nodes.length;
    return { nodes: nodes.slice(from, end), pageInfo: { hasNextPage, endCursor: hasNextPage ? `${end}` : null } };
  };
  const lines = order.lines.map(({ isTracked = true, variant = VARIANT, ...line }) => ({
    ...line,
    id: gid('LineItem', line.id),
    restockable: isTracked,
    variant: variant === null ? null : { id: gid('ProductVariant', variant), inventoryItem: { tracked: isTracked } },
  }));
  const fulfillments = order.fulfillments.map(
    ({ createdAt = order.updatedAt, status, location, lines: shipped }, index) => ({
      id: gid('Fulfillment', `${index}`),
      createdAt,
      status: status.toUpperCase(),
      location: place(location),
      lines: shipped.map(({ line, quantity }) => ({ quantity, lineItem: { id: gid('LineItem', line) } })),
    }),
  );
  const refunds = order.refunds.map((refunded, index) => ({
    id: gid('Refund', `${index}`),
    createdAt: order.updatedAt,
    lines: refunded.map(({ line, quantity, restockType, location }) => ({
      quantity,
      restockType: restockType.toUpperCase(),
      location: place(location),
      lineItem: { id: gid('LineItem', line) },
    })),
  }));
  const assigned = (order.assigned ?? []).map(({ location, lines: open }, index) => ({
    id: gid('FulfillmentOrder', `${index}`),
    assignedLocation: { location: place(location) },
    lines: open.map(({ line, quantity }) => ({ remainingQuantity: quantity, lineItem: { id: gid('LineItem', line) } })),
  }));
  if (after !== undefined) {
    const whole = [{ id: gid('Order', order.id), lines }, ...fulfillments, ...refunds, ...assigned].find(
      (part) => part.id === id,
    );
    return { within: { page: page(whole?.lines ?? [], Number(after)) } };
  }
  return {
    order: {
      id: gid('Order', order.id),
      createdAt: order.createdAt ?? order.updatedAt,
      updatedAt: order.updatedAt,
      cancelledAt: order.cancelledAt,
      retailLocation: place(order.retailLocation),
      lineItems: page(lines),
      fulfillments: fulfillments.map(({ lines: shipped, ...rest }) => ({
        ...rest,
        fulfillmentLineItems: page(shipped),
      })),
      refunds: refunds.map(({ lines: refunded, ...rest }) => ({ ...rest, refundLineItems: page(refunded) })),
      fulfillmentOrders: {
        nodes: assigned.map(({ lines: open, ...rest }) => ({ ...rest, lineItems: page(open) })),
        pageInfo: { hasNextPage: false, endCursor: null },
      },
    },
  };
}

function place(location: string | null): { readonly id: string } | null {
  return location === null ? null : { id: gid('Location', location) };
}

function gid(type: string, id: string): string {
  return `gid://shopify/${type}/${id}`;
}
