/** The calls and the readings of one push, with everything that may come back. */
import type { Listing } from '../../domain/listing/listing.ts';
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import { pushKey } from '../../domain/pushing/push.ts';
import { messageOf } from '../../message-of.ts';
import type { PushAnswer } from '../../ports/channel/channel.ts';
import { CredentialsGoneError } from '../../ports/channel/credentials-gone.ts';
import { NotListedError } from '../../ports/channel/not-listed.ts';
import type { ChannelGates } from './push-gates.ts';
import type { PushPorts } from './push-ports.ts';

/** The channel's answer to a call; or none came, and nobody knows whether the call was applied. */
export type Answer = PushAnswer | { readonly kind: 'unanswered'; readonly reason: string };

/** The channel could not be read, which leaves the push as it is: no call was made meanwhile. */
export type Unread =
  | { readonly kind: 'unread'; readonly reason: string }
  | Extract<PushAnswer, { kind: 'credentialsGone' | 'refused' }>;

/** How one push reaches its channel. */
export type ChannelCalls = {
  push(listing: Listing, intent: PushIntent): Promise<Answer>;
  /** What the channel shows now. */
  read(listing: Listing): Promise<number | Unread>;
};

/** The gates admitted the first call of the push; each further one is taken from the budget. */
export function channelCalls({ client }: PushPorts, gates: ChannelGates): ChannelCalls {
  let calls = 0;
  return {
    async push(listing, intent) {
      calls += 1;
      const waitMs = calls === 1 ? 0 : await gates.furtherCall(intent);
      if (waitMs > 0) {
        return { kind: 'throttled', retryAfterMs: waitMs };
      }
      const answer = await client
        .push({ listing, intent, idempotencyKey: pushKey(listing, intent) })
        .catch((error: unknown): Answer => ({ kind: 'unanswered', reason: messageOf(error) }));
      await gates.called(answer.kind === 'unanswered' ? 'unanswered' : 'answered');
      return answer;
    },
    async read(listing) {
      try {
        return await client.readQuantity(listing);
      } catch (error) {
        return { kind: kindOf(error), reason: messageOf(error) };
      }
    },
  };
}

/** A channel that has no such listing refuses the push, whatever it would carry. */
function kindOf(error: unknown): Unread['kind'] {
  if (error instanceof CredentialsGoneError) {
    return 'credentialsGone';
  }
  return error instanceof NotListedError ? 'refused' : 'unread';
}
