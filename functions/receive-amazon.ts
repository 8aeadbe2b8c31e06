import { sqsCatalogueNotices, sqsNoticesToCheck } from '../shared/aws/check-queue.ts';
import { sqsClient } from '../shared/aws/clients.ts';
import { checkQueues, environmentText, servedChannelsOf } from '../shared/aws/environment.ts';
import { cloudWatchJournal } from '../shared/aws/journal.ts';
import { sqsObservationQueue } from '../shared/aws/queues.ts';
import { translateAmazon } from '../shared/channels/amazon/translate.ts';
import { receiveQueued } from './receive-queued.ts';

const [channel] = servedChannelsOf('amazon');
const queues = sqsClient();
const ports = {
  observations: sqsObservationQueue(queues, environmentText('OBSERVATIONS_QUEUE_URL')),
  notices: sqsNoticesToCheck(queues, checkQueues()),
  catalogue: sqsCatalogueNotices(queues, checkQueues()),
  journal: cloudWatchJournal(),
};

/** Receives Amazon's notifications, whose authenticity is the queue's policy. */
export const handler = receiveQueued(ports, channel, translateAmazon);
