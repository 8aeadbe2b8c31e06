/** Where pushes that a channel refused wait until they are tried again. */
import type { ChannelId, Sku } from '../../domain/identifiers.ts';

/** A listing whose channel refused its push, to be pushed again not before `at` (ISO 8601). */
export type RefusedRetry = {
  readonly sku: Sku;
  readonly channel: ChannelId;
  readonly channelLocation: string;
  readonly at: string;
};

export type RetryQueue = {
  /** Resolves once the retry is durably queued. It may come before its time, and then comes again. */
  schedule(retry: RefusedRetry): Promise<void>;
};
