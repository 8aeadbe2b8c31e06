/** How what a shop shows moves when something is sold or put back. */
import type { ActionOutcome, OrderLine } from '../kernel/platform.ts';
import { sumBySku } from '../kernel/platform.ts';
import type { Shop, ShopLine } from './shop.ts';

/** Takes units off what the shop shows; fewer than 0 are put back. */
export function take(shop: Shop, sku: string, quantity: number): void {
  const listed = shop.stock.bySku(sku);
  if (listed !== undefined) listed.shows -= quantity;
}

/** Why these units cannot be sold, if they cannot: nothing is sold that is not shown. */
export function shortageOf(
  shop: Shop,
  lines: readonly OrderLine[],
): Exclude<ActionOutcome, { outcome: 'done' }> | undefined {
  for (const [sku, quantity] of sumBySku(lines)) {
    const listed = shop.stock.bySku(sku);
    if (listed === undefined) return unknownSku(sku);
    if (quantity > Math.max(0, listed.shows))
      return {
        outcome: 'insufficient',
        reason: `The shop shows ${listed.shows} of ${sku}, and ${quantity} are asked for.`,
      };
  }
  return undefined;
}

/** The units that an edited order takes on top. */
export function edited(lines: readonly OrderLine[], before: readonly ShopLine[]): OrderLine[] {
  return lines.flatMap(({ sku, quantity }) => {
    const more = quantity - (before.find((each) => each.sku === sku)?.ordered ?? 0);
    return more > 0 ? [{ sku, quantity: more }] : [];
  });
}

export function unknownSku(sku: string): { outcome: 'unknown'; reason: string } {
  return { outcome: 'unknown', reason: `The shop lists no SKU ${sku}.` };
}
