/** Carries the library's HTTP calls of one shop: to its own endpoint, and no longer than they may take. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import type { ShopifyChannel } from '../../../channel-config.ts';
import { whyNoAnswer } from '../../no-answer.ts';

export type ShopFetch = (url: string, init?: RequestInit) => Promise<Response>;

/**
 * The library has one fetch for the whole process. This one looks up whose call it is in, so that each shop has its own
 * endpoint and timeout and no two disturb each other.
 */
const ownFetch = new AsyncLocalStorage<ShopFetch>();
setAbstractFetchFunc(((url: string, init?: RequestInit) => (ownFetch.getStore() ?? fetch)(url, init)) as typeof fetch);

/** Runs what uses the library, with this fetch for all of its calls. */
export function withFetch<Value>(shopFetch: ShopFetch, run: () => Promise<Value>): Promise<Value> {
  return ownFetch.run(shopFetch, run);
}

/**
 * Sends the library's calls of this shop to `apiEndpoint`, where one is configured, and ends each in time. A redirect is
 * not followed: its answer says where it leads to (redirectMeaning of answers.ts).
 */
export function createShopFetch({ shop, apiEndpoint }: ShopifyChannel, timeoutMs: number): ShopFetch {
  return async (url, init) => {
    const asked = new URL(url);
    const target =
      apiEndpoint !== undefined && asked.hostname === shop
        ? new URL(asked.pathname + asked.search, apiEndpoint)
        : asked;
    try {
      return await fetch(target, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      // The library passes on the message alone, and "fetch failed" would not say what failed.
      throw new Error(`${asked.host} gave no answer: ${whyNoAnswer(error, timeoutMs)}`, { cause: error });
    }
  };
}
