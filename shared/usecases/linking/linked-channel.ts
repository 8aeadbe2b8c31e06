/** A channel as an import reads it: its linked listings under the SKUs that they sell, in units of those. */
import type { Sku } from '../../domain/identifiers.ts';
import { handedOn, type Link, linksInForce } from '../../domain/listing/link.ts';
import { locationAt, placeOfItem } from '../../domain/listing/place.ts';
import { multipliedLine, multipliedMovement } from '../../domain/stock/multiplied.ts';
import type { MovementObservation, OrderLineObservation } from '../../domain/stock/observation.ts';
import type { CatalogueListing, ChannelClient, OrderFeed } from '../../ports/channel/channel.ts';
import type { LedgerStore } from '../../ports/posting/posting.ts';
import { addressedBy, linkBehind } from '../posting/hand-on.ts';
import { inUnitsOf } from './sku-units.ts';

type Ledger = Pick<LedgerStore, 'load'>;
type Reported = OrderLineObservation | MovementObservation;
type LinkedChannel = { readonly client: ChannelClient; readonly orderFeed: OrderFeed };

/** The channel with its links. An order line that some ledger has already stays there, whatever its listing sells now. */
export function linkedChannel(
  { client, orderFeed }: LinkedChannel,
  links: readonly Link[],
  ledger: Ledger,
): LinkedChannel {
  const byItem = linksInForce(links);
  const byName = Map.groupBy(links, ({ name }) => name);
  const asLinked = (row: CatalogueListing) => linkedRow(row, byItem.get(row.externalId));
  const asSold = (each: Reported) => soldAs(ledger, byName, byItem, each);
  async function* pages<Page extends readonly Reported[]>(read: AsyncIterable<Page>) {
    for await (const page of read) {
      yield await Promise.all(page.map((each: Reported) => asSold(each)));
    }
  }
  return {
    client: {
      ...client,
      async *catalogue(...asked) {
        for await (const page of client.catalogue(...asked)) {
          yield page.map(asLinked);
        }
      },
    },
    orderFeed: {
      ...orderFeed,
      async *openLines(setAside, leaveOut) {
        const leftOut: OrderLineObservation[] = [];
        for await (const page of pages(orderFeed.openLines(setAside, (line) => void leftOut.push(line)))) {
          yield page.filter(isLine);
        }
        for (const line of (await Promise.all(leftOut.map(asSold))).filter(isLine)) {
          leaveOut?.(line);
        }
      },
      changedSince: (...asked) => pages(orderFeed.changedSince(...asked)),
      async readAgain({ name, units: _units, ...row }) {
        const read = { ...row, sku: name ?? row.sku, channelLocation: locationAt(row.channelLocation) };
        return asLinked(await orderFeed.readAgain(read));
      },
    },
  };
}

function isLine(each: Reported): each is OrderLineObservation {
  return each.kind === 'orderLine';
}

/** A row of the catalogue as the listing of the SKU that it sells. */
export function linkedRow(row: CatalogueListing, link: Link | undefined): CatalogueListing {
  if (link === undefined) {
    return row;
  }
  const { sku, units, externalId } = link;
  return {
    ...inUnitsOf(link, row),
    sku,
    name: row.sku,
    ...(units > 1 && { units }),
    channelLocation: placeOfItem(locationAt(row.channelLocation), externalId),
  };
}

async function soldAs(
  ledger: Ledger,
  byName: ReadonlyMap<Sku, readonly Link[]>,
  byItem: ReadonlyMap<string, Link>,
  reported: Reported,
): Promise<Reported> {
  if (reported.kind === 'movement') {
    const link = byItem.get(reported.soldAs ?? '');
    return link === undefined ? reported : multipliedMovement(handedOn(reported, link, link.sku), link.units);
  }
  const links = byName.get(reported.sku);
  if (links === undefined) {
    return reported;
  }
  const { key } = reported.source;
  const named = await ledger.load(reported.sku, [key]);
  const link = await linkBehind(ledger, named, reported);
  const addressed = (await addressedBy(ledger, named, link, reported)) ?? reported;
  if (addressed.kind !== 'orderLine') {
    return reported;
  }
  const recorded = (addressed.sku === named.sku ? named : await ledger.load(addressed.sku, [key])).seen.get(key);
  const ofLink = link?.sku === addressed.sku ? link.units : 1;
  const units = recorded === undefined ? ofLink : (recorded.units ?? 1);
  return units === 1 ? addressed : multipliedLine(addressed, units);
}
