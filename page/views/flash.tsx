/** A flash sale: one SKU full screen, live. */
import { useRef } from 'preact/hooks';
import { type Entry, nameOf, type Stock } from '../live/answers.ts';
import { stockPath } from '../live/api.ts';
import { addressOf } from '../live/route.ts';
import { useHistory } from '../live/use-history.ts';
import { useLive } from '../live/use-live.ts';
import { useNow } from '../live/use-now.ts';
import { ShareBars } from '../parts/share-bars.tsx';
import { ChannelName, count, Silence, Waiting } from '../parts/signs.tsx';
import { plotData, StockPlot } from '../parts/stock-plot.tsx';
import { type PresentSale, presentSale } from '../words/present-sale.ts';
import { sentenceOf, unitsSold } from '../words/sentences.ts';
import { ago, clockTime } from '../words/times.ts';
import { Shown } from './stock.tsx';

export function FlashView({ sku }: { readonly sku: string }) {
  const live = useLive<Stock>(stockPath(sku));
  const history = useHistory(live.answer);
  const stage = useRef<HTMLElement>(null);
  const stock = live.answer;
  const now = useNow(5_000);
  const sale = presentSale(history.entries);
  return (
    <main class="flash" id="main" ref={stage}>
      <header class="flash-head">
        <a href={addressOf({ view: 'sku', sku })}>
          <span aria-hidden="true">←</span> Back
        </a>
        <h1>{sku}</h1>
        <button type="button" class="quiet" onClick={() => void stage.current?.requestFullscreen?.()}>
          Full screen
        </button>
      </header>
      {stock === undefined ? (
        <Waiting live={live} />
      ) : (
        <>
          <Silence live={live} />
          <Left stock={stock} sale={sale} />
          <ChannelTiles stock={stock} entries={sale.entries} />
          <ShareBars stock={stock} />
          {history.entries.length > 0 && (
            <StockPlot
              height={220}
              plot={plotData(stock, history.entries, history.pushes, now)}
              label={`Available and what each channel shows of ${sku} over time`}
            />
          )}
          <LastSales entries={history.entries} />
        </>
      )}
    </main>
  );
}

function Left({ stock, sale: { sold, since } }: { readonly stock: Stock; readonly sale: PresentSale }) {
  const now = useNow(60_000);
  const all = Math.max(1, sold + Math.max(0, stock.available));
  const isOversold = stock.available < 0;
  return (
    <section class={`left ${isOversold ? 'bad' : ''}`} aria-live="polite">
      <p class="left-units" data-figure="available">
        {count(isOversold ? -stock.available : stock.available)}
      </p>
      <p class="left-words">
        {isOversold ? 'oversold' : 'left'}{' '}
        <span class="hint">
          {count(sold)} sold{since !== undefined && ` since ${clockTime(since, now)}`}
        </span>
      </p>
      <div class="meter" role="img" aria-label={`${sold} of ${all} sold`}>
        <span style={{ width: `${(100 * sold) / all}%` }} />
      </div>
    </section>
  );
}

function ChannelTiles({ stock, entries }: { readonly stock: Stock; readonly entries: readonly Entry[] }) {
  const soldOn = (channel: string) =>
    entries
      .filter(({ source }) => source.channel === channel)
      .reduce((sum, entry) => sum + Math.max(0, unitsSold(entry)), 0);
  return (
    <ul class="flash-channels">
      {stock.listings.map((listing) => (
        <li key={nameOf(listing)} class="card">
          <ChannelName channel={listing.channel} />
          <span class="big" data-shown={nameOf(listing)}>
            <Shown listings={[listing]} />
          </span>
          <span class="hint">shown; {count(soldOn(listing.channel))} sold</span>
        </li>
      ))}
    </ul>
  );
}

function LastSales({ entries }: { readonly entries: readonly Entry[] }) {
  const now = useNow();
  const sales = entries.filter((entry) => unitsSold(entry) > 0).slice(-6);
  return (
    <section aria-labelledby="last">
      <h2 id="last">Last sales</h2>
      <ol class="ticker">
        {sales.toReversed().map((entry) => (
          <li key={entry.seq}>
            {sentenceOf(entry)} <span class="hint">{ago(entry.occurredAt, now)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
