/** Ends the holds whose time is over. */

import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { readMessages } from '../shared/aws/messaging/read-messages.ts';
import { holdTimerMessage } from '../shared/aws/shapes/messages.ts';
import { expireHold } from '../shared/usecases/holds/expire-hold.ts';
import { holdPorts } from './wiring/holds.ts';

const ports = holdPorts();

/** Expires holds whose time is over. A timer that fails comes back after the queue's visibility timeout. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const { messages, unreadable } = readMessages(event.Records, holdTimerMessage, ports.journal);
  const checked = await Promise.allSettled(messages.map(({ body }) => expireHold(ports, body)));
  const failed = messages.filter((_, index) => checked[index]?.status === 'rejected').map(({ record }) => record);
  for (const result of checked) {
    if (result.status === 'rejected') {
      ports.journal.warn('A hold could not be checked, it is tried again', { error: result.reason });
    }
  }
  return { batchItemFailures: [...unreadable, ...failed].map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
