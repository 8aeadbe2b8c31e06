/** What every function does that a channel reaches through a queue of ours. */

import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { servedChannels } from '../../shared/aws/lambda/environment.ts';
import type { AnyChannel, QueueIntake } from '../../shared/channels/platform.ts';
import { type ReceivePorts, receive } from '../../shared/usecases/intake/receive.ts';
import { receivePorts } from './receive-ports.ts';

/** The handler of a channel's own queue. */
export function queueHandler<Channel extends AnyChannel>(
  intake: QueueIntake<Channel>,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const [channel] = servedChannels(intake.channel);
  return receiveMessages(receivePorts(intake.brings), channel, intake);
}

/**
 * Receives each message by itself. What is malformed comes back until it is a dead letter, with an alarm: the sender
 * cannot be answered a 400, and nothing is dropped.
 */
export function receiveMessages<Channel extends AnyChannel>(
  ports: ReceivePorts,
  channel: Channel,
  intake: Pick<QueueIntake<Channel>, 'translate'>,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    const received = await Promise.allSettled(
      event.Records.map(async ({ body, attributes }) => {
        const receivedAt = new Date(Number(attributes.SentTimestamp)).toISOString();
        return receive(ports, channel.id, intake.translate({ body, channel, receivedAt }));
      }),
    );
    const failed = event.Records.filter((_, index) => {
      const result = received[index];
      return result?.status !== 'fulfilled' || result.value.kind === 'malformed';
    });
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}
