/** Counts the messages that were set aside, for the page and the status: it takes none. */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SetAsideReader } from '../../ports/reading/set-aside-messages.ts';
import { keptAnswer } from '../kept-answer.ts';
import { contentsOf, deadLetterQueues } from './dead-letter-queues.ts';
import { readQueue } from './queue-state.ts';

/** 20 queues that are asked so often for an hour are 4,800 requests: $0.002 (https://aws.amazon.com/sqs/pricing, 2026-11). */
const KEPT_MS = 15_000;
/** Another queue comes with a deployment, and that starts functions anew; a command that watches learns of it so late. */
const QUEUES_KEPT_MS = 600_000;

export type SetAsideClients = { readonly stacks: CloudFormationClient; readonly queues: SQSClient };

/** What stands in the dead-letter queues of the stack, kept for 15 s in this process. */
export function setAsideMessages({ stacks, queues }: SetAsideClients, stack: string): SetAsideReader {
  const readNames = keptAnswer(QUEUES_KEPT_MS, () => deadLetterQueues(stacks, stack));
  return keptAnswer(KEPT_MS, async () => {
    const counted = await Promise.all(
      (await readNames()).map(async ({ url, sources, isShared }) => {
        const { messages } = await readQueue(queues, url);
        const [source] = isShared ? [] : sources;
        // Of which queue a message of a shared one is, only the message itself says.
        return source === undefined
          ? { messages }
          : { messages, of: { queue: source.name, what: contentsOf(source.name) } };
      }),
    );
    return counted.filter(({ messages }) => messages > 0);
  });
}
