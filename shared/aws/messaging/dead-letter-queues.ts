/** Finds the queues of a deployment that messages are set aside in, each with the queues that its messages came from. */
import { type CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import type { DeadLetterQueue } from './dead-letters.ts';

/** The queues of one stack, by their construct's path without the hash at its end. */
type Queues = ReadonlyMap<string, string>;

/**
 * Those of the stack, whose queues may also stand in stacks nested in it: a channel after the fourth stands in one of its own.
 * Throws where one has no queue that its messages came from.
 */
export async function deadLetterQueues(
  client: CloudFormationClient,
  stack: string,
): Promise<readonly DeadLetterQueue[]> {
  return deadLetterQueuesAmong(await queuesOf(client, stack));
}

async function queuesOf(client: CloudFormationClient, stack: string): Promise<readonly Queues[]> {
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
  const further = await Promise.all(nested.map((each) => queuesOf(client, each)));
  return [urls, ...further.flat()];
}

/** The queue that all queues of the deployment set aside in, but those that have one of their own (infra/constructs/set-aside.ts). */
const SHARED = 'SetAsideQueue';

/** Those among the queues of the deployment's stacks. Throws where one has no queue beside it. */
export function deadLetterQueuesAmong(stacks: readonly Queues[]): readonly DeadLetterQueue[] {
  const all = stacks.flatMap((urls) => [...urls]);
  const sources = all.flatMap(([name, url]) => (isWorking(name) ? [{ name: whatFor(name), url }] : []));
  return stacks.flatMap((urls) =>
    [...urls].flatMap(([name, url]): DeadLetterQueue[] => {
      if (name === SHARED) {
        return [{ name: 'SetAside', url, sources, isShared: true }];
      }
      return isWorking(name) ? [] : [{ name, url, sources: [sourceOf(name, urls)], isShared: false }];
    }),
  );
}

function isWorking(name: string): boolean {
  return name !== SHARED && !/(?:DeadLetters|Undelivered)$/.test(name);
}

/** What a queue is for: its name without its kind. */
function whatFor(queue: string): string {
  return queue.replace(/Queue$/, '');
}

/** The queue beside it. In an older deployment each queue has its own dead letters, and what the bus could not bring to it another one. */
function sourceOf(name: string, urls: Queues): DeadLetterQueue['sources'][number] {
  const names = name.endsWith('Undelivered')
    ? // It was on its way to the queue of a channel's pushes, into one of its own, or to who is alerted.
      ['Pushes', 'Events', 'Notifications', ''].map((queue) => name.replace(/Undelivered$/, `${queue}Queue`))
    : [name.replace(/DeadLetters$/, 'Queue')];
  const [found] = names.flatMap((each) => {
    const url = urls.get(each);
    return url === undefined ? [] : [{ name: whatFor(each), url }];
  });
  if (found === undefined) {
    throw new Error(`The stack has the queue ${name}, but not ${names.join(' or ')}, to which its messages go.`);
  }
  return found;
}

/** What the queues hold, by the ends of what they are for. */
const CONTENTS = [
  { queue: /(?:Observations|PackingWaiting)$/, what: 'observations to post' },
  { queue: /Orders$/, what: 'an order to read back' },
  { queue: /Notices$/, what: 'a notice of a changed quantity' },
  { queue: /Expiries$/, what: 'the end of a hold' },
  { queue: /Waiting$/, what: 'a listing to check' },
  { queue: /(?:Pushes|Urgent)$/, what: 'a SKU to reconcile' },
] as const;

export type DeadLetterContents = (typeof CONTENTS)[number]['what'] | 'a message of the channel';

/** What each message is that came from the queue of that name. */
export function contentsOf(name: string): DeadLetterContents {
  return CONTENTS.find(({ queue }) => queue.test(name))?.what ?? 'a message of the channel';
}
