/** Reads secrets for functions, and keeps them for some minutes. */
import {
  GetSecretValueCommand,
  type GetSecretValueCommandOutput,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { PermanentError } from '../../ports/permanent-error.ts';

/** A secret is read again after this long, so that a rotated one is used within five minutes without a deploy. */
export const SECRET_LIFETIME_MS = 5 * 60_000;

/** While Secrets Manager does not answer, the last secret is used, and the next try to read it is after this long. */
const NEXT_TRY_MS = 10_000;
/**
 * Answers that say something of the secret, or of our right to read it.
 * Source: `ErrorCode` of https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_APIErrorType.html (2026).
 */
const REFUSALS: readonly string[] = [
  'ResourceNotFoundException',
  'AccessDeniedException',
  'InvalidRequestException',
  'InvalidParameterException',
  'DecryptionFailure',
];

/** `now`: not from memory, and kept from then on. */
export type SecretReader = (name: string, asOf?: 'now') => Promise<string>;

type Kept = { readonly value: Promise<string>; readonly until: number };

/**
 * Reads secrets and keeps each for SECRET_LIFETIME_MS. While Secrets Manager does not answer, the last text that was read is
 * used on. Rejects with PermanentError and the secret's name when there is none and when it may not be read, and with the
 * error of the call when it was never read.
 */
export function cachedSecrets(client: SecretsManagerClient, now: () => number = Date.now): SecretReader {
  const kept = new Map<string, Kept>();
  const lastGood = new Map<string, string>();
  const read = async (name: string): Promise<string> => {
    const text = await readSecret(client, name);
    lastGood.set(name, text);
    return text;
  };
  const readOrLastGood = async (name: string): Promise<string> => {
    try {
      return await read(name);
    } catch (error) {
      const last = lastGood.get(name);
      if (error instanceof Error && REFUSALS.includes(error.name)) {
        kept.delete(name);
        throw new PermanentError(`Secret ${name} cannot be read: ${error.message}`, { cause: error });
      }
      if (last === undefined) {
        kept.delete(name);
        throw error;
      }
      kept.set(name, { value: Promise.resolve(last), until: now() + NEXT_TRY_MS });
      return last;
    }
  };
  return (name, asOf) => {
    const cached = kept.get(name);
    if (asOf === 'now') {
      const value = read(name);
      value.then(
        () => kept.set(name, { value, until: now() + SECRET_LIFETIME_MS }),
        () => undefined,
      );
      return value;
    }
    if (cached !== undefined && cached.until > now()) {
      return cached.value;
    }
    const value = readOrLastGood(name);
    kept.set(name, { value, until: now() + SECRET_LIFETIME_MS });
    return value;
  };
}

/** Reads a secret as it is now. Rejects with its name when it has no text. */
export async function readSecret(client: SecretsManagerClient, name: string): Promise<string> {
  return textOfSecret(name, await client.send(new GetSecretValueCommand({ SecretId: name })));
}

/** The text of the secret of that name. Throws with the name when it has none. */
export function textOfSecret(
  name: string,
  { SecretString }: Pick<GetSecretValueCommandOutput, 'SecretString'>,
): string {
  if (SecretString === undefined) {
    throw new Error(`Secret ${name} has no text: store the channel's credentials in it as JSON.`);
  }
  return SecretString;
}

/** What is made of a secret: a client with its access token, a verifier with its keys. */
export type MadeOfSecret<Made> = {
  /** Made once and kept until the secret changes; the secret is read again after SECRET_LIFETIME_MS. */
  made(): Promise<Made>;
  /** Whether the secret, read now, is another than what was made last is made of. */
  isReplaced(): Promise<boolean>;
};

export function madeOfSecret<Made>(read: SecretReader, name: string, make: (text: string) => Made): MadeOfSecret<Made> {
  let kept: { readonly text: string; readonly made: Made } | undefined;
  return {
    async made() {
      const text = await read(name);
      if (kept?.text !== text) {
        kept = { text, made: make(text) };
      }
      return kept.made;
    },
    async isReplaced() {
      return kept !== undefined && (await read(name, 'now')) !== kept.text;
    },
  };
}
