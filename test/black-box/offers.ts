/** Under which names customers find the SKUs of a storm: their own, and those of the listings that a file links to them. */
import type { Channel } from './customers.ts';

/** A listing at a channel: what it is called there, and how many units of which SKU it sells. */
export type Offer = {
  readonly channel: Channel;
  readonly name: string;
  readonly sku: string;
  readonly units: number;
};

/**
 * Every listing of these SKUs on these channels. `links` is the file that `stockline map set --file` took, with listings named by their
 * SKU there: what it links sells that, and nothing under its own name.
 */
export function offersOf(skus: readonly string[], channels: readonly Channel[], links = ''): readonly Offer[] {
  const linked = links
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .flatMap((row): Offer[] => {
      const [named = '', name = '', sku = '', units = '1'] = row.split(',');
      return channels.filter((each) => each === named).map((channel) => ({ channel, name, sku, units: Number(units) }));
    });
  const own = channels.flatMap((channel) => skus.map((sku): Offer => ({ channel, name: sku, sku, units: 1 })));
  const isElsewhere = ({ channel, name }: Offer) =>
    linked.some((each) => each.channel === channel && each.name === name);
  return [...own.filter((each) => !isElsewhere(each)), ...linked.filter(({ sku }) => skus.includes(sku))];
}
