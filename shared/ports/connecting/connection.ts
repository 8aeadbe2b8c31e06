// Connecting a channel to its account at a platform: what is registered there, and where the secret is kept.
import type { ChannelId } from '../../domain/identifiers.ts';

/** A subscription that is, or should be, registered at a platform, so that it sends us messages. */
export type ConnectionStep = {
  /**
   * `keep`: it is as it should be. `create`: it is missing. `change`: it is ours but wrong, mostly with the address of an
   * earlier deployment. `remove`: a duplicate of ours. `foreign`: another app's, left alone. `blocked`: another app's
   * takes the place of ours, and a person must remove it first.
   */
  readonly kind: 'keep' | 'create' | 'change' | 'remove' | 'foreign' | 'blocked';
  /** What the messages are about, in the platform's words: a webhook topic, a notification type. */
  readonly topic: string;
  /** The address that the messages are sent to. */
  readonly target: string;
  /** What is wrong, as the end of a sentence. */
  readonly because?: string;
};

/** Whether something must be done at the platform before it sends us every message. */
export function isPending({ kind }: ConnectionStep): boolean {
  return kind !== 'keep' && kind !== 'foreign';
}

/** Whether the platform accepts the credentials. */
export type AccountAccess =
  | {
      readonly kind: 'accepted';
      /** The name of the account, in the platform's words. */
      readonly account: string;
      readonly missing: readonly MissingGrant[];
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** A right that the credentials lack. */
export type MissingGrant = {
  /** A scope, a role or a place, in the platform's words. */
  readonly grant: string;
  /** What does not work without it. */
  readonly without: string;
  /** False where everything else works without it. */
  readonly isRequired: boolean;
};

/** The result of testing the way from the platform to us. */
export type ConnectionTest =
  | { readonly kind: 'passed'; readonly what: string }
  | { readonly kind: 'failed'; readonly reason: string }
  /** The platform offers no test. */
  | { readonly kind: 'untested'; readonly reason: string };

/** One thing to do at the platform. */
export type PlannedStep = {
  readonly step: ConnectionStep;
  /**
   * Absent where there is nothing to do. Answers why the platform refused it, as a sentence; undefined once it is done.
   * Rejects when the platform gives no answer.
   */
  readonly carryOut?: () => Promise<string | undefined>;
};

/** The fields of a channel's secret, by name. */
export type SecretFields = Readonly<Record<string, unknown>>;

/** One account at a platform. Reads change nothing and may be repeated. */
export type ChannelConnection = {
  readonly channel: ChannelId;
  /** Proves the credentials by a call that changes nothing. */
  access(): Promise<AccountAccess>;
  /** What is registered, compared with what should be. The caller carries out the steps in their order. */
  plan(): Promise<readonly PlannedStep[]>;
  /** Fields of the secret that the platform issues once everything is registered. */
  issued(): Promise<SecretFields>;
  /** Tests the way from the platform to us, with a message that moves no stock. */
  test(): Promise<ConnectionTest>;
  /** What only a person can do, in sentences. */
  leftByHand(): Promise<readonly string[]>;
};

/** Where one channel's secret is kept. */
export type SecretStore = {
  /** The text of the secret. Rejects with a sentence when there is no such secret. */
  read(): Promise<string>;
  /** Replaces the text that was read last. Rejects with a sentence, and writes nothing, where somebody has replaced that since. */
  write(text: string): Promise<void>;
};
