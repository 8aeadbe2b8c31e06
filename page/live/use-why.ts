/** Asks why a SKU's figures are what they are, or were at a time. */
import { useEffect, useState } from 'preact/hooks';
import type { Explanation, Stock } from './answers.ts';
import { ask, stockPath } from './api.ts';

type Why = { readonly explanation?: Explanation; readonly unknown?: string };

/** Asked again only when the stock, a push or the time has moved: an answer takes some forty reads. `at`: ISO 8601, or now. */
export function useWhy(stock: Stock, at: string | undefined): Why {
  const [why, setWhy] = useState<Why & { readonly of?: string }>({});
  const pushed = stock.listings.map(({ lastPushedAt }) => lastPushedAt).join();
  const of = `${stock.sku} ${at ?? `${stock.seq} ${pushed}`}`;
  useEffect(() => {
    const stopping = new AbortController();
    const path = `${stockPath(stock.sku, '/why')}${at === undefined ? '' : `?at=${at}`}`;
    void ask<Explanation>(path, undefined, stopping.signal).then((asked) => {
      if (stopping.signal.aborted) {
        return;
      }
      if (asked.kind === 'answer') {
        setWhy({ explanation: asked.answer, of });
      } else if (asked.kind === 'unknown') {
        setWhy({ unknown: asked.message, of });
      }
    });
    return () => stopping.abort();
  }, [of]);
  // What was known a moment ago stays while the next answer is on its way, as long as it is of the same SKU.
  return why.of?.startsWith(`${stock.sku} `) ? why : {};
}
