// Pauses a channel when our app was uninstalled there.
import { messageOf } from '../../message-of.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { ChannelClient } from '../../ports/channel/channel.ts';
import { CredentialsGoneError } from '../../ports/channel/credentials-gone.ts';
import type { UninstallNotice } from '../../ports/intake/catalogue-notices.ts';
import type { Journal } from '../../ports/journal.ts';
import type { ChannelControls } from '../../ports/pushing/gate-ports.ts';
import type { ReturnedMessage } from '../progress.ts';

export type PauseUninstalledPorts = {
  readonly client: Pick<ChannelClient, 'proveAccess'>;
  readonly controls: Pick<ChannelControls, 'pause'>;
  readonly journal: Journal;
};

export type UninstallMessage = { readonly id: string; readonly notice: UninstallNotice };

const RETRY_MS = 2_000;

/**
 * Pauses channels on which our app was uninstalled: they would refuse every push. A message alone proves nothing: it may be
 * old, with the app installed again since, or another message sent again under another topic, which no signature covers.
 * So the channel is paused only once it refuses a call. Only an operator ends the pause, once the app is installed again,
 * because sales in between must be received first. Returns the messages to retry.
 */
export async function pauseUninstalled(
  ports: PauseUninstalledPorts,
  messages: readonly UninstallMessage[],
): Promise<readonly ReturnedMessage[]> {
  const { controls, journal } = ports;
  const again: ReturnedMessage[] = [];
  for (const { id, notice } of messages) {
    const { channel, occurredAt } = notice;
    const fields = { step: 'uninstalled', channel, occurredAt };
    try {
      const refusal = await refusalOf(ports);
      if (refusal === undefined) {
        journal.count('Ignored', channel);
        journal.warn(
          `${channel}: a message says that the app was uninstalled, but the channel accepts its calls. It is ignored.`,
          fields,
        );
        continue;
      }
      await controls.pause(channel, { by: channel, at: occurredAt, why: 'the app was uninstalled' });
      journal.count('Uninstalled', channel);
      journal.warn(
        `${channel}: the app was uninstalled, the channel is paused. Install it again, then run: ${OPERATOR_COMMANDS.connect(channel)}, and: ${OPERATOR_COMMANDS.resume(channel)}`,
        { ...fields, reason: refusal },
      );
    } catch (error) {
      journal.warn(`${channel}: a message says that the app was uninstalled; checking or pausing failed, tried again`, {
        ...fields,
        error,
      });
      again.push({ id, retryAfterMs: RETRY_MS });
    }
  }
  return again;
}

/** Why the channel accepts no call of ours; undefined when it accepts them. */
async function refusalOf({ client }: PauseUninstalledPorts): Promise<string | undefined> {
  try {
    await client.proveAccess?.();
    return client.proveAccess === undefined ? 'the channel has no call that proves it' : undefined;
  } catch (error) {
    if (error instanceof CredentialsGoneError) {
      return messageOf(error);
    }
    throw error;
  }
}
