// Defines a bundle's components, on the bundle and on each component.
import { currentExposure, type Exposure, withheldFromBundles } from '../../domain/exposure/exposure.ts';
import { sellableOffered } from '../../domain/exposure/offered-stock.ts';
import { reviseExposure } from '../../domain/exposure/revise-exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { listingId } from '../../domain/listing/listing.ts';
import { bundleStock, type Component, problemOf } from '../../domain/stock/bundle.ts';
import type { Stock } from '../../domain/stock/stock.ts';
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
  const checked = await check(ports, bundle, components);
  if (checked.kind !== 'possible') {
    return checked;
  }
  const { read } = checked;
  const skus = components.map(({ sku }) => sku);
  const former = (read.exposure?.madeOf ?? []).map(({ sku }) => sku).filter((sku) => !skus.includes(sku));
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

/** What defining a bundle would change. */
export type PlannedDefinition =
  | {
      readonly kind: 'planned';
      readonly bundle: Sku;
      readonly before: readonly Component[];
      readonly after: readonly Component[];
      /** The bundle is not in the ledger yet: it enters with nothing on hand. */
      readonly isNew: boolean;
      /** Its listings whose quantity moves. */
      readonly listings: readonly ListingMove[];
    }
  | Exclude<BundleDefinition, { readonly kind: 'defined' }>;

/** What `ownStock` reads is what the ledger has of the bundle itself: it shows again once it is made of nothing. */
type PlanBundlePorts = Pick<SharePorts, 'store' | 'rules'> & { readonly ownStock: (sku: Sku) => Promise<Stock> };

/** What `defineBundle` would do now; writes nothing. */
export async function planBundle(
  ports: PlanBundlePorts,
  bundle: Sku,
  components: readonly Component[],
): Promise<PlannedDefinition> {
  const checked = await check(ports, bundle, components);
  const isNew = checked.kind === 'unknown' && components.length > 0 && checked.skus.join() === bundle;
  if (checked.kind !== 'possible') {
    return isNew ? { kind: 'planned', bundle, before: [], after: components, isNew, listings: [] } : checked;
  }
  const { read, parts } = checked;
  const stock =
    components.length === 0
      ? await ports.ownStock(bundle)
      : bundleStock(
          components.map((component) => {
            const state = parts.find(({ sku }) => sku === component.sku)?.state;
            const withheld = withheldFromBundles(state?.exposure);
            return { ...component, stock: state?.stock ?? {}, withheldFromBundles: withheld };
          }),
        );
  const before = currentExposure(read, ports.rules);
  const after = madeOf(before, components, read.listings);
  const listings = read.listings
    .filter(({ managed }) => managed)
    .map((each) => ({
      listing: listingId(each),
      before: sellableOffered(read, each, before),
      after: sellableOffered({ stock, listings: read.listings }, each, after),
    }))
    .filter((move) => move.before !== move.after);
  return { kind: 'planned', bundle, before: before.madeOf ?? [], after: components, isNew, listings };
}

/** A listing of the bundle: units that it may show, before and after. */
type ListingMove = { readonly listing: string; readonly before: number; readonly after: number };

type Part = { readonly sku: Sku; readonly state: SkuState | undefined };
type Checked =
  | { readonly kind: 'possible'; readonly read: SkuState; readonly parts: readonly Part[] }
  | Exclude<BundleDefinition, { readonly kind: 'defined' }>;

async function check(
  { store }: Pick<SharePorts, 'store'>,
  bundle: Sku,
  components: readonly Component[],
): Promise<Checked> {
  const read = await store.read(bundle);
  const parts = await Promise.all(components.map(async ({ sku }) => ({ sku, state: await store.read(sku) })));
  const missing = parts.filter(({ state }) => state === undefined).map(({ sku }) => sku);
  const reason =
    components.length > 0 ? (problemOf(bundle, components) ?? nestingProblem(bundle, read, parts)) : undefined;
  if (read === undefined || missing.length > 0) {
    return { kind: 'unknown', skus: [...(read === undefined ? [bundle] : []), ...missing] };
  }
  return reason === undefined ? { kind: 'possible', read, parts } : { kind: 'refused', reason };
}

/** A bundle cannot contain a bundle: its components must be named directly. Undefined when nothing is nested. */
function nestingProblem(bundle: Sku, read: SkuState | undefined, parts: readonly Part[]): string | undefined {
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
  const { store, rules, pause, clock, settleMs } = ports;
  const givenUp = (attempts: number) =>
    `SKU ${sku}: ${attempts} writes of its bundle in a row met another writer: run the same again to finish.`;
  await retryConflict({ attempts: ATTEMPTS, pause, givenUp }, async () => {
    const read = await store.read(sku);
    if (read === undefined) {
      return undefined;
    }
    const before = currentExposure(read, rules);
    const changed = { ...change(before, read), revision: before.revision + 1 };
    // Under escrow nothing is raised any more until what the bundle's listings show is counted.
    return store.write(read, reviseExposure(changed, read, clock(), { release: 'keep', settleMs }));
  });
}
