/** Connects a bundle and its components: an observation of the bundle moves them, and their change notifies its channels. */

import { currentExposure, type ExposureRules } from '../../domain/exposure/exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import { channelsOf, ofComponents, takesComponents } from '../../domain/stock/bundle.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import type { StockChanged } from '../../ports/posting/posting.ts';
import { changesOfBundles } from '../exposure/notify-channels.ts';

/** What observations of a bundle mean for its components, by component; empty when the SKU is no bundle. */
export function componentObservations(
  { exposure }: SkuLedger,
  observations: readonly Observation[],
): ReadonlyMap<Sku, readonly Observation[]> {
  const components = exposure?.madeOf ?? [];
  const own = observations.filter(takesComponents).flatMap((each) => ofComponents(each, components));
  return Map.groupBy(own, ({ sku }) => sku);
}

/**
 * A SKU's change with those of the bundles that it touches. What a bundle may show depends on its components, which are
 * not known here, so a change of a bundle, or of a component, notifies every channel. The bundles that contain the SKU
 * are notified also when it is unchanged: their event may have been lost after an earlier commit.
 */
export function withBundles(
  rules: ExposureRules,
  after: SkuLedger,
  changed: StockChanged,
  news: 'changed' | 'unchanged',
): readonly StockChanged[] {
  const { madeOf, partOf = [] } = currentExposure(after, rules);
  const { urgent: _urgent, ...rest } = changed;
  const own = madeOf === undefined ? changed : { ...rest, due: channelsOf(rules.channels) };
  return [...(news === 'changed' ? [own] : []), ...changesOfBundles(changed, partOf, rules)];
}
