/** Keeps the newest entries and pushes of a SKU. */
import { useEffect, useState } from 'preact/hooks';
import type { Entry, Push, Stock } from './answers.ts';
import { ask, stockPath } from './api.ts';

export type History = {
  /** In order; the newest of the SKU are the last. */
  readonly entries: readonly Entry[];
  /** Those that carried the stock of these entries, by their ends. */
  readonly pushes: readonly Push[];
  /** There are older entries. */
  readonly isMore: boolean;
};

const NOTHING: History = { entries: [], pushes: [], isMore: false };
/** Entries that are read at first, and with each wish for older ones. */
const PORTION = 500;

/** The last entries of the SKU, and so many portions before them; read again whenever the stock or a push has moved. */
export function useHistory(stock: Stock | undefined, portions = 1): History {
  const [history, setHistory] = useState<History & { readonly sku?: string }>(NOTHING);
  const pushed = stock?.listings.map(({ lastPushedAt }) => lastPushedAt).join();
  const { sku, seq } = stock ?? {};
  useEffect(() => {
    if (sku === undefined || seq === undefined) {
      return;
    }
    const stopping = new AbortController();
    const after = Math.max(0, seq - PORTION * portions);
    void readHistory(sku, after, pushed ?? '', stopping.signal).then((read) => {
      if (read !== undefined && !stopping.signal.aborted) {
        setHistory({ ...read, isMore: after > 0, sku });
      }
    });
    return () => stopping.abort();
  }, [sku, seq, pushed, portions]);
  return history.sku === sku ? history : NOTHING;
}

/** `pushed` says when its listings were last pushed: nothing was pushed where it says nothing. */
async function readHistory(sku: string, after: number, pushed: string, signal: AbortSignal) {
  const [entries, pushes] = await Promise.all([
    readAll<Entry>(sku, 'entries', after, signal),
    pushed.replaceAll(',', '') === '' ? [] : readAll<Push>(sku, 'pushes', Math.max(0, after - 1), signal),
  ]);
  return (
    entries && pushes && { entries, pushes: pushes.toSorted((one, other) => (one.endedAt < other.endedAt ? -1 : 1)) }
  );
}

const PAGE = 1_000;

async function readAll<Item extends { readonly seq: number }>(
  sku: string,
  what: 'entries' | 'pushes',
  after: number,
  signal: AbortSignal,
): Promise<readonly Item[] | undefined> {
  const items: Item[] = [];
  for (let from = after, isMore = true; isMore; ) {
    const path = `${stockPath(sku, `/${what}`)}?after=${from}&limit=${PAGE}`;
    const asked = await ask<Readonly<Record<string, readonly Item[]>>>(path, undefined, signal);
    if (asked.kind !== 'answer') {
      return undefined;
    }
    const page = asked.answer[what] ?? [];
    items.push(...page);
    const last = page.at(-1)?.seq ?? from;
    // Where a page ends within the pushes of one entry, the next begins behind that entry.
    isMore = page.length === PAGE && last > from;
    from = last;
  }
  return items;
}
