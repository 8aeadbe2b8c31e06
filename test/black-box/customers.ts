/** Customers of a running deployment, who buy on the sandboxes, cancel and send back. */
import { seededRandom } from '../../sandbox/kernel/seeded-random.ts';

/** Calls a sandbox's control API (docs/intake.md, “On one machine”); resolves with whether the platform did it. */
export type Ask = (channel: Channel, method: string, path: string, body: object) => Promise<Did>;
export type Did = { readonly isDone: boolean; readonly id: string };

/** The sandboxes that every run has. */
export const CHANNELS = ['shopify', 'amazon', 'square'] as const;
export type Channel = (typeof CHANNELS)[number] | 'own-shop';

/** What a run's outputs say of its sandboxes. */
export type Sandboxes = {
  readonly sandbox: Readonly<Record<(typeof CHANNELS)[number], string>>;
  readonly ownShop?: { readonly sandbox?: string };
};

/** Those of a run; with its own shop, where that is a sandbox. */
export function channelsOf({ ownShop }: Sandboxes): readonly Channel[] {
  return ownShop?.sandbox === undefined ? CHANNELS : [...CHANNELS, 'own-shop'];
}

/** Where a sandbox of a run is controlled. */
export function controlOf({ sandbox, ownShop }: Sandboxes, channel: Channel): string {
  return `${channel === 'own-shop' ? ownShop?.sandbox : sandbox[channel]}/_sandbox`;
}

/** One customer: what he buys where, and what becomes of it a while later. */
type Visit = {
  readonly channel: Channel;
  /** As the channel calls it. */
  readonly sku: string;
  readonly quantity: number;
  readonly afterwards: readonly Happening[];
};

export type Happening =
  | { readonly kind: 'cancel'; readonly restock: boolean }
  | { readonly kind: 'fulfil' }
  | { readonly kind: 'refund'; readonly units: number; readonly restock: boolean }
  | { readonly kind: 'edit'; readonly units: number };

/** So many visits that follow from the arguments alone. `namesOf`: what a channel calls its listings of a SKU, one at least. */
export function visitsOf(
  seed: number,
  count: number,
  skus: readonly string[],
  channels: readonly Channel[] = CHANNELS,
  namesOf: (channel: Channel, sku: string) => readonly string[] = (_, sku) => [sku],
): readonly Visit[] {
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
    const channel = channels[below(channels.length)] ?? 'shopify';
    const sku = skus[below(skus.length)] ?? '';
    const afterwards = fates[below(fates.length)] ?? [];
    const names = namesOf(channel, sku);
    // Where there is one name nothing is drawn, so that a seed of old gives the same storm.
    return { channel, sku: names[names.length > 1 ? below(names.length) : 0] ?? sku, quantity, afterwards };
  });
}

/** What an order comes to in the end, in units. */
export type Account = {
  readonly order: string;
  /** It keeps so many from everyone else. */
  readonly taken: number;
  /** Its channel counted so many down for it and did not put them back. */
  readonly countedDown: number;
};

/** Goes through one visit; resolves with what it comes to, by plain arithmetic. Undefined: nothing was bought. */
export async function visit(ask: Ask, { channel, sku, quantity, afterwards }: Visit): Promise<Account | undefined> {
  const bought = await ask(channel, 'POST', 'orders', { lines: [{ sku, quantity }] });
  if (!bought.isDone) {
    return undefined;
  }
  let account: Account = { order: bought.id, taken: quantity, countedDown: quantity };
  let isFulfilled = false;
  for (const happening of afterwards) {
    const { kind, ...what } = happening;
    const lines = 'units' in what ? { lines: [{ sku, quantity: what.units }] } : {};
    const restock = 'restock' in what ? { restock: what.restock } : {};
    const path = `orders/${encodeURIComponent(bought.id)}/${kind}`;
    if ((await ask(channel, 'POST', path, { ...lines, ...restock })).isDone) {
      account = accountAfter(channel, account, isFulfilled, happening);
      isFulfilled ||= kind === 'fulfil';
    }
  }
  return account;
}

/**
 * What README.md states: units that were cancelled or refunded before they shipped are free, on Amazon even without
 * restock; on Shopify those are gone, as they are from its own stock on hand. Units that were handed over come back where
 * they are restocked, except on Amazon, which reports nothing of it. A channel counts up again what is restocked, and Amazon nothing that was
 * only paid back.
 */
function accountAfter(channel: Channel, account: Account, isFulfilled: boolean, happening: Happening): Account {
  const isHandedOver = channel === 'square' || isFulfilled;
  const { taken, countedDown } = account;
  switch (happening.kind) {
    case 'fulfil':
      return account;
    case 'cancel':
      return {
        ...account,
        taken: (isHandedOver || channel === 'shopify') && !happening.restock ? taken : 0,
        countedDown: happening.restock ? 0 : countedDown,
      };
    case 'refund': {
      const { restock, units } = happening;
      const isFree = channel !== 'amazon' && (restock || (!isHandedOver && channel !== 'shopify'));
      const isPutBack = channel !== 'amazon' && restock;
      return {
        ...account,
        taken: isFree ? taken - units : taken,
        countedDown: isPutBack ? countedDown - units : countedDown,
      };
    }
    case 'edit':
      return { ...account, taken: happening.units, countedDown: happening.units };
    default:
      return happening satisfies never;
  }
}
