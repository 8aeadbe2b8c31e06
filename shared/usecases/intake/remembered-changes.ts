// Remembers which changes were found or queued, so that those of a SKU that sells all the time are not looked up with every notice.
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { ListingObservation } from '../../domain/stock/multiplied.ts';

export type RememberedChanges = {
  /** Whether the ledger has it as it is here, or will have: it was found there or queued within the last minutes. */
  has(change: ListingObservation, now: Date): boolean;
  add(changes: readonly ListingObservation[], now: Date): void;
};

/**
 * Longer than changes are mostly read again. Not for good: another process may see the change with other contents, and this
 * one then with those of before.
 */
export const REMEMBERED_MS = 120_000;
/** Some megabytes. */
const REMEMBERED_MAX = 10_000;

/** What one process remembers, the newest changes. */
export function rememberedChanges(): RememberedChanges {
  const byKey = new Map<string, { readonly contents: string; readonly at: number }>();
  return {
    has(change, now) {
      const remembered = byKey.get(keyOf(change));
      const isYoung = remembered !== undefined && now.getTime() - remembered.at < REMEMBERED_MS;
      return isYoung && remembered.contents === contentsOf(change);
    },
    add(changes, now) {
      for (const change of changes) {
        byKey.delete(keyOf(change));
        byKey.set(keyOf(change), { contents: contentsOf(change), at: now.getTime() });
      }
      for (const oldest of [...byKey.keys()].slice(0, Math.max(0, byKey.size - REMEMBERED_MAX))) {
        byKey.delete(oldest);
      }
    },
  };
}

function keyOf({ sku, source }: ListingObservation): string {
  return `${sku} ${source.channel} ${source.key}`;
}

/** All that it says but when it was read. */
function contentsOf(change: ListingObservation): string {
  return canonicalJson({ ...change, receivedAt: undefined, readAt: undefined });
}
