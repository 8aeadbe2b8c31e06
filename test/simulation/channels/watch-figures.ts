/** Watches the figures of a channel of the simulation. */
import type { Sku } from '../../../shared/domain/identifiers.ts';
import type { Scheduler } from '../scheduler.ts';
import type { SellingChannel } from './channel.ts';

/** `look` is called after each new figure with the channel’s name of the listing, besides all that are notified already. */
export function watchFigures(channel: SellingChannel, scheduler: Scheduler, look: (name: Sku) => void): void {
  const notify = channel.onChange;
  channel.onChange = (name, quantity) => {
    notify(name, quantity);
    // Not before the code that moved it has also moved the true stock.
    scheduler.after(0, () => look(name));
  };
}
