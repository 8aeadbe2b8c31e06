/** Finds the dead-letter queues of a deployment, each with the queue that its messages came from. */
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import type { DeadLetterQueue } from '../shared/aws/messaging/dead-letters.ts';
import { stackNameOf } from '../shared/stage.ts';
import { currentStage } from './aws-options.ts';

/** The queues of the deployment that take what was set aside, by their construct's path without the hash at its end. */
export async function deadLetterQueues(): Promise<readonly DeadLetterQueue[]> {
  return await deadLetterQueuesOf(stackNameOf(currentStage()));
}

/** Those of one stack, and of the stacks nested in it: a channel after the fourth stands in one of its own. */
async function deadLetterQueuesOf(stack: string): Promise<readonly DeadLetterQueue[]> {
  const urls = new Map<string, string>();
  const nested: string[] = [];
  const client = new CloudFormationClient({});
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
  const further = await Promise.all(nested.map(deadLetterQueuesOf));
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
    // What a bus could not deliver was on its way to the queue of a channel's pushes, or into one of its own.
    return ['Pushes', 'Events', 'Notifications'].map((queue) => name.replace(/Undelivered$/, `${queue}Queue`));
  }
  return name.endsWith('DeadLetters') ? [name.replace(/DeadLetters$/, 'Queue')] : [];
}
