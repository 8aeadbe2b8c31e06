import type { Listing, PushIntent } from '../../shared/domain/listing.ts';
import { outstanding, planPush } from '../../shared/domain/push-plan.ts';
import type { Strategy } from '../market.ts';
import { moment, postSale, type Shelf, withListing } from '../shelf.ts';

/**
 * As Stockline keeps the channels: after each sale, and after each answer, every listing is looked at and pushed the
 * difference to what it should show. One push of a listing is on its way at a time.
 */
export function stockline(opened: Shelf): Strategy {
  return {
    showsFirst: opened.listings.map(({ shown }) => shown),
    begin: (market) => {
      let shelf = opened;
      const look = (channel: number) => {
        const listing = shelf.listings[channel];
        if (listing === undefined || outstanding(shelf.stock, listing, shelf.exposure) === 0) {
          return;
        }
        const plan = planPush(shelf, listing, shelf.exposure, moment(market.now()));
        if (plan.kind !== 'push') {
          return;
        }
        const { intent } = plan;
        shelf = withListing(shelf, channel, claimed(listing, intent));
        market.later(market.lag.push, () => {
          market.storefronts[channel]?.change(intent.delta);
          market.later(market.lag.answer, () => {
            const answered = shelf.listings[channel];
            shelf = answered === undefined ? shelf : withListing(shelf, channel, finished(answered, intent));
            look(channel);
          });
        });
      };
      return {
        hear: (sale) => {
          shelf = postSale(shelf, sale);
          market.storefronts.forEach((_storefront, channel) => {
            look(channel);
          });
        },
      };
    },
  };
}

function claimed(listing: Listing, intent: PushIntent): Listing {
  return { ...listing, intent, generation: intent.generation, revision: listing.revision + 1 };
}

function finished({ intent: _intent, ...listing }: Listing, { delta, doubts }: PushIntent): Listing {
  return { ...listing, shown: listing.shown + delta, settledDoubts: doubts, revision: listing.revision + 1 };
}
