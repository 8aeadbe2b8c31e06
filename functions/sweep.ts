import { documentClient, sqsClient } from '../shared/aws/clients.ts';
import { environmentText } from '../shared/aws/environment.ts';
import { cloudWatchJournal } from '../shared/aws/journal.ts';
import { dynamoLedgerStore } from '../shared/aws/ledger-store.ts';
import { dynamoListingRegistry } from '../shared/aws/listing-registry.ts';
import { sqsObservationQueue } from '../shared/aws/queues.ts';
import { dynamoStockReader } from '../shared/aws/stock-reader.ts';
import { dynamoSweepMarks } from '../shared/aws/sweep-marks.ts';
import { UnusableSecretError } from '../shared/channels/secret.ts';
import type { ChannelId } from '../shared/domain/identifiers.ts';
import type { ChannelSweep } from '../shared/ports/sweep.ts';
import { sweepChannel } from '../shared/usecases/sweep-channel.ts';

/** The handler every sweep-<platform> function shares: what differs is only how the channel is read. */
export function sweepHandler(channel: ChannelId, sweepOf: () => Promise<ChannelSweep>): () => Promise<void> {
  const database = documentClient();
  const table = environmentText('TABLE_NAME');
  const ports = {
    marks: dynamoSweepMarks(database, table),
    registry: dynamoListingRegistry(database, table),
    ledger: dynamoLedgerStore(database, table),
    stock: dynamoStockReader(database, table),
    observations: sqsObservationQueue(sqsClient(), environmentText('OBSERVATIONS_QUEUE_URL')),
    journal: cloudWatchJournal(),
    clock: () => new Date(),
  };
  return async () => {
    try {
      await sweepChannel({ ...ports, sweep: await sweepOf() });
    } catch (error) {
      if (!(error instanceof UnusableSecretError)) {
        throw error;
      }
      // As it is from the first deployment until somebody connects the channel.
      ports.journal.warn(`${channel}: is not swept. ${error.message} Run: stockline connect ${channel}`, {
        step: 'swept',
        channel,
      });
    }
  };
}
