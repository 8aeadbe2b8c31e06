/** The type of a bench: what the conformance suite needs of each platform to open it, to sell there and to make it fail. */

import type { RunningSandbox } from '../../../sandbox/kernel/server.ts';
import type { ChannelCapabilities, LoweringProof } from '../../../shared/channels/capabilities.ts';
import type { Verified } from '../../../shared/channels/platform.ts';
import type { PushAccount } from '../../../shared/channels/push-account.ts';
import type { ChannelConfig, SellingChannel } from '../../../shared/config.ts';
import type { ChangeReader, ChannelClient, OrderFeed, OrderReader } from '../../../shared/ports/channel/channel.ts';
import type { ChannelSweep } from '../../../shared/ports/intake/sweep.ts';

/** What a platform sent to our door, to the byte. */
export type Delivery = { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer };

/** One SKU as the account lists it when it opens. */
export type Article = { readonly sku: string; readonly shows: number; readonly ownFulfilment?: boolean };

export type AccountFacts = {
  /** The channel's id in the configuration. */
  readonly id: string;
  readonly articles: readonly Article[];
  /** Time, in milliseconds since 1970, as both the platform and the product have it. */
  readonly nowMs: () => number;
  /** Which of two accounts on one platform: each has credentials, places and a shop of its own. Default 1. */
  readonly account?: 1 | 2;
};

/** What customers and the merchant do at a source of sales. */
export type People = {
  /** Resolves with the order's id, as the source numbers it. */
  sell(lines: readonly { readonly sku: string; readonly quantity: number }[]): Promise<string>;
  /** The whole order is cancelled; its units are on sale again. */
  cancel(order: string): Promise<void>;
};

/** How a delivery proves who sent it. */
export type Proof =
  /** `sign` gives the body the headers that prove it, by default with the account's own secret, as of now. */
  | {
      readonly kind: 'signature';
      readonly header: string;
      sign(delivery: Delivery, facts?: { readonly secret?: string; readonly at?: Date }): Promise<Delivery>;
      /** A signature older than so many seconds proves nothing; null where the platform signs no time. */
      readonly toleranceSeconds: number | null;
    }
  /** The platform signs nothing: only it may write to the queue. `foreign` is what it sends for another account. */
  | { readonly kind: 'queuePolicy'; foreign(delivery: Delivery): Delivery };

/** The inward side of a channel: one source, open at an account of its own. */
export type OpenIntake = {
  readonly config: ChannelConfig;
  readonly people: People;
  readonly proof: Proof;
  /** What the platform has sent so far, as it came. */
  readonly sent: Delivery[];
  /** Resolves once everything that happened on the platform has been sent. */
  allSent(): Promise<void>;
  /** Verifies and translates as receive-<platform> does. */
  receive(delivery: Delivery): Promise<Verified>;
  close(): Promise<unknown>;
};

/** A channel that shows quantities: also its outward side, and how it is asked for more than it reported. */
export type OpenChannel = OpenIntake & {
  readonly config: SellingChannel;
  readonly sandbox: RunningSandbox;
  readonly client: ChannelClient;
  /** The same, giving up on an answer after a second. */
  readonly impatient: ChannelClient;
  /** The same with credentials that the platform does not know. */
  readonly stranger: ChannelClient;
  /** Where the platform reports that a quantity changed and not why. */
  readonly readChanges?: ChangeReader;
  /** Where an order can be read. */
  readonly orders?: OrderReader;
  /** What is read of it at a cut-over. */
  readonly orderFeed: OrderFeed;
  /** What is found of it when its messages are lost. */
  readonly sweep: ChannelSweep;
  /** Whose calls its pushes use up. */
  readonly pushAccount: PushAccount;
};

/** What every platform must have to be held to the suite, and what it is declared not to have. */
export type IntakeBench = {
  readonly platform: ChannelConfig['platform'];
  open(facts: AccountFacts): Promise<OpenIntake>;
  /** Parses a secret as the product does, or throws a sentence. */
  parseSecret(text: string): unknown;
  /** A secret with everything in it. */
  readonly secret: Readonly<Record<string, unknown>>;
  /** A message with this body is authentic and cannot be read. */
  readonly malformed: string;
  /** What becomes of a sale of something the ledger does not have: kept for replay, or logged as an unknown listing. */
  readonly unknown: 'parked' | 'logged';
  /** Puts a number in place of the order's id, as long as the platform might make it; null where ids are text only. */
  readonly withOrderNumber: ((delivery: Delivery, order: string, digits: string) => Delivery) | null;
};

/** What a platform does now and then, made to happen through its sandbox's control calls. */
export type Oddities = {
  /** The next push is answered with what means: later, not never. */
  answerLater(channel: OpenChannel): Promise<unknown>;
  /** The credentials are not accepted any more; then they are again. */
  endCredentials(channel: OpenChannel): Promise<unknown>;
  restoreCredentials(channel: OpenChannel): Promise<unknown>;
  /** A row of the catalogue that cannot be used; resolves with its SKU there. */
  spoilRow(channel: OpenChannel): Promise<string>;
  /** An app copies an order that counts on another channel into this one; null where no app can. */
  readonly copyOrder: ((channel: OpenChannel, sku: string, quantity: number) => Promise<unknown>) | null;
  /**
   * The listing is deleted and made again under its SKU, with so many units; null where the SKU is the listing's own id, so
   * that it is the same one again.
   */
  readonly remake: ((channel: OpenChannel, sku: string, units: number) => Promise<unknown>) | null;
};

export type ChannelBench = Omit<IntakeBench, 'open'> & {
  open(facts: AccountFacts): Promise<OpenChannel>;
  readonly capabilities: ChannelCapabilities;
  readonly provesLowering: LoweringProof;
  /** Whether the call log shows an idempotency key: a platform that takes none is set absolute figures. */
  readonly takesKeys: boolean;
  /** Whether the platform keeps some listings itself, which are never pushed. */
  readonly keepsListingsItself: boolean;
  readonly oddities: Oddities;
};
