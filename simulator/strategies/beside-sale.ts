/** What Stockline does about checkouts, a listing that leaves and a change of policy, by the product's rules. */
import { exposureUnderRules } from '../../shared/domain/exposure/policy.ts';
import { noteNews } from '../../shared/domain/listing/catalogue-note.ts';
import type { Listing } from '../../shared/domain/listing/listing.ts';
import type { Hold } from '../../shared/domain/stock/hold.ts';
import type { Beside } from '../market/happenings.ts';
import { askToHold, withHoldEnded } from './holds.ts';
import { moment, type SkuState } from './sku-state.ts';

/** The SKU of a sale, as far as this changes it. */
export type SkuInSale = {
  readonly settleMs: number;
  now(): number;
  state(): SkuState;
  /** A posting: its exposure is revised, and channels are notified. */
  post(posted: SkuState): void;
  /** It is offered in another way: the channels that are due are notified, or every one whose listing is pushed. */
  offer(state: SkuState, notified: 'due' | 'all'): void;
  change(channel: number, change: (listing: Listing) => Listing): void;
  checkAfter(channel: number, seconds: number): void;
};

/** A listing that leaves is checked so much later: by then that is noted. */
const LEFT_CHECK_SECONDS = 2;

export function besideSale(sku: SkuInSale): Beside {
  const held = new Map<string, Hold>();
  return {
    hold(id, answered) {
      const before = sku.state();
      const [listing] = before.listings;
      const asked = listing && askToHold(before, listing.sku, id, sku.now(), sku.settleMs);
      if (asked?.kind === 'granted') {
        held.set(id, asked.hold);
        sku.post(asked.state);
      } else if (asked?.kind === 'refused') {
        sku.offer(asked.state, 'due');
      }
      answered(asked?.kind === 'granted');
    },
    endHold(id, end) {
      const hold = held.get(id);
      if (hold !== undefined) {
        sku.post(withHoldEnded(sku.state(), hold, end));
      }
    },
    // As shared/usecases/intake/note-catalogue-changes.ts notes it. The channel goes on selling what it shows.
    leave(channel) {
      const listing = sku.state().listings[channel];
      const noted = listing && noteNews(listing, { kind: 'notStocked' }, moment(sku.now()).toISOString());
      if (noted !== undefined) {
        sku.change(channel, (each) => ({ ...each, managed: noted.managed, catalogueNotes: noted.notes }));
        sku.checkAfter(channel, LEFT_CHECK_SECONDS);
      }
    },
    // As shared/usecases/exposure/change-policy.ts does it.
    setPolicy(policy) {
      const before = sku.state();
      const rules = { ...before.exposure.rules, policy };
      const exposure = exposureUnderRules(before.exposure, rules, before, moment(sku.now()), sku.settleMs);
      sku.offer({ ...before, exposure }, 'all');
    },
  };
}
