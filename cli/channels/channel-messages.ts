/** Reads a channel's own message that was set aside as its function does: what it is of, or why it cannot be read. */
import type { DeadLetter } from '../../shared/aws/messaging/dead-letters.ts';
import { platformOf } from '../../shared/channels/platform-of.ts';
import type { ChannelOf, PlatformName } from '../../shared/channels/platforms.ts';
import type { ChannelConfig } from '../../shared/config.ts';
import type { Intake } from '../../shared/ports/channel/channel.ts';

/** What a message of a channel says of itself. */
export type ChannelMessage = { readonly sku?: string; readonly order?: string; readonly why?: string };

/** Reads the message with the platform of the channel whose queue it came from; empty for a queue that is no channel's. */
export async function channelMessage(
  channels: readonly ChannelConfig[],
  { source, body, sentAt }: Pick<DeadLetter, 'source' | 'body' | 'sentAt'>,
): Promise<ChannelMessage> {
  const channel = channels.find(({ id }) => nameOfQueue(id).test(source.name));
  const intake = channel && (await translated(channel, body, sentAt));
  if (intake?.kind === 'malformed') {
    return { why: `It cannot be read: ${intake.path === '' ? '' : `${intake.path}: `}${intake.reason}` };
  }
  const [first] = intake?.kind === 'observations' ? intake.observations : [];
  return first === undefined
    ? {}
    : { sku: first.sku, ...(first.source.order !== undefined && { order: first.source.order }) };
}

async function translated<Name extends PlatformName>(
  channel: ChannelOf<Name> & { readonly platform: Name },
  body: string,
  receivedAt: string,
): Promise<Intake | undefined> {
  const { intake, events } = await platformOf<Name>(channel);
  const queued = intake.by === 'queue' ? intake : events;
  return queued?.translate({ body, channel, receivedAt });
}

/** The queues of one channel's messages, by their construct's path, which has no dashes. */
function nameOfQueue(id: string): RegExp {
  return new RegExp(`(?:Notifications|Events)${id.replaceAll('-', '')}(?:Notifications|Events)$`);
}
