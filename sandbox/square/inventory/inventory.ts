/** The stock of a Square location, as the history of what was counted and moved. */
import { randomBytes } from 'node:crypto';
import type { Instant } from '../instant.ts';
import { exactly } from './quantity.ts';

/**
 * Who made a change: https://developer.squareup.com/reference/square/enums/Product. The till is SQUARE_POS, the
 * merchant's admin DASHBOARD, the API EXTERNAL_API.
 */
export type ChangeSource = 'SQUARE_POS' | 'DASHBOARD' | 'EXTERNAL_API';

type ChangeRecord = {
  id: string;
  variationId: string;
  quantity: number;
  occurredAt: Instant;
  createdAt: Instant;
  /** When its quantity was changed after the fact. */
  updatedAt?: Instant;
  source: ChangeSource;
  referenceId?: string;
};

export type PhysicalCount = ChangeRecord & { type: 'PHYSICAL_COUNT' };

export type Adjustment = ChangeRecord & {
  type: 'ADJUSTMENT';
  fromState: string;
  toState: string;
  transactionId?: string;
  refundId?: string;
};

export type InventoryChange = PhysicalCount | Adjustment;

export type InventoryCount = { variationId: string; quantity: number; calculatedAt: Instant };

/**
 * The stock of one location as Square keeps it: the history of counts and adjustments in the order in which they
 * occurred, however late they arrive. IN_STOCK is the last physical count and the adjustments since; it may go below
 * zero. https://developer.squareup.com/docs/inventory-api/how-it-works (read 2026-11-24)
 */
export class Inventory {
  readonly #histories = new Map<string, InventoryChange[]>();
  readonly #calculatedAt = new Map<string, Instant>();

  /** Starts to track a variation; one that is not tracked has no count. */
  track(count: PhysicalCount): void {
    this.#histories.set(count.variationId, []);
    this.record(count);
  }

  tracks(variationId: string): boolean {
    return this.#histories.has(variationId);
  }

  record(change: InventoryChange): void {
    const history = this.#historyOf(change.variationId);
    let place = history.length;
    while (place > 0 && (history[place - 1]?.occurredAt ?? 0) > change.occurredAt) place -= 1;
    history.splice(place, 0, change);
    this.#calculatedAt.set(change.variationId, change.createdAt);
  }

  /** Puts a changed adjustment in the place of that with its id. */
  replace(changed: Adjustment): void {
    const history = this.#historyOf(changed.variationId);
    const place = history.findIndex(({ id }) => id === changed.id);
    if (place < 0) throw new Error(`There is no change ${changed.id} of ${changed.variationId}.`);
    history.splice(place, 1, changed);
    this.#calculatedAt.set(changed.variationId, changed.updatedAt ?? changed.createdAt);
  }

  /** Ends the tracking of a variation, with its history. */
  forget(variationId: string): void {
    this.#histories.delete(variationId);
    this.#calculatedAt.delete(variationId);
  }

  /** What the stock was just before a change, by what is known of it now. */
  quantityBefore(change: InventoryChange): number {
    const history = this.#historyOf(change.variationId);
    return inStock(
      history.slice(
        0,
        history.findIndex(({ id }) => id === change.id),
      ),
    );
  }

  count(variationId: string): InventoryCount {
    return {
      variationId,
      quantity: inStock(this.#historyOf(variationId)),
      calculatedAt: this.#calculatedAt.get(variationId) ?? 0,
    };
  }

  /** What the stock was at an instant, by what is known of it now. */
  quantityAt(variationId: string, instant: Instant): number {
    return inStock(this.#historyOf(variationId).filter((change) => change.occurredAt <= instant));
  }

  /** Every variation's count, the newest first. */
  counts(): InventoryCount[] {
    return [...this.#histories.keys()]
      .map((variationId) => this.count(variationId))
      .sort((left, right) => right.calculatedAt - left.calculatedAt);
  }

  /** Every change, in the order in which they occurred. */
  changes(): InventoryChange[] {
    return [...this.#histories.values()].flat().sort((left, right) => left.occurredAt - right.occurredAt);
  }

  #historyOf(variationId: string): InventoryChange[] {
    const history = this.#histories.get(variationId);
    if (!history) throw new Error(`Variation ${variationId} is not in the catalogue: check tracks() first.`);
    return history;
  }
}

function inStock(history: readonly InventoryChange[]): number {
  let moved = 0;
  for (let place = history.length - 1; place >= 0; place -= 1) {
    const change = history[place];
    if (!change) break;
    if (change.type === 'PHYSICAL_COUNT') return exactly(change.quantity + moved);
    moved += inStockChange(change);
  }
  return exactly(moved);
}

/** By how much an adjustment moves the IN_STOCK quantity. */
export function inStockChange({
  fromState,
  toState,
  quantity,
}: Pick<Adjustment, 'fromState' | 'toState' | 'quantity'>) {
  return (toState === 'IN_STOCK' ? quantity : 0) - (fromState === 'IN_STOCK' ? quantity : 0);
}

const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An id as Square makes them for inventory changes. */
export function inventoryId(): string {
  return [...randomBytes(24)].map((byte) => ID_LETTERS[byte % ID_LETTERS.length]).join('');
}
