/** What becomes of a message whose channel could not be read. */
import type { ChannelId } from '../../domain/identifiers.ts';
import { CredentialsGoneError } from '../../ports/channel/credentials-gone.ts';
import type { Later } from '../progress.ts';
import { type CredentialsPorts, pauseWithoutCredentials } from '../pushing/pause-without-credentials.ts';

/** A reading that failed for a while is repeated so soon. */
export const READ_AGAIN: Later = { kind: 'later', retryAfterMs: 2_000 };
/** Without credentials nothing can be read until a person has acted. */
export const PAUSED_RETRY_MS = 900_000;
/**
 * No message waits longer for its next try. So it has had all its tries, and is a dead letter with an alarm, before SQS
 * deletes it after ten days (test/infra/queues.test.ts).
 */
export const RETRY_MS_MAX = PAUSED_RETRY_MS;

/**
 * Pauses the channel where the error is that it does not accept our credentials any more: resolves with when its
 * message is retried. Resolves with undefined for any other error.
 */
export async function retryWithoutCredentials(
  ports: CredentialsPorts,
  channel: ChannelId,
  error: unknown,
): Promise<Later | undefined> {
  if (!(error instanceof CredentialsGoneError)) {
    return undefined;
  }
  const outcome = await pauseWithoutCredentials(ports, channel, error.message);
  return outcome === 'paused' ? { kind: 'later', retryAfterMs: PAUSED_RETRY_MS } : READ_AGAIN;
}
