// Defines a bundle's components, on the bundle and on each component.
import { currentExposure, type Exposure } from '../../domain/exposure/exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { type Component, problemOf } from '../../domain/stock/bundle.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { retryConflict } from '../../retry-conflict.ts';
import { rebalanceShares, type SharePorts } from './rebalance-shares.ts';

/** The result of defining a bundle. `unknown`: these SKUs are not in the ledger yet. */
export type BundleDefinition =
  | { readonly kind: 'defined' }
  | { readonly kind: 'unknown'; readonly skus: readonly Sku[] }
  | { readonly kind: 'refused'; readonly reason: string };

const ATTEMPTS = 8;

/**
 * Makes the bundle of these components; of none, and it has its own stock again. The components are written first, so that
 * from then on each of their movements notifies the bundle's channels. Open orders keep the units that they took; their
 * next state is counted by the new quantities. Running it again finishes what a crash left.
 */
export async function defineBundle(
  ports: SharePorts,
  bundle: Sku,
  components: readonly Component[],
): Promise<BundleDefinition> {
  const read = await ports.store.read(bundle);
  const parts = await Promise.all(components.map(async ({ sku }) => ({ sku, state: await ports.store.read(sku) })));
  const missing = parts.filter(({ state }) => state === undefined).map(({ sku }) => sku);
  const unknown = [...(read === undefined ? [bundle] : []), ...missing];
  if (unknown.length > 0) {
    return { kind: 'unknown', skus: unknown };
  }
  const reason =
    components.length > 0 ? (problemOf(bundle, components) ?? nestingProblem(bundle, read, parts)) : undefined;
  if (reason !== undefined) {
    return { kind: 'refused', reason };
  }
  const skus = components.map(({ sku }) => sku);
  const former = (read?.exposure?.madeOf ?? []).map(({ sku }) => sku).filter((sku) => !skus.includes(sku));
  for (const sku of skus) {
    await rewrite(ports, sku, (exposure) => withBundle(exposure, bundle));
  }
  await rewrite(ports, bundle, (exposure, { listings }) => madeOf(exposure, components, listings));
  for (const sku of former) {
    await rewrite(ports, sku, (exposure) => withoutBundle(exposure, bundle));
  }
  await rebalanceShares(ports, bundle);
  return { kind: 'defined' };
}

/** A bundle cannot contain a bundle: its components must be named directly. Undefined when nothing is nested. */
function nestingProblem(
  bundle: Sku,
  read: SkuState | undefined,
  parts: readonly { readonly sku: Sku; readonly state: SkuState | undefined }[],
): string | undefined {
  const [within] = read?.exposure?.partOf ?? [];
  if (within !== undefined) {
    return `${bundle} is part of the bundle ${within}, so it cannot be a bundle itself: name its components there.`;
  }
  const inner = parts.find(({ state }) => state?.exposure?.madeOf !== undefined);
  return inner && `${inner.sku} is a bundle itself: name its components instead.`;
}

/** The exposure of a SKU that the bundle contains. */
function withBundle(exposure: Exposure, bundle: Sku): Exposure {
  return inBundles(exposure, [...new Set([...(exposure.partOf ?? []), bundle])].sort());
}

/** The exposure of a SKU that the bundle contains no more. */
function withoutBundle(exposure: Exposure, bundle: Sku): Exposure {
  return inBundles(
    exposure,
    (exposure.partOf ?? []).filter((each) => each !== bundle),
  );
}

function inBundles(exposure: Exposure, bundles: readonly Sku[]): Exposure {
  // Nobody has counted yet what the listings of the new bundle show.
  const { partOf: _before, bundled: _bundled, ...rest } = exposure;
  return bundles.length === 0 ? rest : { ...rest, partOf: bundles };
}

function madeOf(exposure: Exposure, components: readonly Component[], listings: SkuState['listings']): Exposure {
  const { madeOf: _before, shares: _shares, endgame: _endgame, ...rest } = exposure;
  const toNotify = [...new Set(listings.filter(({ managed }) => managed).map(({ channel }) => channel))].sort();
  return { ...rest, toNotify, ...(components.length > 0 && { madeOf: components }) };
}

async function rewrite(
  ports: SharePorts,
  sku: Sku,
  change: (exposure: Exposure, read: SkuState) => Exposure,
): Promise<void> {
  const { store, rules, pause } = ports;
  const givenUp = (attempts: number) =>
    `SKU ${sku}: ${attempts} writes of its bundle in a row met another writer: run the same again to finish.`;
  await retryConflict({ attempts: ATTEMPTS, pause, givenUp }, async () => {
    const read = await store.read(sku);
    if (read === undefined) {
      return undefined;
    }
    const before = currentExposure(read, rules);
    const exposure = { ...change(before, read), revision: before.revision + 1 };
    return store.write(read, { exposure, demand: read.demand });
  });
}
