/** Counts and names the rows that could not be read of what a channel answered. */
import type { ChannelId } from '../../domain/identifiers.ts';
import type { SetAside } from '../../ports/channel/channel.ts';
import type { Journal } from '../../ports/journal.ts';

/** A row that cannot be read is counted and named; the rest of its page is read all the same. */
export function setAsideOf(channel: ChannelId, journal: Journal): SetAside {
  return ({ id, reason }) => {
    journal.count('SetAside', channel);
    journal.warn(`${channel}: ${id} could not be read and is set aside, the rest is read. ${reason}`, {
      step: 'set aside',
      channel,
      id,
      reason,
    });
  };
}
