/** Entries as sentences, and pushes with their answers. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Entry, Push } from '../live/answers.ts';
import { addressOf } from '../live/route.ts';
import { useNow } from '../live/use-now.ts';
import { channelIn, colourOf, labelOf } from '../words/channels.ts';
import { availableAfter, orderInWords, sentenceOf } from '../words/sentences.ts';
import { clockTime, duration } from '../words/times.ts';
import { count } from './signs.tsx';

const AT_FIRST = 20;

export function EntryList({ entries }: { readonly entries: readonly Entry[] }) {
  return (
    <HistoryList id="entries" title="What happened" items={entries}>
      {(entry, now) => (
        <HistoryLine key={entry.seq} channel={entry.source.channel}>
          <p>
            {sentenceOf(entry)}
            <OrderLink entry={entry} />.
          </p>
          <p class="hint">
            {clockTime(entry.occurredAt, now)}, posted{' '}
            {duration(Date.parse(entry.postedAt) - Date.parse(entry.occurredAt))} later. Available then:{' '}
            {count(availableAfter(entry))}. Entry {entry.seq}.
          </p>
        </HistoryLine>
      )}
    </HistoryList>
  );
}

function OrderLink({ entry: { source } }: { readonly entry: Entry }) {
  return source.order === undefined ? null : (
    <>
      {', '}
      <a href={addressOf({ view: 'order', channel: source.channel, order: source.order })}>
        {orderInWords(source.order)}
      </a>
    </>
  );
}

type PushListProps = {
  readonly pushes: readonly Push[];
  /** The names of the SKU’s listings. */
  readonly listings: readonly string[];
};

export function PushList({ pushes, listings }: PushListProps) {
  return (
    <HistoryList id="pushes" title="What was pushed" items={pushes} empty="Nothing yet.">
      {(push, now) => (
        <HistoryLine key={`${push.listing} ${push.startedAt}`} channel={channelIn(push.listing)}>
          <p>
            {labelOf(push.listing, listings)} set to {count(push.shows)} ({push.change > 0 ? '+' : ''}
            {push.change}): {push.answer}.
          </p>
          <p class="hint">
            {clockTime(push.startedAt, now)}, answered {duration(Date.parse(push.endedAt) - Date.parse(push.startedAt))}{' '}
            later. After entry {push.seq}.
          </p>
        </HistoryLine>
      )}
    </HistoryList>
  );
}

type HistoryListProps<Item> = {
  readonly id: string;
  readonly title: string;
  /** The newest last. */
  readonly items: readonly Item[];
  /** What is said where there are none. */
  readonly empty?: string;
  readonly children: (item: Item, now: number) => ComponentChildren;
};

/** The newest first; the older ones once somebody asks for them. */
function HistoryList<Item>({ id, title, items, empty, children }: HistoryListProps<Item>) {
  const [isAll, setAll] = useState(false);
  const now = useNow(60_000);
  const newest = items.toReversed().slice(0, isAll ? undefined : AT_FIRST);
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {items.length === 0 && empty !== undefined && <p class="empty">{empty}</p>}
      <ol class="history">{newest.map((item) => children(item, now))}</ol>
      {!isAll && items.length > AT_FIRST && (
        <button type="button" class="quiet" onClick={() => setAll(true)}>
          Show all {count(items.length)}
        </button>
      )}
    </section>
  );
}

function HistoryLine({ channel, children }: { readonly channel: string; readonly children: ComponentChildren }) {
  return (
    <li>
      <span class="dot" style={{ background: colourOf(channel) }} aria-hidden="true" />
      <div>{children}</div>
    </li>
  );
}
