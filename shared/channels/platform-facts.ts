/** What the stack and the command line must know of a platform before any of its code runs: plain data. */

import type { ChannelCapabilities } from './capabilities.ts';

/** What a platform's messages bring besides the lines of orders and movements of stock. */
export type Brought =
  /** An order as a whole: what it had before and has no longer must be remembered. */
  | 'wholeOrders'
  /** That an order changed, and not how it stands: it must be read. */
  | 'orderNotices'
  /** That a quantity changed, and not why: its changes must be read. */
  | 'changeNotices'
  /** The quantity that a listing shows: it is compared with what it should show. */
  | 'quantityNotices'
  /** That a listing is no longer what it was. */
  | 'catalogueNotices'
  /** That our app was uninstalled. */
  | 'uninstalls';

/** How a platform's messages reach us. */
export type Arrival =
  /** They are posted to `/webhooks/<channel id>`, each with a signature. */
  | { readonly by: 'webhook' }
  /** They are put into a queue of ours that only this AWS account may write to. */
  | {
      readonly by: 'queue';
      readonly sender: string;
      /** Detail types that come over the channel's event bus, where its configuration names one, into the same queue. */
      readonly busDetailTypes: readonly string[];
    };

export type SellingFacts = {
  readonly capabilities: ChannelCapabilities;
  /**
   * Copies of one channel's push function at once, 2 or more as Lambda asks: more than the platform takes would only be
   * throttled more.
   */
  readonly pushesAtOnce: number;
  /** Whether an order can be read by its id. Where not, two states of one version are parked. */
  readonly readsOrders: boolean;
  /** Its orders name a listing by another id than the listing's own, which an import keeps as `soldAs`. */
  readonly namesSoldAs?: true;
};

export type PlatformFacts = {
  /** As people call it. */
  readonly displayName: string;
  readonly intake: Arrival & { readonly brings: readonly Brought[] };
  /** Absent where the platform shows no quantities to customers. */
  readonly selling: SellingFacts | undefined;
};
