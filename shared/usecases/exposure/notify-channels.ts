// Notifies channels that a SKU's listings on them may show a wrong quantity, when shares or rules changed without a posting.
import type { Exposure, ExposureRules } from '../../domain/exposure/exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import type { ChannelsToNotify } from '../../domain/pushing/channels-due.ts';
import { channelsOf } from '../../domain/stock/bundle.ts';
import { available, totalStock } from '../../domain/stock/stock.ts';
import type { ExposureStore } from '../../ports/exposure/exposure-store.ts';
import type { Clock } from '../../ports/journal.ts';
import type { StockChanged, StockEvents } from '../../ports/posting/posting.ts';
import type { SkuState } from '../../ports/sku-state.ts';

export type NotifyPorts = {
  readonly store: Pick<ExposureStore, 'write'>;
  readonly events: StockEvents;
  readonly clock: Clock;
};

/** The event for a change that no posting caused: the lag of its pushes counts from `at`. */
export function stockChanged(
  { sku, seq, stock }: SkuState,
  channels: Pick<StockChanged, 'due'> & Partial<ChannelsToNotify>,
  cause: string,
  at: Date,
): StockChanged {
  const time = at.toISOString();
  return { sku, seq, ...channels, available: available(totalStock(stock)), cause, receivedAt: time, postedAt: time };
}

/**
 * Notifies the channels that the exposure lists as not notified yet, then removes them from the list. The event comes
 * first: after a crash in between, the next rebalance of the SKU emits it again, which is harmless.
 */
export async function notifyPending(
  { store, events, clock }: NotifyPorts,
  state: SkuState,
  exposure: Exposure,
  cause: string,
): Promise<void> {
  const { toNotify: due = [], ...notified } = exposure;
  if (due.length === 0) {
    return;
  }
  const changed = stockChanged(state, { due }, cause, clock());
  await events.emit([changed, ...changesOfBundles(changed, bundlesToNotify(exposure), exposure.rules)], []);
  // On a conflict the list stays, and the channels are notified once more: that costs one reconcile request each.
  await store.write({ ...state, exposure, listings: [] }, { exposure: notified, demand: state.demand });
}

/** A component's change as that of bundles that contain it: each channel that may list a bundle must reconcile it. */
export function changesOfBundles(
  { urgent: _urgent, ...changed }: StockChanged,
  bundles: readonly Sku[],
  { channels }: Pick<ExposureRules, 'channels'>,
): readonly StockChanged[] {
  const due = channelsOf(channels);
  return bundles.map((sku) => ({ ...changed, sku, due, cause: `${changed.sku}, which it is made of` }));
}

/** The bundles that contain the SKU, while what they may show follows from how it is offered: once escrow is in force, nothing. */
function bundlesToNotify({ shares, bundled, partOf = [] }: Exposure): readonly Sku[] {
  return shares !== undefined && bundled === 0 ? [] : partOf;
}
