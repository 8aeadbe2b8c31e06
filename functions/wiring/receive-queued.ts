import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { ChannelConfig } from '../../shared/config.ts';
import type { Intake } from '../../shared/ports/channel.ts';
import { type ReceivePorts, receive } from '../../shared/usecases/intake/receive.ts';

/** One message of a channel's queue. */
export type Queued<Channel> = { readonly body: string; readonly channel: Channel; readonly receivedAt: string };

/**
 * The handler of every function that a channel reaches through a queue of its own. What is malformed comes back until
 * it is a dead letter, with an alarm: nobody can be answered a 400, and nothing is dropped.
 */
export function receiveQueued<Channel extends ChannelConfig>(
  ports: ReceivePorts,
  channel: Channel,
  translate: (message: Queued<Channel>) => Intake,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    const received = await Promise.allSettled(
      event.Records.map(async ({ body, attributes }) => {
        const receivedAt = new Date(Number(attributes.SentTimestamp)).toISOString();
        return receive(ports, channel.id, translate({ body, channel, receivedAt }));
      }),
    );
    const failed = event.Records.filter((_, index) => {
      const result = received[index];
      return result?.status !== 'fulfilled' || result.value.kind === 'malformed';
    });
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}
