/**
 * What a platform is to Stockline: each folder beside this file has one object of the type Platform, in its platform.ts.
 */

import type * as v from 'valibot';
import type { ChannelConfig, SellingChannel } from '../config.ts';
import type { LocationId } from '../domain/identifiers.ts';
import type { ChangeReader, ChannelClient, Intake, OrderFeed, OrderReader } from '../ports/channel/channel.ts';
import type { ChannelConnection } from '../ports/connecting/connection.ts';
import type { ChannelSweep } from '../ports/intake/sweep.ts';
import type { Brought, PlatformFacts, SellingFacts } from './platform-facts.ts';
import type { SecretForm } from './secret-form.ts';

/** A channel as every platform's configuration describes it. */
export type AnyChannel = Pick<ChannelConfig, 'id'> & { readonly platform: string };

/** A channel that shows quantities, as every platform's configuration describes it. */
export type AnySellingChannel = AnyChannel &
  Pick<SellingChannel, 'mode' | 'pushesPerSecond' | 'onDrift'> & {
    /** By the platform's own location ids; absent where it has one quantity per listing. */
    readonly locations?: Readonly<Record<string, readonly LocationId[]>>;
    /** Staff count and set aside in its admin, and that is posted. */
    readonly stockWork?: boolean | undefined;
  };

/** Parses what the configuration says of a channel. */
export type ChannelSchema<Channel> = v.GenericSchema<unknown, Channel>;

/** What came to our door over HTTP, to the byte. */
export type Delivery = {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** ISO 8601, milliseconds, UTC. */
  readonly receivedAt: string;
};

/** What a platform makes of a delivery: nothing, unless it is authentic. */
export type Verified =
  | {
      readonly kind: 'authentic';
      readonly intake: Intake;
      /** The API version that the message is written in, where it is not the one that is read here. */
      readonly otherVersion?: string;
    }
  | { readonly kind: 'notAuthentic'; readonly reason: string };

/** Messages that are posted to us and prove by a signature who sent them. */
export type WebhookIntake<Channel> = {
  readonly by: 'webhook';
  readonly channel: ChannelSchema<Channel>;
  readonly brings: readonly Brought[];
  /**
   * What verifies and reads one channel's deliveries. Made again when the text of its secret changes; throws
   * UnusableSecretError. `locations` are the ledger's own.
   */
  open(
    channel: Channel,
    secret: string,
    ledger: { readonly locations: readonly LocationId[] },
  ): (delivery: Delivery) => Verified | Promise<Verified>;
};

/** A message as it came out of a queue that only the platform may write to. */
export type QueuedMessage<Channel> = {
  readonly body: string;
  readonly channel: Channel;
  /** ISO 8601, milliseconds, UTC. */
  readonly receivedAt: string;
};

/** Messages whose authenticity is the queue's policy. */
export type QueueIntake<Channel> = {
  readonly by: 'queue';
  readonly channel: ChannelSchema<Channel>;
  readonly brings: readonly Brought[];
  translate(message: QueuedMessage<Channel>): Intake;
};

/** How an account is connected: at the platform, to our webhook URL or to our queue. */
export type Connecting<Channel> =
  | {
      readonly to: 'webhook';
      /** `secret` is the text that connecting takes, which need not be complete. Throws UnusableSecretError. */
      open(
        channel: Channel,
        secret: string,
        ours: { readonly webhookUrl: string; readonly secretName: string },
      ): ChannelConnection;
    }
  | {
      readonly to: 'queue';
      open(channel: Channel, secret: string, ours: { readonly queueArn: string }): ChannelConnection;
    };

/** Makes something for one channel out of the text of its secret; throws UnusableSecretError. */
export type Opener<Channel, Opened> = (channel: Channel, secret: string) => Opened;

/** A platform that shows quantities to customers. What it cannot do is `undefined`. */
export type Selling<Channel> = {
  /** Pushes, reads what is shown, and lists the catalogue. */
  readonly client: Opener<Channel, ChannelClient>;
  /** What happens there while an import runs. */
  readonly orderFeed: Opener<Channel, OrderFeed>;
  /** What changed between two times, for messages that never come. */
  readonly sweep: Opener<Channel, ChannelSweep>;
  /** Reads one order by its id. */
  readonly orderReader: Opener<Channel, OrderReader> | undefined;
  /** Reads what changed behind a notice that says only that something did. */
  readonly changeReader: Opener<Channel, ChangeReader> | undefined;
  /** Names the account whose calls the channel's pushes use up: channels of one account share its rate. */
  pushAccount(channel: Channel): string;
  /** Where the platform's API answers, with or without credentials. */
  apiAddress(channel: Channel): string;
};

export type Platform<Channel extends AnyChannel> = {
  readonly facts: PlatformFacts;
  readonly channel: ChannelSchema<Channel>;
  readonly intake: WebhookIntake<Channel> | QueueIntake<Channel>;
  /** The same messages over an event bus, where the platform offers one beside its webhooks. */
  readonly events: QueueIntake<Channel> | undefined;
  /** What a person is asked for, and how it is put together. */
  readonly secret: SecretForm;
  /** Throws UnusableSecretError unless the functions can use this text of the secret. */
  checkSecret(text: string): void;
  readonly connecting: Connecting<Channel>;
  readonly selling: Selling<Channel> | undefined;
};

/** A platform that shows quantities. */
export type SellingPlatform<Channel extends AnySellingChannel> = Platform<Channel> & {
  readonly facts: { readonly selling: SellingFacts };
  readonly selling: Selling<Channel>;
};
