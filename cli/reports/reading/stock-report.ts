/** Prints the stock of a SKU, and what its listings show. */
import type { ListingView, readStockAt, StockView } from '../../../shared/usecases/reading/read-stock.ts';
import { columns, paint } from '../../terminal/paint.ts';
import { printable } from '../../terminal/printable.ts';
import { signed } from '../signed.ts';

type StockAt = NonNullable<Awaited<ReturnType<typeof readStockAt>>>;
type Figures = Pick<StockView, 'onHand' | 'committed' | 'held' | 'unavailable' | 'available'>;

/** The present stock: a line for the SKU, one for each location where there are several, and one for each listing. */
export function stockLines(stock: StockView): readonly string[] {
  const { policy, listings } = stock;
  return [
    ...figureLines(stock, `, policy ${policy}`),
    ...columns(listings.map((each) => [`  ${placeOf(each)}`, ...listingWords(each)])),
  ];
}

/** The stock as it was. */
export function stockAtLines(stock: StockAt): readonly string[] {
  return figureLines(stock, `, as of ${stock.at}`);
}

function figureLines(stock: Pick<StockView, 'sku' | 'seq' | 'locations'> & Figures, more: string): readonly string[] {
  const locations = Object.entries(stock.locations);
  return [
    `${paint().strong(printable(stock.sku))}  ${figureWords(stock)} ${paint().quiet(`(entry ${stock.seq}${more})`)}`,
    ...(locations.length > 1
      ? columns(locations.map(([location, figures]) => [`  at ${location}`, figureWords(figures)]))
      : []),
  ];
}

/** What is 0 is left out, but not what is available and on hand. */
export function figureWords({ available, onHand, committed, held, unavailable }: Figures): string {
  const parts = [
    available < 0 ? paint().bad(`oversold by ${-available}`) : `available ${available}`,
    `on hand ${onHand}`,
    ...(committed === 0 ? [] : [`committed ${committed}`]),
    ...(held === 0 ? [] : [`held ${held}`]),
    ...(unavailable === 0 ? [] : [`unavailable ${unavailable}`]),
  ];
  return parts.join(', ');
}

/** A linked listing is named by its id: several of them may be at one place. */
function placeOf({ channel, channelLocation, listing, units }: ListingView): string {
  return [
    channelLocation === undefined ? channel : `${channel} @${printable(channelLocation)}`,
    ...(listing === undefined ? [] : [printable(listing)]),
    ...(units === undefined ? [] : [`(${units} at a time)`]),
  ].join(' ');
}

/** What it shows, and the rest. */
function listingWords({ sellable, shown, pending, lastPushedAt, problem, share }: ListingView): readonly string[] {
  const { note, bad, quiet } = paint();
  const shows = sellable === shown ? `shows ${shown}` : note(`shows ${shown}, may show ${sellable}`);
  const parts = [
    ...(pending === 0 ? [] : [`${signed(pending)} on its way`]),
    ...(share === undefined ? [] : [`share ${share.units}`]),
    lastPushedAt === null ? 'never pushed' : quiet(`pushed ${lastPushedAt}`),
    ...(problem === undefined ? [] : [bad(`problem: ${printable(problem)}`)]),
  ];
  return [shows, parts.join(', ')];
}
