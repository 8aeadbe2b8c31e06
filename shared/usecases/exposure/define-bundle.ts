import { currentExposure, type Exposure } from '../../domain/exposure/exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { type Component, problemOf } from '../../domain/stock/bundle.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { rebalanceShares, type SharePorts } from './rebalance-shares.ts';

/** What became of a bundle's definition. `unknown`: these SKUs are not in the ledger yet. */
export type BundleDefinition =
  | { readonly kind: 'defined' }
  | { readonly kind: 'unknown'; readonly skus: readonly Sku[] }
  | { readonly kind: 'refused'; readonly reason: string };

const ATTEMPTS = 8;

/**
 * From now on the bundle is made of these components, or of none: then it has its own stock again. Its components learn
 * of it first, so that none moves without the bundle's channels looking. Orders that are open keep what they took: their
 * next state is counted by the new quantities. Running it again finishes what a crash left.
 */
export async function defineBundle(
  ports: SharePorts,
  bundle: Sku,
  components: readonly Component[],
): Promise<BundleDefinition> {
  const read = await ports.store.read(bundle);
  const parts = await Promise.all(components.map(async ({ sku }) => ({ sku, card: await ports.store.read(sku) })));
  const unknown = [...(read === undefined ? [bundle] : []), ...parts.filter(({ card }) => !card).map(({ sku }) => sku)];
  if (unknown.length > 0) {
    return { kind: 'unknown', skus: unknown };
  }
  const reason = components.length > 0 ? (problemOf(bundle, components) ?? nested(bundle, read, parts)) : undefined;
  if (reason !== undefined) {
    return { kind: 'refused', reason };
  }
  const skus = components.map(({ sku }) => sku);
  const former = (read?.exposure?.madeOf ?? []).map(({ sku }) => sku).filter((sku) => !skus.includes(sku));
  for (const sku of skus) {
    await rewrite(ports, sku, (exposure) => withPartOf(exposure, bundle, true));
  }
  await rewrite(ports, bundle, (exposure, { listings }) => madeOf(exposure, components, listings));
  for (const sku of former) {
    await rewrite(ports, sku, (exposure) => withPartOf(exposure, bundle, false));
  }
  await rebalanceShares(ports, bundle);
  return { kind: 'defined' };
}

/** A bundle of bundles would have to be taken apart twice: its parts are to be named themselves. */
function nested(
  bundle: Sku,
  read: SkuState | undefined,
  parts: readonly { readonly sku: Sku; readonly card: SkuState | undefined }[],
): string | undefined {
  const [within] = read?.exposure?.partOf ?? [];
  if (within !== undefined) {
    return `${bundle} is part of the bundle ${within}, so it cannot be a bundle itself: name its components there.`;
  }
  const inner = parts.find(({ card }) => card?.exposure?.madeOf !== undefined);
  return inner && `${inner.sku} is a bundle itself: name its components instead.`;
}

function withPartOf(exposure: Exposure, bundle: Sku, isPart: boolean): Exposure {
  const { partOf = [], ...rest } = exposure;
  const bundles = [...partOf.filter((each) => each !== bundle), ...(isPart ? [bundle] : [])].sort();
  return bundles.length === 0 ? rest : { ...rest, partOf: bundles };
}

function madeOf(exposure: Exposure, components: readonly Component[], listings: SkuState['listings']): Exposure {
  const { madeOf: _before, shares: _shares, endgame: _endgame, ...rest } = exposure;
  const untold = [...new Set(listings.filter(({ managed }) => managed).map(({ channel }) => channel))].sort();
  return { ...rest, untold, ...(components.length > 0 && { madeOf: components }) };
}

async function rewrite(
  ports: SharePorts,
  sku: Sku,
  change: (exposure: Exposure, read: SkuState) => Exposure,
): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const read = await ports.store.read(sku);
    if (read === undefined) {
      return;
    }
    const before = currentExposure(read, ports.rules);
    const exposure = { ...change(before, read), revision: before.revision + 1 };
    if ((await ports.store.write(read, { exposure, demand: read.demand })) === 'committed') {
      return;
    }
    await ports.pause(attempt);
  }
  throw new Error(`SKU ${sku}: its bundle met another writer ${ATTEMPTS} times: run the same again to finish.`);
}
