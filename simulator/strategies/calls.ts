/** Calls of a simulated channel: a push or a reading takes its time there, and its answer the time back. */
import type { Market, Storefront } from '../market/market.ts';

/** Calls the channel; what `call` returns happens once its answer is known. */
export function reach(
  { later, lag, storefronts }: Market,
  channel: number,
  call: (storefront: Storefront) => () => void,
  seconds = lag.push,
): void {
  later(seconds, () => {
    const storefront = storefronts[channel];
    const answered = storefront && call(storefront);
    if (answered !== undefined) {
      later(lag.answer, answered);
    }
  });
}

/** Reads what the channel shows; `then` happens once that is known. */
export function readShown(market: Market, channel: number, then: (shows: number) => void): void {
  const { read, push } = market.lag;
  const call: Parameters<typeof reach>[2] =
    ({ shows }) =>
    () =>
      then(shows);
  reach(market, channel, call, read ?? push);
}
