import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { HoldTimer } from '../shared/ports/holds.ts';
import { expireHold } from '../shared/usecases/posting/hold-stock.ts';
import { holdPorts } from './wiring/holds.ts';

const ports = holdPorts();

/** Expires holds whose time is over. A timer that fails comes back after the queue's visibility timeout. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const looked = await Promise.allSettled(
    event.Records.map((record) => {
      // Only placeHold and expireHold write to this queue, in the shape of HoldTimer.
      const look = JSON.parse(record.body) as HoldTimer;
      return expireHold(ports, look);
    }),
  );
  const failed = event.Records.filter((_, index) => looked[index]?.status === 'rejected');
  for (const result of looked) {
    if (result.status === 'rejected') {
      ports.journal.warn('A hold could not be looked at, it is tried again', { error: result.reason });
    }
  }
  return { batchItemFailures: failed.map((record) => ({ itemIdentifier: record.messageId })) };
}
