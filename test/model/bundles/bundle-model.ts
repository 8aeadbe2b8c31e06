/** The model of escrow where a bundle is made of the SKU: the bundle's listing sells units that no share covers. */
import { available, totalStock } from '../../../shared/domain/stock/stock.ts';
import { described, keyOf, promised, stepsOf } from '../escrow-model.ts';
import { escrowBroken, isAtRest, restBroken } from '../promises.ts';
import { beginRebalance, type GoOn, rebalances } from '../rebalancing.ts';
import type { Model, Step } from '../search.ts';
import type { State } from '../state.ts';
import { type BundleState, type BundleWorld, openedWithBundle, together } from './bundle-state.ts';
import { postsBundle } from './posting-bundles.ts';

type Steps = readonly Step<BundleState>[];

/** Escrow of one SKU and a bundle of it, as the product runs them. */
export function bundleModel(world: BundleWorld): Model<BundleState> {
  const steps = (state: BundleState) => stepsOfBoth(world, state);
  const { may, bundleMay, bundleHad } = world;
  const opened = bundleHad ? inForce({ ...world, may: {}, bundleMay: bundleHad }) : openedWithBundle(world);
  const first = {
    ...opened,
    component: { ...opened.component, left: { ...opened.component.left, ...may } },
    bundle: { ...opened.bundle, left: { ...opened.bundle.left, ...bundleMay } },
  };
  return {
    first,
    steps,
    keyOf: (state) => {
      const { component, bundle, parts, posting } = state;
      const orders = bundle.orders.map(
        ({ channel, isCancelled, onTheWay, seen }, index) =>
          `${channel}${isCancelled}${onTheWay.join('')}${seen?.line?.version ?? 0}~${parts[index]?.line?.version ?? 0}`,
      );
      const at =
        posting.at === 'idle'
          ? ''
          : `${posting.message.version}${posting.message.index}${'due' in posting ? posting.due.join() : ''}`;
      return [keyOf(component), keyOf(bundle), orders.sort().join(), posting.at, at].join('#');
    },
    brokenBy,
    describe: ({ component, bundle }) => `${described(component)} ‖ bundle: ${described(bundle)}`,
    isAtRest: areBothAtRest,
  };
}

function stepsOfBoth({ kinds = [], grain = 'coarse', bundleKind }: BundleWorld, state: BundleState): Steps {
  return [
    ...stepsOf(state.component, kinds, grain).map(
      ([what, component]): Step<BundleState> => [what, { ...state, component }],
    ),
    ...stepsOf(state.bundle, [bundleKind], grain).map(
      ([what, bundle]): Step<BundleState> => [`bundle: ${what}`, { ...state, bundle }],
    ),
    ...postsBundle(state),
    ...rebalancesElsewhere(state),
  ].flatMap(([what, after]) => goesOn(state, [what, together(after)]));
}

const STEPS_TO_REST_MAX = 100;

/** The world once escrow is in force and nobody has anything left to do, by the first steps that come. */
function inForce(world: BundleWorld): BundleState {
  let state = openedWithBundle(world);
  for (let step = 0; step < STEPS_TO_REST_MAX; step += 1) {
    const [next] = stepsOfBoth(world, state);
    if (next === undefined || (state.component.isPromised && areBothAtRest(state))) {
      return state;
    }
    state = next[1];
  }
  throw new Error('Escrow is never in force.');
}

/** What a step of one asks of the other: the component's functions notify the bundle, the bundle's rebalance the component. */
function goesOn(before: BundleState, [what, after]: Step<BundleState>): Steps {
  const { goesOnElsewhere: notifies, ...component } = after.component;
  const { goesOnElsewhere: rebalances, ...bundle } = after.bundle;
  if (rebalances && before.component.rebalancing !== undefined) {
    // One function of the bundle rebalances at a time: fewer orders of events than there are, and none that cannot be.
    return [];
  }
  const requests = notifies ? bundle.requests.map(() => true) : bundle.requests;
  const rebalanced = rebalances ? promised(beginRebalance(component, elsewhere)) : component;
  return [[what, together({ ...after, component: rebalanced, bundle: { ...bundle, requests } })]];
}

const elsewhere: GoOn = (state, at): State => ({ ...state, rebalancing: at });

/** The rebalance that a function of the bundle makes: between its reads and its write anything may happen. */
function rebalancesElsewhere(state: BundleState): Steps {
  const { component } = state;
  const { rebalancing } = component;
  return rebalancing === undefined
    ? []
    : rebalances(component, rebalancing, 'the function of the bundle', elsewhere).map(([what, after]) => [
        what,
        { ...state, component: promised(after) },
      ]);
}

function areBothAtRest({ component, bundle, posting }: BundleState): boolean {
  return posting.at === 'idle' && component.rebalancing === undefined && isAtRest(component) && isAtRest(bundle);
}

function brokenBy(state: BundleState): string | undefined {
  const { component, bundle } = state;
  const unreported = unreportedParts(state);
  const inBundles = {
    promisable: [...bundle.shows.map((units) => Math.max(0, units)), ...unreported].reduce(
      (sum, units) => sum + units,
      0,
    ),
    unreportedBack: unreported.filter((units) => units < 0).length,
  };
  const broken = escrowBroken(component, inBundles);
  return broken ?? (areBothAtRest(state) ? (restBroken(component) ?? bundleRestBroken(bundle)) : undefined);
}

/** Of each order of the bundle: 1 while only its channel knows that it was sold, -1 while only its channel knows that it came back. */
function unreportedParts({ bundle, parts }: BundleState): readonly number[] {
  return bundle.orders.map(
    ({ isCancelled }, index) => (isCancelled ? 0 : 1) - (parts[index]?.line?.state.ordered ?? 0),
  );
}

function bundleRestBroken({ shows, madeFrom, listings }: State): string | undefined {
  const isUnderEscrow = madeFrom?.components.some((each) => each.isUnderEscrow) === true;
  const should = isUnderEscrow ? 0 : Math.max(0, available(totalStock(madeFrom?.stock ?? {})));
  const isJudged = isUnderEscrow || listings.every(({ push }) => push.kind === 'difference');
  return isJudged && shows.some((units) => Math.max(0, units) !== should)
    ? `at rest, and the bundle shows ${shows.join()} where it should show ${should}`
    : undefined;
}
