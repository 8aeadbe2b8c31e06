import { currentExposure, type ExposureRules } from '../../domain/exposure/exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import { channelsOf, ofComponents, takesComponents } from '../../domain/stock/bundle.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import type { StockChanged } from '../../ports/posting.ts';

/** What observations of a bundle say of its components, by component; empty for what is no bundle. */
export function componentsTaken(
  { exposure }: SkuLedger,
  observations: readonly Observation[],
): ReadonlyMap<Sku, readonly Observation[]> {
  const components = exposure?.madeOf ?? [];
  const taken = observations.filter(takesComponents).flatMap((each) => ofComponents(each, components));
  return Map.groupBy(taken, ({ sku }) => sku);
}

/**
 * Who must look after a posting, bundles thought of: at a bundle itself, what it may show is not known here, so every
 * channel looks; and at every bundle that the SKU is part of, also where there is no news: whoever posted it may have
 * crashed before telling them.
 */
export function notifyWithBundles(
  rules: ExposureRules,
  after: SkuLedger,
  changed: StockChanged,
  isNews: boolean,
): readonly StockChanged[] {
  const { madeOf, partOf = [] } = currentExposure(after, rules);
  const { urgent: _urgent, ...told } = changed;
  const due = channelsOf(rules.channels);
  const own = madeOf === undefined ? changed : { ...told, due };
  return [
    ...(isNews ? [own] : []),
    ...partOf.map((sku) => ({ ...told, sku, due, cause: `${after.sku}, which it is made of` })),
  ];
}
