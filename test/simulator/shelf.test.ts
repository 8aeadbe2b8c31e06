import { describe, expect, it } from '@jest/globals';
import { parseLocationId } from '../../shared/domain/identifiers.ts';
import { fold } from '../../shared/domain/posting.ts';
import { emptyLedger } from '../../shared/domain/sku-ledger.ts';
import { flashSalePurchases } from '../../simulator/purchases.ts';
import { seededRandom } from '../../simulator/random.ts';
import { channelIds, moment, openShelf, postSale } from '../../simulator/shelf.ts';
import { baseline, orderLine, SHARED_RULES, sha256 } from '../fakes/facts.ts';

describe('the shelf of the simulator', () => {
  it('moves with each sale as posting moves the ledger', () => {
    const channels = channelIds(3);
    let shelf = openShelf(30, channels, SHARED_RULES);
    const [listing] = shelf.listings;
    if (listing === undefined) {
      throw new Error('There is a listing for each channel.');
    }
    const sku = listing.sku;
    const context = { now: moment(0).toISOString(), digest: sha256, history: [] };
    let ledger = fold({ ...emptyLedger(sku), listings: shelf.listings }, baseline(30, sku), context).ledger;
    const demand = { rate: 10, count: 40, shares: [5, 3, 1] };
    flashSalePurchases(demand, seededRandom(1)).forEach(({ at, channel, units }, order) => {
      shelf = postSale(shelf, { channel, units, soldAt: at });
      const source = channels[channel];
      const observation = orderLine({
        sku,
        ...(source !== undefined && { channel: source }),
        order: String(order),
        location: parseLocationId('main'),
        ordered: units,
        at: moment(at).toISOString(),
      });
      ledger = fold(ledger, observation, context).ledger;
      expect(shelf.stock).toEqual(ledger.stock);
      expect(shelf.seq).toBe(ledger.seq);
      expect(shelf.listings).toEqual(ledger.listings);
    });
    expect(shelf.seq).toBe(41);
  });
});
