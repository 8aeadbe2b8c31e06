import { sqsCatalogueNotices, sqsNoticesToCheck, sqsUninstalls } from '../shared/aws/check-queue.ts';
import { sqsClient } from '../shared/aws/clients.ts';
import { checkQueues, environmentText, ordersToRead } from '../shared/aws/environment.ts';
import { cloudWatchJournal } from '../shared/aws/journal.ts';
import { sqsObservationQueue, sqsOrderReadings } from '../shared/aws/queues.ts';
import type { ReceivePorts } from '../shared/usecases/receive.ts';

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
