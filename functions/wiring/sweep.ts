import { documentClient, sqsClient } from '../../shared/aws/lambda/clients.ts';
import { environmentText } from '../../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../../shared/aws/lambda/journal.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import { dynamoListingRegistry } from '../../shared/aws/listings/listing-registry.ts';
import { dynamoSweepMarks } from '../../shared/aws/listings/sweep-marks.ts';
import { sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import { UnusableSecretError } from '../../shared/channels/secret.ts';
import type { ChannelId } from '../../shared/domain/identifiers.ts';
import type { ChannelSweep } from '../../shared/ports/sweep.ts';
import { sweepChannel } from '../../shared/usecases/intake/sweep-channel.ts';

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
