import type { ChannelId } from '../domain/identifiers.ts';

/** Something that is, or should be, registered at a platform so that it tells us what happens there. */
export type ConnectionStep = {
  /**
   * `keep`: it is as it should be. `create`: it is missing. `change`: it is ours and not as it should be, mostly the
   * address of an earlier deployment. `remove`: a second one of ours. `foreign`: somebody else's, left alone.
   * `blocked`: somebody else's stands where ours must be: a person must end it first.
   */
  readonly kind: 'keep' | 'create' | 'change' | 'remove' | 'foreign' | 'blocked';
  /** What is told, in the platform's words: a webhook topic, a notification type. */
  readonly topic: string;
  /** Where it is told to. */
  readonly target: string;
  /** What is not as it should be, as the end of a sentence. */
  readonly because?: string;
};

/** What remains to be done at the platform before it tells us everything. */
export function isPending({ kind }: ConnectionStep): boolean {
  return kind !== 'keep' && kind !== 'foreign';
}

/** Whether the platform lets us in. */
export type AccountAccess =
  | {
      readonly kind: 'accepted';
      /** Whose account it is, in the platform's words. */
      readonly account: string;
      readonly missing: readonly MissingGrant[];
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** A right that the credentials do not carry. */
export type MissingGrant = {
  /** A scope, a role or a place, in the platform's words. */
  readonly grant: string;
  /** What is not possible without it. */
  readonly without: string;
  /** False where everything else works without it. */
  readonly isRequired: boolean;
};

/** What became of a try of the way from the platform to us. */
export type ConnectionTest =
  | { readonly kind: 'passed'; readonly what: string }
  | { readonly kind: 'failed'; readonly reason: string }
  /** The platform has no way to try it. */
  | { readonly kind: 'untested'; readonly reason: string };

/** One thing to do at the platform. Reading what is there has changed nothing. */
export type PlannedStep = {
  readonly step: ConnectionStep;
  /** Absent where there is nothing to do. Rejects with a sentence when the platform refuses. */
  readonly carryOut?: () => Promise<void>;
};

/** The fields of a channel's secret, by name. */
export type SecretFields = Readonly<Record<string, unknown>>;

/** One account at a platform, seen from whoever connects it. Every read may be repeated. */
export type ChannelConnection = {
  readonly channel: ChannelId;
  /** Proves the credentials by a call that changes nothing. */
  access(): Promise<AccountAccess>;
  /** What is registered there, compared with what should be. The steps are carried out in their order. */
  plan(): Promise<readonly PlannedStep[]>;
  /** Fields of the secret that the platform gives out when all is registered. */
  issued(): Promise<SecretFields>;
  /** Tries the way from the platform to us, with something that moves no stock. */
  test(): Promise<ConnectionTest>;
  /** What only a person can do, as sentences. */
  leftByHand(): Promise<readonly string[]>;
};

/** Where one channel's secret is kept. */
export type SecretStore = {
  /** Its text. Rejects with a sentence when there is no such secret. */
  read(): Promise<string>;
  /** Takes the place of the text before. */
  write(text: string): Promise<void>;
};
