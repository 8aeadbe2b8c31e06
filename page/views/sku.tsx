/** One SKU: its figures, its listings, its time, its entries, and why. */
import { useState } from 'preact/hooks';
import { type Listing, nameOf, type Stock } from '../live/answers.ts';
import { stockPath } from '../live/api.ts';
import { addressOf } from '../live/route.ts';
import { type History, useHistory } from '../live/use-history.ts';
import { useLive } from '../live/use-live.ts';
import { useNow } from '../live/use-now.ts';
import { EntryList, PushList } from '../parts/history-lists.tsx';
import { ShareBars } from '../parts/share-bars.tsx';
import { Badge, ChannelName, count, Figure, Said, Silence, Waiting } from '../parts/signs.tsx';
import { plotData, StockPlot } from '../parts/stock-plot.tsx';
import { ago } from '../words/times.ts';
import { Shown } from './stock.tsx';
import { Why } from './why.tsx';

export function SkuView({ sku }: { readonly sku: string }) {
  const live = useLive<Stock>(stockPath(sku));
  const [portions, setPortions] = useState(1);
  const history = useHistory(live.answer, portions);
  const stock = live.answer;
  if (stock === undefined) {
    return (
      <>
        <h1>{sku}</h1>
        <Waiting live={live} />
      </>
    );
  }
  return (
    <>
      <Silence live={live} />
      <Title stock={stock} />
      <Figures stock={stock} />
      <Listings stock={stock} />
      <ShareBars stock={stock} />
      <Plot {...{ stock, history }} />
      <Why stock={stock} />
      <div class="columns">
        <EntryList entries={history.entries} />
        <PushList pushes={history.pushes} listings={stock.listings.map(nameOf)} />
      </div>
      {history.isMore && (
        <button type="button" onClick={() => setPortions(portions + 1)}>
          Read older entries
        </button>
      )}
    </>
  );
}

function Title({ stock }: { readonly stock: Stock }) {
  const isMoving = stock.listings.some(({ shown, sellable, pending }) => shown !== sellable || pending !== 0);
  return (
    <div class="title">
      <h1>{stock.sku}</h1>
      {stock.available < 0 && <Badge tone="bad">oversold by {-stock.available}</Badge>}
      {isMoving ? <Badge tone="note">channels follow</Badge> : <Badge tone="good">in sync</Badge>}
      <Badge tone="plain">policy {stock.policy}</Badge>
      <a class="button" href={addressOf({ view: 'flash', sku: stock.sku })}>
        Full screen
      </a>
    </div>
  );
}

function Figures({ stock }: { readonly stock: Stock }) {
  const tone = stock.available < 0 ? 'bad' : stock.available === 0 ? 'note' : 'good';
  return (
    <dl class="figures">
      <Figure name="Available" value={<span data-figure="available">{count(stock.available)}</span>} tone={tone} />
      <Figure name="On hand" value={count(stock.onHand)} />
      <Figure name="In orders" value={count(stock.committed)} />
      <Figure name="Held for checkouts" value={count(stock.held)} />
      <Figure name="Unavailable" value={count(stock.unavailable)} />
    </dl>
  );
}

function Listings({ stock }: { readonly stock: Stock }) {
  const now = useNow();
  return (
    <section aria-labelledby="listings">
      <h2 id="listings">What each channel shows</h2>
      {stock.listings.length === 0 && <p class="empty">No channel lists it.</p>}
      <ul class="listings">
        {stock.listings.map((listing) => (
          <ListingCard key={nameOf(listing)} {...{ listing, now }} />
        ))}
      </ul>
    </section>
  );
}

type ListingProps = { readonly listing: Listing; readonly now: number };

function ListingCard({ listing, now }: ListingProps) {
  const { channel, channelLocation, problem, lastPushedAt, pending, sellsWithoutStock, units } = listing;
  return (
    <li class="card">
      <ChannelName channel={channel} />
      <span class="big" data-shown={nameOf(listing)}>
        <Shown listings={[listing]} />
      </span>
      <span class="hint">
        {pending !== 0 && `${pending > 0 ? '+' : ''}${pending} on its way. `}
        {lastPushedAt === null ? 'Never pushed.' : `Pushed ${ago(lastPushedAt, now)}.`}
        {channelLocation !== undefined && ` Location ${channelLocation}.`}
        {units !== undefined && ` ${units} units in each.`}
      </span>
      {problem !== undefined && (
        <p class="refused">
          <Said>{problem}</Said>
        </p>
      )}
      {sellsWithoutStock && <p class="refused">It is sold on when it shows nothing.</p>}
    </li>
  );
}

type PlotProps = { readonly stock: Stock; readonly history: History };

function Plot({ stock, history }: PlotProps) {
  // The line's end moves on every ten seconds: each move draws the plot anew.
  const now = useNow(10_000);
  if (history.entries.length === 0) {
    return null;
  }
  const last = Date.parse(history.entries.at(-1)?.postedAt ?? '');
  const plot = plotData(stock, history.entries, history.pushes, Math.max(now, last + 1));
  return (
    <section aria-labelledby="time">
      <h2 id="time">Over time</h2>
      <p class="hint">Drag over the plot to see a time closer; double click shows all of it again.</p>
      <StockPlot plot={plot} label={`On hand, available and what each channel showed of ${stock.sku} over time`} />
    </section>
  );
}
