// Counts what the bundles that contain a SKU may still sell of it, while it is under escrow.
import { type BundledCount, bundledUnits } from '../../domain/exposure/bundled-units.ts';
import type { ExposureStore } from '../../ports/exposure/exposure-store.ts';
import type { SkuState } from '../../ports/sku-state.ts';

/** Undefined without escrow, and for a SKU in no bundle. */
export async function countBundled(
  store: Pick<ExposureStore, 'read'>,
  { sku, exposure }: SkuState,
): Promise<BundledCount | undefined> {
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
  );
}
