/** Finds what an older version set aside in queues that this one does not have any more: CloudFormation would delete both. */
import { type CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';

export type SetAsideClients = { readonly stacks: CloudFormationClient; readonly queues: SQSClient };

/**
 * Each queue had its own dead letters, and what the bus could not bring to it another one. Those of the observations stay
 * (infra/constructs/set-aside.ts).
 */
const OF_BEFORE = /(?:DeadLetters|Undelivered)[0-9A-F]{8}$/;
const STAYS = /^IntakeObservationsDeadLetters[0-9A-F]{8}$/;

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** How many messages lie there, and in which queues; none where there is no such stack, or no such queue. */
export async function setAsideBefore(clients: SetAsideClients, stack: string): Promise<ReadonlyMap<string, number>> {
  const counted = await Promise.all(
    (await queuesOfBefore(clients.stacks, stack)).map(async ({ id, url }) => {
      const { Attributes: attributes = {} } = await clients.queues.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...COUNTS] }),
      );
      return [id, COUNTS.reduce((sum, name) => sum + Number(attributes[name] ?? 0), 0)] as const;
    }),
  );
  return new Map(counted.filter(([, messages]) => messages > 0));
}

/** What to do first, where anything lies there. */
export function setAsideProblem(before: ReadonlyMap<string, number>): string | undefined {
  const messages = [...before.values()].reduce((sum, each) => sum + each, 0);
  return messages === 0
    ? undefined
    : `${messages} ${messages === 1 ? 'message was' : 'messages were'} set aside in ${[...before.keys()].join(', ')}. This version sets all messages aside in one queue, so these queues and what is in them would be deleted. First: npx stockline failed, then npx stockline redrive --all, or npx stockline failed discard ID --reason TEXT. Then run this again.`;
}

type QueueOfBefore = { readonly id: string; readonly url: string };

async function queuesOfBefore(client: CloudFormationClient, stack: string): Promise<readonly QueueOfBefore[]> {
  const found: QueueOfBefore[] = [];
  const nested: string[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: stack })) {
    for (const resource of page.StackResourceSummaries ?? []) {
      const { ResourceType, ResourceStatus = '', LogicalResourceId: id = '', PhysicalResourceId: url } = resource;
      if (url === undefined || ResourceStatus.startsWith('DELETE_')) {
        continue;
      }
      if (ResourceType === 'AWS::SQS::Queue' && OF_BEFORE.test(id) && !STAYS.test(id)) {
        found.push({ id: id.replace(/[0-9A-F]{8}$/, ''), url });
      }
      if (ResourceType === 'AWS::CloudFormation::Stack') {
        nested.push(url);
      }
    }
  }
  const further = await Promise.all(nested.map((each) => queuesOfBefore(client, each)));
  return [...found, ...further.flat()];
}
