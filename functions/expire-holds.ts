/** Ends the holds whose time is over. */

import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { environmentText } from '../shared/aws/lambda/environment.ts';
import { sqsClient } from '../shared/aws/lambda/sqs-client.ts';
import { readMessages } from '../shared/aws/messaging/read-messages.ts';
import { holdTimerMessage } from '../shared/aws/shapes/messages.ts';
import { expireHold } from '../shared/usecases/holds/expire-hold.ts';
import { holdPorts } from './wiring/holds.ts';
import { answerBatch, type TimeLeft, unreadableAgain } from './wiring/queue-batch.ts';

const queues = sqsClient();
const ports = holdPorts(queues);
const url = environmentText('HOLD_EXPIRY_QUEUE_URL');
const batch = { queues, urlOf: () => url, journal: ports.journal, what: 'Ending holds' };

/** A timer that failed comes back after a second, and later each time: units of its hold are off sale meanwhile. */
const RETRY_AFTER_MS = 1_000;

/** Expires holds whose time is over. */
export function handler({ Records }: SQSEvent, time: TimeLeft): Promise<SQSBatchResponse> {
  return answerBatch(batch, Records, time, async () => {
    const { messages, unreadable } = readMessages(Records, holdTimerMessage, ports.journal);
    const checked = await Promise.allSettled(messages.map(({ body }) => expireHold(ports, body)));
    const failed = messages.filter((_, index) => checked[index]?.status === 'rejected');
    for (const result of checked) {
      if (result.status === 'rejected') {
        ports.journal.warn('A hold could not be checked, it is tried again', { error: result.reason });
      }
    }
    return [...unreadableAgain(unreadable), ...failed.map(({ id }) => ({ id, retryAfterMs: RETRY_AFTER_MS }))];
  });
}
