import { seededRandom } from '../../local/sandbox/seeded-random.ts';

/** What a sandbox's control API is asked (contract, “Sandbox control”), and whether the platform did it. */
export type Ask = (channel: Channel, method: string, path: string, body: object) => Promise<Did>;
export type Did = { readonly isDone: boolean; readonly id: string };

export const CHANNELS = ['shopify', 'amazon', 'square'] as const;
export type Channel = (typeof CHANNELS)[number];

/** One customer: what he buys where, and what becomes of it a while later. */
type Visit = {
  readonly channel: Channel;
  readonly sku: string;
  readonly quantity: number;
  readonly afterwards: readonly Happening[];
};

export type Happening =
  | { readonly kind: 'cancel'; readonly restock: boolean }
  | { readonly kind: 'fulfil' }
  | { readonly kind: 'refund'; readonly units: number; readonly restock: boolean }
  | { readonly kind: 'edit'; readonly units: number };

/** So many visits that follow from the seed alone. */
export function visitsOf(seed: number, count: number, skus: readonly string[]): readonly Visit[] {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  return Array.from({ length: count }, () => {
    const quantity = 1 + below(3);
    const restock = random() < 0.5;
    const units = 1 + below(quantity);
    const fates: readonly (readonly Happening[])[] = [
      [],
      [],
      [{ kind: 'fulfil' }],
      [{ kind: 'cancel', restock }],
      [{ kind: 'refund', units, restock }],
      [{ kind: 'fulfil' }, { kind: 'refund', units, restock }],
      [{ kind: 'edit', units: below(5) }],
    ];
    return {
      channel: CHANNELS[below(CHANNELS.length)] ?? 'shopify',
      sku: skus[below(skus.length)] ?? '',
      quantity,
      afterwards: fates[below(fates.length)] ?? [],
    };
  });
}

/** Goes through one visit; resolves with the units that it keeps from everyone else in the end, by plain arithmetic. */
export async function visit(ask: Ask, { channel, sku, quantity, afterwards }: Visit): Promise<number> {
  const bought = await ask(channel, 'POST', 'orders', { lines: [{ sku, quantity }] });
  if (!bought.isDone) {
    return 0;
  }
  let taken = quantity;
  let isFulfilled = false;
  for (const happening of afterwards) {
    const { kind, ...what } = happening;
    const lines = 'units' in what ? { lines: [{ sku, quantity: what.units }] } : {};
    const restock = 'restock' in what ? { restock: what.restock } : {};
    const path = `orders/${encodeURIComponent(bought.id)}/${kind}`;
    if ((await ask(channel, 'POST', path, { ...lines, ...restock })).isDone) {
      taken = takenAfter(channel, taken, isFulfilled, happening);
      isFulfilled ||= kind === 'fulfil';
    }
  }
  return taken;
}

/**
 * The units that an order keeps from everyone else, as README.md states it: what was cancelled or refunded before it
 * shipped is free, on Shopify and Amazon even without restock, since it never left the shelf; what was handed over
 * comes back where it is restocked, except on Amazon, which tells nothing of it.
 */
function takenAfter(channel: Channel, taken: number, isFulfilled: boolean, happening: Happening): number {
  const isHandedOver = channel === 'square' || isFulfilled;
  switch (happening.kind) {
    case 'fulfil':
      return taken;
    case 'cancel':
      return isHandedOver && !happening.restock ? taken : 0;
    case 'refund':
      return channel === 'amazon' || (isHandedOver && !happening.restock) ? taken : taken - happening.units;
    case 'edit':
      return happening.units;
    default:
      return happening satisfies never;
  }
}
