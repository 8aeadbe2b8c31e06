/** Draft orders: written by staff, reserving stock if they say so, and orders once they are paid. */
import type { ActionOutcome } from '../../kernel/platform.ts';
import type { Level, ShopLocation } from '../inventory/stock.ts';
import type { Shop } from '../shop.ts';
import { levelUpdates } from './committing.ts';
import type { Happening } from './happening.ts';
import { type Done, impossible } from './open-order.ts';
import type { Line } from './order.ts';
import { type BoughtLine, drawLines, placeOrder, shortOf } from './placing.ts';
import { onlineLocations, routeUnits } from './routing.ts';

/** `reserved` is what it holds back of each line's item, and where. */
export type Draft = {
  id: string;
  lines: readonly BoughtLine[];
  reserved: { line: Line; location: ShopLocation; quantity: number }[];
};

export type Drafted = { draft: Draft; happenings: Happening[] };

/**
 * Staff write a draft order. Without a reservation it takes nothing until it is paid; with one (`reserveInventoryUntil`,
 * DraftOrderInput of schema 2026-10) its units leave `available` for `reserved` and stay on hand.
 */
export function writeDraft(
  shop: Shop,
  bought: readonly BoughtLine[],
  { reserves }: { reserves: boolean },
): ActionOutcome<Drafted> {
  const drawn = drawLines(shop, bought, { isCounted: true, keepsBundles: false });
  if (drawn.outcome !== 'done') return drawn;
  const units = drawn.value.lines.map((line) => ({ line, quantity: line.quantity }));
  const short = reserves ? shortOf(shop, units, onlineLocations(shop)) : undefined;
  if (short) return short;
  const reserved = reserves ? routeUnits(shop, units) : [];
  const draft: Draft = { id: shop.nextId(), lines: bought, reserved };
  shop.drafts.set(draft.id, draft);
  return { outcome: 'done', value: { draft, happenings: reserve(shop, draft, 1) } };
}

/** The customer pays: what was reserved is free again, and the order takes its units like every other order. */
export function payDraft(shop: Shop, draftId: string): ActionOutcome<Done> {
  const draft = shop.drafts.get(draftId);
  if (!draft) return { outcome: 'unknown', reason: `The shop has no open draft order ${draftId}.` };
  const freed = reserve(shop, draft, -1);
  const placed = placeOrder(shop, draft.lines, { source: { sourceName: 'shopify_draft_order' } });
  if (placed.outcome !== 'done') {
    reserve(shop, draft, 1);
    return placed.outcome === 'insufficient' ? placed : impossible(placed.reason);
  }
  shop.drafts.delete(draftId);
  // A level that is freed and taken again in one action is announced once.
  const levels = levelUpdates([...freed, ...placed.value.happenings].map(levelOf));
  const others = placed.value.happenings.filter((happening) => !levelOf(happening));
  return { outcome: 'done', value: { ...placed.value, happenings: [...others, ...levels] } };
}

/** Staff delete a draft order: what it reserved is available again. */
export function deleteDraft(shop: Shop, draftId: string): ActionOutcome<Drafted> {
  const draft = shop.drafts.get(draftId);
  if (!draft) return { outcome: 'unknown', reason: `The shop has no open draft order ${draftId}.` };
  shop.drafts.delete(draftId);
  return { outcome: 'done', value: { draft, happenings: reserve(shop, draft, -1) } };
}

function reserve(shop: Shop, { reserved }: Draft, sign: 1 | -1): Happening[] {
  const levels = reserved.map(({ line, location, quantity }): Level | undefined =>
    line.item && line.isCounted
      ? shop.stock.change(line.item, location, { available: -sign * quantity, reserved: sign * quantity })
      : undefined,
  );
  return levelUpdates(levels);
}

function levelOf(happening: Happening): Level | undefined {
  return 'level' in happening ? happening.level : undefined;
}
