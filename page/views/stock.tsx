/** Stock: all SKUs, searched and filtered, with what every channel shows side by side. */
import { useEffect, useState } from 'preact/hooks';
import type { Listing, Row, Rows } from '../live/answers.ts';
import { addressOf } from '../live/route.ts';
import { useLive } from '../live/use-live.ts';
import { Pages } from '../parts/pages.tsx';
import { Badge, ChannelName, count, Silence, type Tone, Waiting } from '../parts/signs.tsx';

const FILTERS: readonly { readonly filter: string; readonly words: string }[] = [
  { filter: 'all', words: 'All' },
  { filter: 'oversold', words: 'Oversold' },
  { filter: 'atRisk', words: 'At risk' },
  { filter: 'differing', words: 'Differing' },
  { filter: 'escrow', words: 'Under escrow' },
  { filter: 'unmatched', words: 'On no channel' },
  { filter: 'problem', words: 'Listing problem' },
];

const SIGNS: Readonly<Record<string, { readonly tone: Tone; readonly words: string }>> = {
  oversold: { tone: 'bad', words: 'oversold' },
  atRisk: { tone: 'note', words: 'at risk' },
  differing: { tone: 'note', words: 'differs' },
  escrow: { tone: 'plain', words: 'escrow' },
  unmatched: { tone: 'plain', words: 'on no channel' },
  problem: { tone: 'note', words: 'listing problem' },
};

const PAGE = 50;

type StockProps = { readonly query: string; readonly filter: string };

export function StockView({ query, filter }: StockProps) {
  const [trail, setTrail] = useState<readonly string[]>([]);
  useEffect(() => setTrail([]), [query, filter]);
  const after = trail.at(-1);
  const parameters = new URLSearchParams({
    limit: `${PAGE}`,
    ...(query && { query }),
    ...(filter !== 'all' && { filter }),
    ...(after !== undefined && { after }),
  });
  const live = useLive<Rows>(`stock?${parameters}`);
  const next = live.answer?.next;
  return (
    <>
      <h1>Stock</h1>
      <Search query={query} filter={filter} />
      {live.answer === undefined ? (
        <Waiting live={live} />
      ) : (
        <>
          <Silence live={live} />
          <Table rows={live.answer} />
        </>
      )}
      <Pages {...{ trail, next, setTrail }} />
    </>
  );
}

/** Typing is a search once it stops for so long. */
const TYPING_MS = 250;

function Search({ query, filter }: StockProps) {
  const [text, setText] = useState(query);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (text !== query) {
        location.replace(addressOf({ view: 'stock', query: text, filter }));
      }
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, query, filter]);
  return (
    <search class="search">
      <label class="visually-hidden" for="query">
        Search SKUs
      </label>
      <input
        id="query"
        type="search"
        placeholder="Part of a SKU, or MUG*"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        spellcheck={false}
        autocomplete="off"
      />
      <div class="chips">
        {FILTERS.map((each) => (
          <a
            key={each.filter}
            class="chip"
            href={addressOf({ view: 'stock', query: text, filter: each.filter })}
            {...(each.filter === filter && { 'aria-current': 'true' as const })}
          >
            {each.words}
          </a>
        ))}
      </div>
    </search>
  );
}

function Table({ rows: { stock, next } }: { readonly rows: Rows }) {
  if (stock.length === 0) {
    return <p class="empty">{next === undefined ? 'No SKU is like that.' : 'None on this page: there are more.'}</p>;
  }
  const channels = [...new Set(stock.flatMap(({ listings }) => listings.map(({ channel }) => channel)))].sort();
  return (
    <div class="wide">
      <table class="stock">
        <caption class="visually-hidden">SKUs with what is available and what each channel shows</caption>
        <thead>
          <tr>
            <th scope="col">SKU</th>
            <th scope="col" class="number">
              Available
            </th>
            <th scope="col" class="number">
              On hand
            </th>
            <th scope="col" class="number">
              In orders
            </th>
            {channels.map((channel) => (
              <th scope="col" class="number" key={channel}>
                <ChannelName channel={channel} />
              </th>
            ))}
            <th scope="col">Policy</th>
          </tr>
        </thead>
        <tbody>
          {stock.map((row) => (
            <StockRow key={row.sku} row={row} channels={channels} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StockRow({ row, channels }: { readonly row: Row; readonly channels: readonly string[] }) {
  return (
    <tr data-sku={row.sku}>
      <th scope="row">
        <a href={addressOf({ view: 'sku', sku: row.sku })}>{row.sku}</a>{' '}
        {row.on.map((list) => {
          const sign = SIGNS[list];
          return sign === undefined ? null : (
            <Badge key={list} tone={sign.tone}>
              {sign.words}
            </Badge>
          );
        })}
      </th>
      <td class={`number strong ${row.available < 0 ? 'bad' : ''}`} data-name="Available">
        {count(row.available)}
      </td>
      <td class="number" data-name="On hand">
        {count(row.onHand)}
      </td>
      <td class="number" data-name="In orders">
        {count(row.committed)}
      </td>
      {channels.map((channel) => (
        <td class="number" key={channel} data-name={channel}>
          <Shown listings={row.listings.filter((each) => each.channel === channel)} />
        </td>
      ))}
      <td data-name="Policy">{row.policy}</td>
    </tr>
  );
}

/** What a channel shows, and what it should show where that is another figure. */
export function Shown({ listings }: { readonly listings: readonly Listing[] }) {
  if (listings.length === 0) {
    return <span class="hint">–</span>;
  }
  const shown = listings.reduce((sum, each) => sum + each.shown, 0);
  const sellable = listings.reduce((sum, each) => sum + each.sellable, 0);
  return shown === sellable ? (
    <span>{count(shown)}</span>
  ) : (
    <span class="moving" title={`It shows ${shown} and should show ${sellable}`}>
      {count(shown)} <span aria-hidden="true">→</span>
      <span class="visually-hidden">to become</span> {count(sellable)}
    </span>
  );
}
