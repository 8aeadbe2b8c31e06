import { sqsClient } from '../../shared/aws/lambda/clients.ts';
import { checkQueues, environmentText, ordersToRead } from '../../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../../shared/aws/lambda/journal.ts';
import { sqsObservationQueue, sqsOrderReadings } from '../../shared/aws/messaging/queues.ts';
import { sqsCatalogueNotices, sqsNoticesToCheck, sqsUninstalls } from '../../shared/aws/reconciling/check-queue.ts';
import type { ReceivePorts } from '../../shared/usecases/intake/receive.ts';

/** What receiving from Shopify needs, whichever way it comes. */
export function shopifyReceiving(): ReceivePorts {
  const queues = sqsClient();
  return {
    observations: sqsObservationQueue(queues, environmentText('OBSERVATIONS_QUEUE_URL')),
    notices: sqsNoticesToCheck(queues, checkQueues()),
    catalogue: sqsCatalogueNotices(queues, checkQueues()),
    uninstalls: sqsUninstalls(queues, checkQueues()),
    readings: sqsOrderReadings(queues, ordersToRead()),
    journal: cloudWatchJournal(),
  };
}
