// Counts what the bundles that contain a SKU may still sell of it, while it is under escrow.
import { bundledUnits } from '../../domain/exposure/bundled-units.ts';
import type { ExposureStore } from '../../ports/exposure/exposure-store.ts';
import type { Clock } from '../../ports/journal.ts';
import type { SkuState } from '../../ports/sku-state.ts';

export type BundleCountPorts = {
  readonly store: Pick<ExposureStore, 'read'>;
  readonly clock: Clock;
  readonly settleMs: number;
};

/** Units of the SKU, 0 or more. Undefined without escrow, for a SKU in no bundle, and where a listing is not proven. */
export async function countBundled(
  { store, clock, settleMs }: BundleCountPorts,
  { sku, exposure }: SkuState,
): Promise<number | undefined> {
  const { shares, partOf = [] } = exposure ?? {};
  if (shares === undefined || partOf.length === 0) {
    return undefined;
  }
  const bundles = await Promise.all(partOf.map((bundle) => store.read(bundle)));
  return bundledUnits(
    sku,
    bundles.flatMap((bundle) =>
      bundle === undefined ? [] : [{ madeOf: bundle.exposure?.madeOf, listings: bundle.listings }],
    ),
    clock(),
    settleMs,
  );
}
