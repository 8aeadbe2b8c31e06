/** Watches during a simulation under escrow that channels never show and have sold more than there is. */
import type { Sku } from '../../shared/domain/identifiers.ts';
import type { Stage } from './channels/customers.ts';

/**
 * Guarantee 4, watched from the opening on: once the channels together show no more than there is, they never show more
 * again, whatever is lost, doubled or late. The sentences appear as it is broken. Not kept, and only counted, is what
 * a check breaks: a sale that is reported later than two checks wait is taken for an edit there, and set right.
 */
export function watchShares({ world, trueStock, skus }: Stage): readonly string[] {
  const broken: string[] = [];
  const inForce = new Set<Sku>();
  const check = (sku: Sku) => {
    const shown = world.channels.map((channel) => channel.shows(sku));
    const sum = shown.reduce((total, units) => total + Math.max(0, units), 0);
    const left = [...trueStock.of(sku).values()].reduce(
      (total, { onHand, committed, held, unavailable }) => total + onHand - committed - held - unavailable,
      0,
    );
    const onTheWay = world.channels.reduce((total, channel) => total + channel.onTheWay(sku), 0);
    if (sum <= left) {
      // A figure that was set before escrow began may still be applied.
      if (sum + onTheWay <= left) {
        inForce.add(sku);
      }
    } else if (inForce.delete(sku)) {
      if (world.overwritten.has(sku)) {
        world.count('shows too much: a sale reported later than checks wait was taken for an edit');
      } else {
        broken.push(`${world.scheduler.timestamp()} ${sku}: the channels show ${shown.join(' + ')}, ${left} are there`);
      }
    }
  };
  for (const channel of world.channels) {
    const notify = channel.onChange;
    channel.onChange = (sku, quantity) => {
      notify(sku, quantity);
      // Not before the code that moved it has also moved the true stock.
      world.scheduler.after(0, () => check(sku));
    };
  }
  skus.forEach(check);
  return broken;
}
