/** Pauses a channel that does not accept our credentials any more. */
import type { ChannelId } from '../../domain/identifiers.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { Clock, Journal } from '../../ports/journal.ts';
import type { ChannelStates } from '../../ports/pushing/gate-ports.ts';

export type CredentialsPorts = {
  readonly states: Pick<ChannelStates, 'pauseUnlessPaused'>;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Whether the secret was replaced since the client was opened with it; absent: it never is. */
  readonly isSecretReplaced?: (() => Promise<boolean>) | undefined;
};

/**
 * Pauses the channel, because every further call would be refused too. Logs and counts that once, when it was not paused.
 * What is not pushed meanwhile is found when an operator connects the channel again and resumes it. `reason` is the
 * channel's own, as a sentence.
 *
 * Resolves with `replaced`, and pauses nothing, when the credentials were replaced meanwhile: a function keeps a secret for
 * minutes, and must not pause a channel that was just connected again. The next call is made with the new ones.
 */
export async function pauseWithoutCredentials(
  { states, journal, clock, isSecretReplaced }: CredentialsPorts,
  channel: ChannelId,
  reason: string,
): Promise<'paused' | 'replaced'> {
  if (await isSecretReplaced?.()) {
    journal.info(`${channel}: the credentials were replaced, the new ones are used from now on`, {
      step: 'credentials gone',
      channel,
    });
    return 'replaced';
  }
  const why = `${channel} does not accept the credentials any more. ${reason}`;
  if (await states.pauseUnlessPaused(channel, { by: 'stockline', at: clock().toISOString(), why })) {
    journal.count('CredentialsGone', channel);
    journal.warn(
      `${why} The channel is paused and nothing is lost: run ${OPERATOR_COMMANDS.connect(channel)}, then: ${OPERATOR_COMMANDS.resume(channel)}`,
      { step: 'credentials gone', channel, reason },
    );
  }
  return 'paused';
}
