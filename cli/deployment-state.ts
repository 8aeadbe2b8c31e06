/** Reads what is set aside in a deployment: parked observations, dead letters, refused listings. */
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoParkingLot } from '../shared/aws/ledger/parking-lot.ts';
import { listingProblems } from '../shared/aws/listings/listing-problems.ts';
import { readQueue } from '../shared/aws/messaging/queue-state.ts';
import type { DeploymentState } from '../shared/ports/diagnosing/diagnosis.ts';
import { STACK_NAME } from '../shared/stack-name.ts';

/** What can be set aside in a deployment: the stack knows its queues, the table what is parked and what was refused. */
export function deploymentState(
  table: string,
  { database, queues }: { readonly database: DynamoDBDocumentClient; readonly queues: SQSClient },
): DeploymentState {
  return {
    parked: async (limit) => (await dynamoParkingLot(database, table).list(limit)).length,
    listingProblems: () => listingProblems(database, table),
    async deadLetters() {
      const found = await deadLetterQueues();
      return Promise.all(
        found.map(async ({ name, url }) => {
          const { arn, messages } = await readQueue(queues, url);
          return { queue: name, messages, redrive: `aws sqs start-message-move-task --source-arn ${arn}` };
        }),
      );
    },
  };
}

/** The queues of the stack that take what was set aside, by their construct's path without the hash at its end. */
async function deadLetterQueues(): Promise<readonly { readonly name: string; readonly url: string }[]> {
  const queues: { readonly name: string; readonly url: string }[] = [];
  for await (const page of paginateListStackResources(
    { client: new CloudFormationClient({}) },
    { StackName: STACK_NAME },
  )) {
    for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId = '' } of page.StackResourceSummaries ?? []) {
      if (ResourceType === 'AWS::SQS::Queue' && /DeadLetters|Undelivered/.test(LogicalResourceId)) {
        queues.push({ name: LogicalResourceId.replace(/[0-9A-F]{8}$/, ''), url: PhysicalResourceId });
      }
    }
  }
  return queues;
}
