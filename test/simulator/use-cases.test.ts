import { describe, expect, it } from '@jest/globals';
import type { Policy } from '../../shared/domain/exposure/exposure.ts';
import { type LocationId, parseLocationId } from '../../shared/domain/identifiers.ts';
import { drawCheckouts, type Happening } from '../../simulator/market/happenings.ts';
import {
  type FlashSale,
  type Lag,
  type Market,
  type Strategy,
  saleSteps,
  type Tally,
} from '../../simulator/market/market.ts';
import { bundlePurchases, flashSalePurchases } from '../../simulator/market/purchases.ts';
import { seededRandom } from '../../simulator/market/random.ts';
import type { SkuState } from '../../simulator/strategies/sku-state.ts';
import { type StocklineStrategy, stockline } from '../../simulator/strategies/stockline.ts';
import { stocklineWithBundle } from '../../simulator/strategies/stockline-with-bundle.ts';
import type { Takes } from '../../simulator/strategies/takes.ts';
import { AMAZON, MAIN, SHARED_RULES, SHOPIFY, SQUARE } from '../fakes/facts.ts';
import { bundleStateOf, openShop, type Shop, stateOf, useCases } from './use-cases.ts';

/** A sale is over before a listing is idle. */
const STOCK = 120;
const LAG: Lag = { intake: 0.5, push: 0.5, answer: 0, read: 0.1, apply: [0, 3, 0, 0, 3, 0] };
const SETTLE_SECONDS = 5;
/** Two settle times. The product goes on checking whether a listing is idle, and the simulator ends with the last customer. */
const COMPARED_AFTER_SECONDS = 10;
const CHANNELS = [SHOPIFY, AMAZON, SQUARE];
const ALL: readonly Takes[] = ['compare-and-swap', 'figure', 'resulting-count'];

/** Every push that a channel gets: when, on which channel, and what. */
type Pushes = (readonly [seconds: number, channel: number, what: string])[];
type SimulatedState = ReturnType<StocklineStrategy['begin']>['state'];

function watched(strategy: Strategy, pushes: Pushes): Strategy {
  return {
    ...strategy,
    begin: (market) => {
      const note = (channel: number, what: string) => pushes.push([Number(market.now().toFixed(6)), channel, what]);
      market.storefronts.forEach((storefront, channel) => {
        const change = storefront.change.bind(storefront);
        storefront.change = (by) => {
          note(channel, `${by}`);
          change(by);
        };
      });
      const set: Market['set'] = (channel, figure) => {
        note(channel, `= ${figure}`);
        market.set(channel, figure);
      };
      return strategy.begin({ ...market, set, now: () => market.now() });
    },
  };
}

/** Holds the sale, and lets promises settle after each event. Pushes of the same moment are in the order of the channels. */
async function held(
  sale: FlashSale,
  strategy: Strategy,
  seed: number,
): Promise<Omit<Tally, 'pushes'> & { pushes: Pushes }> {
  const pushes: Pushes = [];
  const steps = saleSteps(sale, watched(strategy, pushes), LAG, seededRandom(seed));
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) {
      const until = (sale.purchases.at(-1)?.at ?? 0) + COMPARED_AFTER_SECONDS;
      const compared = pushes.filter(([seconds]) => seconds <= until);
      return { ...step.value, pushes: compared.toSorted(([a, one], [b, other]) => a - b || one - other) };
    }
    await new Promise(setImmediate);
  }
}

const sharesOf = ({ exposure }: { readonly exposure?: SkuState['exposure'] }) =>
  Object.fromEntries(Object.entries(exposure?.shares ?? {}).map(([id, { units, goal }]) => [id, [units, goal]]));

type Case = {
  readonly policy: Policy;
  readonly shows: readonly number[];
  readonly demand?: number;
  readonly shares?: readonly number[];
  readonly drawsOn?: readonly (readonly LocationId[])[];
  readonly checkouts?: number;
  readonly happenings?: readonly Happening[];
  /** A bundle of three, of which each channel shows so many at first. */
  readonly bundles?: readonly number[];
};

const STORE = parseLocationId('store');
/** Of a bundle: units of the mug. */
const QUANTITY = 3;
/** Each channel may list a bundle: its configuration names it. */
const LISTED = Object.fromEntries(CHANNELS.map((channel) => [channel, { buffer: 0 }]));
const ALL_SHOWN = [120, 120, 120];
const SHARED_OUT = [40, 40, 40];
const leaves = (channel: number, at: number): Happening => ({ kind: 'leaves', channel, at });
const becomes = (policy: Policy, at: number): Happening => ({ kind: 'policy', policy, at });

describe('the simulator does what the use cases do: the same pushes at the same times, and the same shares after them', () => {
  it.each<[string, Case]>([
    ['under escrow', { policy: 'escrow', shows: SHARED_OUT }],
    ['under escrow, where customers want units elsewhere', { policy: 'escrow', shows: SHARED_OUT, shares: [7, 1, 2] }],
    ['while escrow is entered', { policy: 'escrow', shows: ALL_SHOWN, shares: [2, 2, 3] }],
    [
      'under escrow, where all is sold and more is wanted',
      { policy: 'escrow', shows: SHARED_OUT, demand: 200, shares: [7, 1, 2] },
    ],
    ['where every channel shows all', { policy: 'shared', shows: ALL_SHOWN }],
    ['in an endgame that begins at 60 units', { policy: 'endgame', shows: ALL_SHOWN, demand: 160 }],
    ['under escrow, with checkouts that hold units', { policy: 'escrow', shows: SHARED_OUT, checkouts: 2 }],
    [
      'with checkouts, where every channel shows all',
      { policy: 'shared', shows: ALL_SHOWN, demand: 160, checkouts: 2 },
    ],
    ['in an endgame with checkouts', { policy: 'endgame', shows: ALL_SHOWN, demand: 160, checkouts: 2 }],
    [
      'under escrow at two places',
      { policy: 'escrow', shows: [40, 60, 20], drawsOn: [[MAIN, STORE], [MAIN], [STORE]], shares: [3, 1, 2] },
    ],
    [
      'at two places, where every channel shows all that is there',
      { policy: 'shared', shows: [120, 60, 60], drawsOn: [[MAIN, STORE], [MAIN], [STORE]], demand: 160 },
    ],
    [
      'under escrow, where a channel that takes differences stocks it no more',
      { policy: 'escrow', shows: SHARED_OUT, happenings: [leaves(0, 3)] },
    ],
    [
      'under escrow, where a channel that accepts figures stocks it no more',
      { policy: 'escrow', shows: SHARED_OUT, happenings: [leaves(1, 3)], demand: 140 },
    ],
    [
      'where every channel shows all and one stocks it no more',
      { policy: 'shared', shows: ALL_SHOWN, happenings: [leaves(2, 3)] },
    ],
    ['where escrow begins during the sale', { policy: 'shared', shows: ALL_SHOWN, happenings: [becomes('escrow', 4)] }],
    ['where escrow ends during the sale', { policy: 'escrow', shows: SHARED_OUT, happenings: [becomes('shared', 4)] }],
    [
      'where an endgame begins during a sale under escrow, with checkouts, at two places, after a listing left',
      {
        policy: 'escrow',
        shows: [40, 60, 20],
        drawsOn: [[MAIN, STORE], [MAIN], [STORE]],
        checkouts: 1,
        happenings: [leaves(2, 2), becomes('endgame', 6)],
      },
    ],
    [
      'where channels also list a bundle, and every one shows all',
      { policy: 'shared', shows: ALL_SHOWN, demand: 140, bundles: [40, 40, 40] },
    ],
    ['under escrow, where a bundle shows nothing', { policy: 'escrow', shows: SHARED_OUT, bundles: [0, 0, 0] }],
    [
      'where escrow begins while a bundle is on display',
      { policy: 'shared', shows: ALL_SHOWN, bundles: [40, 40, 40], happenings: [becomes('escrow', 4)] },
    ],
  ])('%s', async (_name, { policy, shows, demand = 100, shares = [1, 1, 1], checkouts = 0, ...more }) => {
    for (const seed of [1, 2, 3]) {
      // What a push measures as its lag is not compared: the threshold must not follow from it.
      const rules = { ...SHARED_RULES, channels: LISTED, policy, endgameAt: 60 };
      const { happenings = [], drawsOn, bundles } = more;
      const facts = {
        ...{ channels: CHANNELS, takes: ALL, rules, settleSeconds: SETTLE_SECONDS },
        ...(drawsOn && { drawsOn }),
        ...(bundles && { bundle: { quantity: QUANTITY, shows: bundles } }),
      };
      const random = seededRandom(seed);
      const purchases = flashSalePurchases({ rate: 8, count: demand, shares }, random);
      const asked = drawCheckouts(checkouts, purchases.at(-1)?.at ?? 0, random);
      const endsAt = purchases.at(-1)?.at ?? 0;
      const sets = bundlePurchases({ rate: bundles ? 1 : 0, units: QUANTITY, shares }, endsAt, random);
      const inTurn = [...purchases, ...sets].toSorted((a, b) => a.at - b.at);
      const sale = { stock: STOCK, purchases: inTurn, happenings: [...asked, ...happenings] };
      const onHand = drawsOn === undefined ? { [MAIN]: STOCK } : { [MAIN]: STOCK / 2, [STORE]: STOCK / 2 };
      const shop = await openShop(facts, onHand, shows);
      const { exposure, ...opened } = await stateOf(shop);
      const component = { ...opened, exposure: exposure ?? { rules, revision: 0 } };
      const strategy =
        bundles === undefined
          ? stockline(component, facts)
          : stocklineWithBundle({ component, bundle: await bundleOf(shop, rules) }, facts, QUANTITY);
      const simulated = begun(strategy);
      const code = await held(sale, useCases(shop, [...shows, ...(bundles ?? [])]), seed);
      const simulation = await held(sale, simulated.strategy, seed);
      expect({ seed, ...simulation }).toEqual({ seed, ...code });
      expect(sharesOf(simulated.state())).toEqual(sharesOf(await stateOf(shop)));
      expect(code.pushes.length).toBeGreaterThan(2);
    }
  });
});

async function bundleOf(shop: Shop, rules: SkuState['exposure']['rules']): Promise<SkuState> {
  const { exposure, ...opened } = await bundleStateOf(shop);
  return { ...opened, exposure: exposure ?? { rules, revision: 0 } };
}

/** The strategy, and its state once it has begun. */
function begun(strategy: StocklineStrategy): { strategy: Strategy; state: () => SimulatedState } {
  let state: (() => SimulatedState) | undefined;
  const begin = (market: Market) => {
    const active: ReturnType<StocklineStrategy['begin']> = strategy.begin(market);
    state = () => active.state;
    return active;
  };
  return {
    strategy: { ...strategy, begin },
    state: () => {
      if (state === undefined) {
        throw new Error('The sale has not begun.');
      }
      return state();
    },
  };
}
