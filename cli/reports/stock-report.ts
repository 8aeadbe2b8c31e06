/** Prints the stock of a SKU, and what its listings show. */
import type { ListingView, readStockAt, StockView } from '../../shared/usecases/reading/read-stock.ts';
import { printable } from '../printable.ts';
import { signed } from './signed.ts';

type StockAt = NonNullable<Awaited<ReturnType<typeof readStockAt>>>;
type Figures = Pick<StockView, 'onHand' | 'committed' | 'held' | 'unavailable' | 'available'>;

/** The present stock: a line for the SKU, one for each location where there are several, and one for each listing. */
export function stockLines(stock: StockView): readonly string[] {
  const { policy, listings } = stock;
  const places = listings.map(placeOf);
  const width = Math.max(0, ...places.map((place) => place.length));
  return [
    ...figureLines(stock, `, policy ${policy}`),
    ...listings.map((each, index) => `  ${(places[index] ?? '').padEnd(width)}  ${listingWords(each)}`),
  ];
}

/** The stock as it was. */
export function stockAtLines(stock: StockAt): readonly string[] {
  return figureLines(stock, `, as of ${stock.at}`);
}

function figureLines(stock: Pick<StockView, 'sku' | 'seq' | 'locations'> & Figures, more: string): readonly string[] {
  const locations = Object.entries(stock.locations);
  const width = Math.max(...locations.map(([location]) => location.length));
  return [
    `${printable(stock.sku)}  ${figureWords(stock)} (entry ${stock.seq}${more})`,
    ...(locations.length > 1
      ? locations.map(([location, figures]) => `  at ${location.padEnd(width)}  ${figureWords(figures)}`)
      : []),
  ];
}

/** What is 0 is left out, but not what is available and on hand. */
function figureWords({ available, onHand, committed, held, unavailable }: Figures): string {
  const parts = [
    available < 0 ? `oversold by ${-available}` : `available ${available}`,
    `on hand ${onHand}`,
    ...(committed === 0 ? [] : [`committed ${committed}`]),
    ...(held === 0 ? [] : [`held ${held}`]),
    ...(unavailable === 0 ? [] : [`unavailable ${unavailable}`]),
  ];
  return parts.join(', ');
}

function placeOf({ channel, channelLocation }: ListingView): string {
  return channelLocation === undefined ? channel : `${channel} @${printable(channelLocation)}`;
}

function listingWords({ sellable, shown, pending, lastPushedAt, problem, share }: ListingView): string {
  const parts = [
    sellable === shown ? `shows ${shown}` : `shows ${shown}, may show ${sellable}`,
    ...(pending === 0 ? [] : [`${signed(pending)} on its way`]),
    ...(share === undefined ? [] : [`share ${share.units}`]),
    lastPushedAt === null ? 'never pushed' : `pushed ${lastPushedAt}`,
    ...(problem === undefined ? [] : [`problem: ${printable(problem)}`]),
  ];
  return parts.join(', ');
}
