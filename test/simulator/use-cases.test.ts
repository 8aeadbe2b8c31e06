import { describe, expect, it } from '@jest/globals';
import type { Policy } from '../../shared/domain/exposure/exposure.ts';
import {
  type FlashSale,
  type Lag,
  type Market,
  type Strategy,
  saleSteps,
  type Tally,
} from '../../simulator/market/market.ts';
import { flashSalePurchases } from '../../simulator/market/purchases.ts';
import { seededRandom } from '../../simulator/market/random.ts';
import type { SkuState } from '../../simulator/strategies/sku-state.ts';
import { type StocklineStrategy, stockline, type Takes } from '../../simulator/strategies/stockline.ts';
import { AMAZON, SHARED_RULES, SHOPIFY, SQUARE } from '../fakes/facts.ts';
import { openShop, stateOf, useCases } from './use-cases.ts';

/** A sale is over before a listing is idle. */
const STOCK = 120;
const LAG: Lag = { intake: 0.5, push: 0.5, answer: 0, read: 0.1, apply: [0, 3, 0] };
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

describe('the simulator does what the use cases do: the same pushes at the same times, and the same shares after them', () => {
  it.each<[string, Policy, readonly number[], Partial<{ demand: number; shares: readonly number[] }>]>([
    ['under escrow', 'escrow', [40, 40, 40], {}],
    ['under escrow, where customers want units elsewhere', 'escrow', [40, 40, 40], { shares: [7, 1, 2] }],
    ['while escrow is entered', 'escrow', [120, 120, 120], { shares: [2, 2, 3] }],
    ['under escrow, where all is sold and more is wanted', 'escrow', [40, 40, 40], { demand: 200, shares: [7, 1, 2] }],
    ['where every channel shows all', 'shared', [120, 120, 120], {}],
    ['in an endgame that begins at 60 units', 'endgame', [120, 120, 120], { demand: 160 }],
  ])('%s', async (_name, policy, shows, { demand = 100, shares = [1, 1, 1] }) => {
    for (const seed of [1, 2, 3]) {
      // What a push measures as its lag is not compared: the threshold must not follow from it.
      const rules = { ...SHARED_RULES, policy, endgameAt: 60 };
      const facts = { channels: CHANNELS, takes: ALL, rules, settleSeconds: SETTLE_SECONDS };
      const purchases = flashSalePurchases({ rate: 8, count: demand, shares }, seededRandom(seed));
      const sale = { stock: STOCK, purchases };
      const shop = await openShop(facts, STOCK, shows);
      const { exposure, ...opened } = await stateOf(shop);
      const simulated = begun(stockline({ ...opened, exposure: exposure ?? { rules, revision: 0 } }, facts));
      const code = await held(sale, useCases(shop, shows), seed);
      const simulation = await held(sale, simulated.strategy, seed);
      expect({ seed, ...simulation }).toEqual({ seed, ...code });
      expect(sharesOf(simulated.state())).toEqual(sharesOf(await stateOf(shop)));
      expect(code.pushes.length).toBeGreaterThan(2);
    }
  });
});

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
