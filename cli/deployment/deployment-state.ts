/** Reads what is set aside in a deployment: parked observations, dead letters, refused listings. */
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoParkingLot } from '../../shared/aws/ledger/parking-lot.ts';
import { everySkuState } from '../../shared/aws/ledger/stock-scan.ts';
import { listingProblems } from '../../shared/aws/listings/listing-problems.ts';
import { readQueue } from '../../shared/aws/messaging/queue-state.ts';
import type { ChannelId } from '../../shared/domain/identifiers.ts';
import { OPERATOR_COMMANDS } from '../../shared/operator-commands.ts';
import type { DeploymentState } from '../../shared/ports/diagnosing/diagnosis.ts';
import { stackDeadLetterQueues } from './stack-queues.ts';

export type DeploymentAccess = {
  readonly database: DynamoDBDocumentClient;
  readonly queues: SQSClient;
  /** Channels whose orders name a listing by another id than its own. */
  readonly namesSoldAs: ReadonlySet<ChannelId>;
};

/** What can be set aside in a deployment: the stack knows its queues, the table what is parked and what was refused. */
export function deploymentState(table: string, { database, queues, namesSoldAs }: DeploymentAccess): DeploymentState {
  return {
    parked: async (limit) => (await dynamoParkingLot(database, table).list(limit)).length,
    listingProblems: () => listingProblems(database, table, namesSoldAs),
    skuStates: () => everySkuState(database, table),
    async deadLetters() {
      const found = await stackDeadLetterQueues();
      return Promise.all(
        found.map(async ({ name, url }) => {
          const { messages } = await readQueue(queues, url);
          return { queue: name, messages, redrive: OPERATOR_COMMANDS.failed };
        }),
      );
    },
  };
}
