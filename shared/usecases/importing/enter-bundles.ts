/** Defines the bundles that a channel makes of its own listings, and posts the open orders that could not be posted before. */

import type { Sku } from '../../domain/identifiers.ts';
import type { ObservationQueue } from '../../ports/intake/intake-queues.ts';
import { defineBundle } from '../exposure/define-bundle.ts';
import type { SharePorts } from '../exposure/rebalance-shares.ts';
import { type ImportPlan, skuReadings } from './plan-import.ts';
import type { ChannelReading } from './read-channels.ts';
import { openLinesOf } from './stock-source.ts';

export type BundlePorts = { readonly shares: SharePorts; readonly observations: Pick<ObservationQueue, 'send'> };

/** A bundle that could not be defined, and why. */
export type UndefinedBundle = { readonly sku: Sku; readonly reason: string };

/**
 * Defines the planned bundles, then queues the open orders of each bundle, whether a channel makes it or the merchant did: a
 * line of a bundle takes its components, and could not before. So it does with known SKUs that are newly listed on a channel.
 * Call it once the plan's SKUs are in the ledger. Running it again changes nothing: each line is known by its key.
 */
export async function enterBundles(
  { shares, observations }: BundlePorts,
  { bundles, openAnew }: ImportPlan,
  readings: readonly ChannelReading[],
): Promise<readonly UndefinedBundle[]> {
  const failed: UndefinedBundle[] = [];
  for (const { sku, madeOf, becomes } of bundles) {
    const outcome = becomes === 'define' ? await defineBundle(shares, sku, madeOf) : { kind: 'defined' as const };
    if (outcome.kind !== 'defined') {
      const reason = outcome.kind === 'unknown' ? `Not in the ledger: ${outcome.skus.join(', ')}.` : outcome.reason;
      failed.push({ sku, reason });
    }
  }
  const own = bundles.filter(({ becomes }) => becomes !== 'leave').map(({ sku }) => sku);
  const entered = new Set([...own, ...openAnew]);
  const undone = new Set(failed.map(({ sku }) => sku));
  const listed = readings.flatMap(({ listings }) => listings);
  for (const reading of skuReadings(readings, listed)) {
    if (entered.has(reading.sku) && !undone.has(reading.sku)) {
      const [asOf = ''] = reading.listings.map((each) => each.asOf).sort();
      const since = reading.movements.filter(({ occurredAt }) => occurredAt > asOf);
      await observations.send([...openLinesOf(reading, asOf), ...since]);
    }
  }
  return failed;
}
