/** What every function does that a channel reaches through a queue of ours. */

import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { environmentText, servedChannels } from '../../shared/aws/lambda/environment.ts';
import { sqsClient } from '../../shared/aws/lambda/sqs-client.ts';
import type { AnyChannel, QueueIntake } from '../../shared/channels/platform.ts';
import { type ReceivePorts, receive } from '../../shared/usecases/intake/receive.ts';
import type { ReturnedMessage } from '../../shared/usecases/progress.ts';
import { answerBatch, type TimeLeft, unreadableAgain } from './queue-batch.ts';
import { receivePorts } from './receive-ports.ts';

/** The handler of a channel's own queue. */
export function queueHandler<Channel extends AnyChannel>(
  intake: QueueIntake<Channel>,
): (event: SQSEvent, time: TimeLeft) => Promise<SQSBatchResponse> {
  const [channel] = servedChannels(intake.channel);
  const queues = sqsClient();
  const url = environmentText('INTAKE_QUEUE_URL');
  const ports = receivePorts(intake.brings, undefined, queues);
  const batch = { queues, urlOf: () => url, journal: ports.journal, what: `Receiving from ${channel.id}` };
  const receiveAll = receiveMessages(ports, channel, intake);
  return ({ Records }, time) => answerBatch(batch, Records, time, () => receiveAll(Records));
}

/** What could not be queued: a sale is in it, and the other channels wait for it. */
const UNSENT_RETRY_MS = 1_000;

/**
 * Receives each message by itself, and resolves with those that go back. What is malformed comes back until it is a dead
 * letter, with an alarm: the sender cannot be answered a 400, and nothing is dropped.
 */
export function receiveMessages<Channel extends AnyChannel>(
  ports: ReceivePorts,
  channel: Channel,
  intake: Pick<QueueIntake<Channel>, 'translate'>,
): (records: readonly SQSRecord[]) => Promise<readonly ReturnedMessage[]> {
  return async (records) => {
    const received = await Promise.allSettled(
      records.map(async ({ body, attributes }) => {
        const receivedAt = new Date(Number(attributes.SentTimestamp)).toISOString();
        return receive(ports, channel.id, intake.translate({ body, channel, receivedAt }));
      }),
    );
    const unsent = records.filter((_, index) => received[index]?.status === 'rejected');
    const malformed = records.filter((_, index) => {
      const result = received[index];
      return result?.status === 'fulfilled' && result.value.kind === 'malformed';
    });
    return [
      ...unreadableAgain(malformed),
      ...unsent.map(({ messageId }) => ({ id: messageId, retryAfterMs: UNSENT_RETRY_MS })),
    ];
  };
}
