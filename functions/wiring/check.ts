// What every check-<platform> function does: compares what its channel shows with what it should show.
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { documentClient, sqsClient } from '../../shared/aws/lambda/clients.ts';
import {
  breakerLimits,
  checkQueues,
  environmentText,
  exposureRules,
  settleMs,
} from '../../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../../shared/aws/lambda/journal.ts';
import { dynamoListingNotes } from '../../shared/aws/listings/listing-notes.ts';
import { dynamoListingRegistry } from '../../shared/aws/listings/listing-registry.ts';
import { giveBack, sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import { dynamoChannelControls } from '../../shared/aws/pushing/channel-states.ts';
import { dynamoPushGates } from '../../shared/aws/pushing/push-gates.ts';
import { dynamoPushStore } from '../../shared/aws/pushing/push-store.ts';
import { type CatalogueBody, sqsCheckQueue, type UninstallBody } from '../../shared/aws/reconciling/check-queue.ts';
import { dynamoCheckStore } from '../../shared/aws/reconciling/check-store.ts';
import { locationsOn } from '../../shared/channel-config.ts';
import type { AnySellingChannel, SellingPlatform } from '../../shared/channels/platform.ts';
import { pushAccountOf } from '../../shared/channels/push-account.ts';
import type { CheckRequest } from '../../shared/ports/reconciling.ts';
import { type CatalogueMessage, noteCatalogueChanges } from '../../shared/usecases/intake/note-catalogue-changes.ts';
import { pauseUninstalled, type UninstallMessage } from '../../shared/usecases/intake/pause-uninstalled.ts';
import { type CheckMessage, checkListings } from '../../shared/usecases/reconciling/check-listings.ts';
import { openedChannel } from './opened-channel.ts';
import { sharePorts } from './shares.ts';

/** The handler of every check-<platform> function. */
export function checkHandler<Channel extends AnySellingChannel>(
  platform: SellingPlatform<Channel>,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const { channel, opened: openClient } = openedChannel(platform, platform.selling.client);
  const database = documentClient();
  const table = environmentText('TABLE_NAME');
  const queues = sqsClient();
  const queueUrl = environmentText('CHECK_QUEUE_URL');
  const ports = {
    store: dynamoPushStore(database, table, channel.id, locationsOn(channel)),
    gates: dynamoPushGates(database, table, {
      ...pushAccountOf(platform, channel),
      mode: channel.mode,
      breaker: breakerLimits(),
    }),
    checkStore: dynamoCheckStore(database, table),
    registry: dynamoListingRegistry(database, table),
    observations: sqsObservationQueue(queues, environmentText('OBSERVATIONS_QUEUE_URL')),
    checks: { queue: sqsCheckQueue(queues, checkQueues()), settleMs: settleMs() },
    onDrift: channel.onDrift ?? 'overwrite',
    shares: sharePorts(database),
    rules: exposureRules(),
    journal: cloudWatchJournal(),
    clock: () => new Date(),
  };
  const { journal, clock } = ports;
  const catalogue = { listings: dynamoListingNotes(database, table), checks: ports.checks.queue, journal, clock };
  const controls = dynamoChannelControls(database, table);
  return async (event) => {
    const asked: CheckMessage[] = [];
    const told: CatalogueMessage[] = [];
    const uninstalls: UninstallMessage[] = [];
    for (const { messageId: id, body } of event.Records) {
      // Only Stockline writes to this queue, in this shape.
      const message = JSON.parse(body) as CheckRequest | CatalogueBody | UninstallBody;
      if (message.kind === 'catalogue') {
        told.push({ id, notices: message.notices });
      } else if (message.kind === 'uninstalled') {
        uninstalls.push({ id, notice: message.notice });
      } else {
        asked.push({ id, asked: message });
      }
    }
    const unpaused = await pauseUninstalled({ controls, journal }, uninstalls);
    const unheard = await noteCatalogueChanges(catalogue, told);
    const client = await openClient();
    const unchecked = await checkListings({ ...ports, client }, asked);
    const again = new Map([...unpaused, ...unheard, ...unchecked].map(({ id, retryAfterMs }) => [id, retryAfterMs]));
    const returned = event.Records.filter(({ messageId }) => again.has(messageId));
    await Promise.allSettled(
      returned.map((record) => giveBack(queues, queueUrl, record, again.get(record.messageId) ?? 0)),
    );
    return { batchItemFailures: returned.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}
