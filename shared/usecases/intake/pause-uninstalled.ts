// Pauses a channel when our app was uninstalled there.
import type { UninstallNotice } from '../../ports/intake/catalogue-notices.ts';
import type { Journal } from '../../ports/journal.ts';
import type { ChannelControls } from '../../ports/pushing/push-gates.ts';

export type PauseUninstalledPorts = {
  readonly controls: Pick<ChannelControls, 'pause'>;
  readonly journal: Journal;
};

export type UninstallMessage = { readonly id: string; readonly notice: UninstallNotice };

const RETRY_MS = 2_000;

/**
 * Pauses channels on which our app was uninstalled: they would refuse every push. Only an operator ends the pause, once the
 * app is installed again, because sales in between must be received first. Returns the messages to retry.
 */
export async function pauseUninstalled(
  { controls, journal }: PauseUninstalledPorts,
  messages: readonly UninstallMessage[],
): Promise<readonly { readonly id: string; readonly retryAfterMs: number }[]> {
  const again: { id: string; retryAfterMs: number }[] = [];
  for (const { id, notice } of messages) {
    const { channel, occurredAt } = notice;
    const fields = { step: 'uninstalled', channel, occurredAt };
    try {
      await controls.pause(channel, { by: channel, at: occurredAt, why: 'the app was uninstalled' });
      journal.count('Uninstalled', channel);
      journal.warn(
        `${channel}: the app was uninstalled, the channel is paused. Install it again, then run: stockline connect ${channel}, and: stockline resume ${channel}`,
        fields,
      );
    } catch (error) {
      journal.warn(`${channel}: the app was uninstalled; pausing the channel failed and is tried again`, {
        ...fields,
        error,
      });
      again.push({ id, retryAfterMs: RETRY_MS });
    }
  }
  return again;
}
