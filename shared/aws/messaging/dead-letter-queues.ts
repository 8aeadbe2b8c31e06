/** Finds the dead-letter queues of a deployment, each with the queue that its messages came from. */
import { type CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import type { DeadLetterQueue } from './dead-letters.ts';

/**
 * The queues of the stack that take what was set aside, by their construct's path without the hash at its end, and those of the stacks
 * nested in it: a channel after the fourth stands in one of its own.
 */
export async function deadLetterQueues(
  client: CloudFormationClient,
  stack: string,
): Promise<readonly DeadLetterQueue[]> {
  const urls = new Map<string, string>();
  const nested: string[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: stack })) {
    for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId = '' } of page.StackResourceSummaries ?? []) {
      if (ResourceType === 'AWS::SQS::Queue') {
        urls.set(LogicalResourceId.replace(/[0-9A-F]{8}$/, ''), PhysicalResourceId);
      }
      if (ResourceType === 'AWS::CloudFormation::Stack') {
        nested.push(PhysicalResourceId);
      }
    }
  }
  const further = await Promise.all(nested.map((each) => deadLetterQueues(client, each)));
  return [...deadLetterQueuesAmong(urls), ...further.flat()];
}

/** Those among the stack's queues, by the path of their construct. Throws where one has no queue beside it. */
export function deadLetterQueuesAmong(urls: ReadonlyMap<string, string>): readonly DeadLetterQueue[] {
  return [...urls].flatMap(([name, url]) => {
    const sources = sourcesOf(name);
    if (sources.length === 0) {
      return [];
    }
    const sourceUrl = sources.map((source) => urls.get(source)).find((found) => found !== undefined);
    if (sourceUrl === undefined) {
      throw new Error(`The stack has the queue ${name}, but not ${sources.join(' or ')}, to which its messages go.`);
    }
    return [{ name, url, sourceUrl }];
  });
}

/** The queue that a queue of dead letters may belong to; none for the other queues. */
function sourcesOf(name: string): readonly string[] {
  if (name.endsWith('Undelivered')) {
    // What a bus could not deliver was on its way to the queue of a channel's pushes, into one of its own, or to who is alerted.
    return ['Pushes', 'Events', 'Notifications', ''].map((queue) => name.replace(/Undelivered$/, `${queue}Queue`));
  }
  return name.endsWith('DeadLetters') ? [name.replace(/DeadLetters$/, 'Queue')] : [];
}

/** What the queues hold, by the ends of their names. */
const CONTENTS = [
  { queue: /(?:Observations|PackingWaiting)DeadLetters$/, what: 'observations to post' },
  { queue: /OrdersDeadLetters$/, what: 'an order to read back' },
  { queue: /NoticesDeadLetters$/, what: 'a notice of a changed quantity' },
  { queue: /ExpiriesDeadLetters$/, what: 'the end of a hold' },
  { queue: /WaitingDeadLetters$/, what: 'a listing to check' },
  { queue: /(?:Pushes|Urgent)DeadLetters$|Undelivered$/, what: 'a SKU to reconcile' },
] as const;

export type DeadLetterContents = (typeof CONTENTS)[number]['what'] | 'a message of the channel';

/** What each message of the queue of that name is. */
export function contentsOf(name: string): DeadLetterContents {
  return CONTENTS.find(({ queue }) => queue.test(name))?.what ?? 'a message of the channel';
}
