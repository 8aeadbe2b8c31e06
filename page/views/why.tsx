/** Why a SKU's figures are what they are: what was oversold, what each channel showed, what was decided, what moved. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Explanation, Stock } from '../live/answers.ts';
import { nameOf } from '../live/answers.ts';
import { useNow } from '../live/use-now.ts';
import { useWhy } from '../live/use-why.ts';
import { count, Said } from '../parts/signs.tsx';
import { labelOf } from '../words/channels.ts';
import { clockTime, duration } from '../words/times.ts';
import { inputsInWords, movedInWords } from '../words/why.ts';

export function Why({ stock }: { readonly stock: Stock }) {
  const [at, setAt] = useState<string | undefined>(undefined);
  const { explanation, unknown } = useWhy(stock, at);
  return (
    <section aria-labelledby="why">
      <h2 id="why">Why</h2>
      <MomentChooser {...{ at, setAt }} />
      {unknown !== undefined && (
        <p class="empty">
          <Said>{unknown}</Said>
        </p>
      )}
      {explanation !== undefined && <Explained {...{ stock, explanation }} />}
    </section>
  );
}

type MomentProps = { readonly at: string | undefined; readonly setAt: (at: string | undefined) => void };

function MomentChooser({ at, setAt }: MomentProps) {
  return (
    <p class="hint">
      <label>
        As it was at{' '}
        <input
          type="datetime-local"
          step="1"
          onChange={({ currentTarget: { value } }) => setAt(value === '' ? undefined : new Date(value).toISOString())}
        />
      </label>
      {at === undefined && ' (now)'}
    </p>
  );
}

type ExplainedProps = { readonly stock: Stock; readonly explanation: Explanation };

function Explained({ stock, explanation }: ExplainedProps) {
  const now = useNow(60_000);
  const names = stock.listings.map(nameOf);
  const { displayed, decisions, moved, oversales, seq, since } = explanation;
  return (
    <div class="why">
      {oversales.map(({ seq: entry, units, says }) => (
        <article key={entry} class="card bad">
          <h3>
            {units} oversold, by entry {entry}
          </h3>
          {says.map((sentence) => (
            <p key={sentence}>
              <Said>{sentence}</Said>
            </p>
          ))}
        </article>
      ))}
      <h3>What each channel showed</h3>
      <Lines items={displayed}>
        {({ listing, units, says, inputs }) => (
          <li key={listing}>
            <p>
              {labelOf(listing, names)} <strong>{count(units)}</strong>, <Said>{says}</Said>.
            </p>
            {inputs !== undefined && <p class="hint">Decided from {inputsInWords(inputs)}.</p>}
          </li>
        )}
      </Lines>
      <details>
        <summary>What was decided: the last {decisions.length} pushes</summary>
        <Lines items={decisions.toReversed()}>
          {({ listing, seq: entry, change, shows, startedAt, endedAt, answer, inputs }) => (
            <li key={`${listing} ${startedAt}`}>
              <p>
                {labelOf(listing, names)} {change > 0 ? '+' : ''}
                {change} → {count(shows)} after entry {entry}: {answer}.
              </p>
              <p class="hint">
                {clockTime(endedAt, now)}, in {duration(Date.parse(endedAt) - Date.parse(startedAt))}
                {inputs !== undefined && `, decided from ${inputsInWords(inputs)}`}.
              </p>
            </li>
          )}
        </Lines>
      </details>
      <details>
        <summary>
          What moved it: entries {since} to {seq}
        </summary>
        <Lines items={moved}>{(sum) => <li key={`${sum.channel} ${sum.kind}`}>{movedInWords(sum)}.</li>}</Lines>
      </details>
    </div>
  );
}

type LinesProps<Item> = {
  readonly items: readonly Item[];
  readonly children: (item: Item) => ComponentChildren;
};

function Lines<Item>({ items, children }: LinesProps<Item>) {
  return items.length === 0 ? <p class="empty">Nothing.</p> : <ul>{items.map((item) => children(item))}</ul>;
}
