import { describe, expect, it } from '@jest/globals';
import type { Policy } from '../../../shared/domain/exposure/exposure.ts';
import { parseLocationId } from '../../../shared/domain/identifiers.ts';
import { emptyLedger, type SkuLedger } from '../../../shared/domain/ledger/sku-ledger.ts';
import { SETTLE_MS_DEFAULT } from '../../../shared/domain/listing/deduction.ts';
import { postOne } from '../../../shared/domain/posting/post.ts';
import { flashSalePurchases } from '../../../simulator/market/purchases.ts';
import { seededRandom } from '../../../simulator/market/random.ts';
import {
  channelIds,
  moment,
  openingState,
  postSale,
  revised,
  type SkuState,
} from '../../../simulator/strategies/sku-state.ts';
import { MUG, orderLine, SHARED_RULES, SHOPIFY, sha256 } from '../../fakes/facts.ts';

const LATE_SECONDS = 2;
const KEEP = { release: 'keep', settleMs: SETTLE_MS_DEFAULT } as const;

/** The part of the state that posting a sale writes; the exposure is computed after it. */
function postedPart({ seq, stock, listings, exposure, demand }: SkuState | SkuLedger) {
  return { seq, stock, listings, exposure, demand };
}

describe('the state of the simulator', () => {
  it.each<Policy>(['shared', 'endgame', 'escrow'])('moves with each sale as posting moves the ledger: %s', (policy) => {
    const channels = channelIds(3);
    const rules = { ...SHARED_RULES, policy };
    let state = openingState({ onHand: 30, channels, rules, knownParts: [0.5, 0.3, 0.2], knownLag: LATE_SECONDS });
    const sku = state.listings[0]?.sku ?? MUG;
    const demand = { rate: 10, count: 40, shares: [5, 3, 1] };
    flashSalePurchases(demand, seededRandom(1)).forEach(({ at, channel, units }, order) => {
      const now = at + LATE_SECONDS;
      const { demand: known, ...before } = state;
      const ledger: SkuLedger = { ...emptyLedger(sku), ...before, ...(known && { demand: known }) };
      const observation = orderLine({
        sku,
        channel: channels[channel] ?? SHOPIFY,
        order: String(order),
        location: parseLocationId('main'),
        ordered: units,
        at: moment(at).toISOString(),
      });
      const context = { now: moment(now).toISOString(), digest: sha256, history: [] };
      const posted = postSale(state, { channel, units, soldAt: at }, now);
      expect(postedPart(posted)).toEqual(postedPart(postOne(ledger, observation, context).after));
      state = revised(posted, now, KEEP);
    });
    expect(state.seq).toBe(41);
  });
});
