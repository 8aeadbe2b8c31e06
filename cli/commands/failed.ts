/** `npx stockline failed` and `redrive`: lists dead letters, puts them back into their queues, or ends them for a reason. */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { documentClient, OF_A_COMMAND, sqsClient } from '../../shared/aws/lambda/clients.ts';
import { dynamoDecisionLog } from '../../shared/aws/ledger/decision-log.ts';
import {
  type DeadLetter,
  deleteDeadLetter,
  putBack,
  returnDeadLetter,
  takeDeadLetters,
} from '../../shared/aws/messaging/dead-letters.ts';
import { readQueue } from '../../shared/aws/messaging/queue-state.ts';
import { channelMessage } from '../channels/channel-messages.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, requiredReason, UsageError } from '../command.ts';
import { deadLetterQueues } from '../dead-letter-queues.ts';
import { findDeployment } from '../deployment.ts';
import { printable } from '../printable.ts';
import { type FailedMessage, failedLines, failedMessage } from '../reports/failed-report.ts';
import { waitFor } from '../wait-for.ts';

/** More than these at a time are worked off in several runs. */
const LETTERS_MOST = 500;

export const failedCommand: Command = {
  summary: 'list the messages that were set aside: what, of which SKU, why and since when',
  usage: `Usage: npx stockline failed [options]
       npx stockline failed discard ID --reason TEXT [options]

Lists the dead letters of every queue (at most ${LETTERS_MOST} of each). Exit code 1 when there are any. Remove their
cause, then \`npx stockline redrive\`. \`discard\` ends one that nobody needs any more: the reason is kept in the log of
decisions (\`npx stockline parked decisions\`).

  --reason TEXT     why it is discarded
${COMMON_USAGE}`,
  run: async (args) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...COMMON_OPTIONS, reason: { type: 'string' } },
      allowPositionals: true,
    });
    const { table, config } = await findDeployment(values);
    const client = sqsClient(OF_A_COMMAND);
    const [verb, id] = positionals;
    if (verb === 'discard' && id !== undefined && positionals.length === 2) {
      return discard(client, table, { id, reason: requiredReason(values.reason) });
    }
    if (positionals.length > 0 || values.reason !== undefined) {
      throw new UsageError('Say nothing more than options, or `failed discard ID --reason TEXT`.');
    }
    const letters = await takeAll(client);
    await returnAll(client, letters);
    const failed = await Promise.all(
      letters.map(async (letter) => failedMessage(letter, await channelMessage(config.channels, letter))),
    );
    process.stdout.write(
      values.json ? `${JSON.stringify({ failed })}\n` : `${textOf(failed, 'No message was set aside.')}\n`,
    );
    return failed.length === 0 ? 0 : 1;
  },
};

function textOf(failed: readonly FailedMessage[], none: string): string {
  return failed.length === 0 ? none : failed.flatMap(failedLines).join('\n');
}

async function takeAll(client: SQSClient): Promise<readonly DeadLetter[]> {
  const taken: DeadLetter[] = [];
  for (const queue of await deadLetterQueues()) {
    if ((await readQueue(client, queue.url)).messages > 0) {
      taken.push(...(await takeDeadLetters(client, queue, LETTERS_MOST)));
    }
  }
  return taken;
}

async function returnAll(client: SQSClient, letters: readonly DeadLetter[]): Promise<void> {
  await Promise.all(letters.map((letter) => returnDeadLetter(client, letter)));
}

async function discard(
  client: SQSClient,
  table: string,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<number> {
  const letters = await takeAll(client);
  const letter = letters.find((each) => each.id === id);
  await returnAll(
    client,
    letters.filter((each) => each !== letter),
  );
  if (letter === undefined) {
    throw new Error(`No dead letter has the id ${printable(id)}: \`npx stockline failed\` lists them.`);
  }
  await dynamoDecisionLog(documentClient(OF_A_COMMAND), table).write({
    kind: 'discardedMessage',
    queue: letter.queue.name,
    messageId: id,
    reason,
    decidedAt: new Date().toISOString(),
  });
  await deleteDeadLetter(client, letter);
  process.stdout.write(`Message ${printable(id)} of ${letter.queue.name} is discarded. ${printable(reason)}\n`);
  return 0;
}

export const redriveCommand: Command = {
  summary: 'put messages that were set aside back into their queues, and say what became of each',
  usage: `Usage: npx stockline redrive (ID … | --all) [options]

Puts dead letters back into the queues that they came from, waits up to a minute, and says of each whether it was worked
on, is set aside again, or is still being tried. Exit code 1 unless all were worked on. Working on a message twice is
harmless.

  --all             every dead letter
${COMMON_USAGE}

Example: npx stockline failed; npx stockline redrive --all`,
  run: async (args) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...COMMON_OPTIONS, all: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    if (values.all === positionals.length > 0) {
      throw new UsageError('Name the ids of the messages to put back, or say --all.');
    }
    await findDeployment(values);
    const client = sqsClient(OF_A_COMMAND);
    const letters = await takeAll(client);
    const wanted = letters.filter(({ id }) => values.all || positionals.includes(id));
    await returnAll(
      client,
      letters.filter((each) => !wanted.includes(each)),
    );
    const unknown = positionals.filter((id) => !letters.some((each) => each.id === id));
    if (unknown.length > 0) {
      await returnAll(client, wanted);
      throw new Error(
        `No dead letter has the id ${printable(unknown.join(', '))}: \`npx stockline failed\` lists them. Nothing was put back.`,
      );
    }
    for (const letter of wanted) {
      await putBack(client, letter, randomUUID);
    }
    const redriven = await whatBecame(client, wanted);
    const left = redriven.filter(({ became }) => became !== 'workedOn').length;
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ redriven })}\n`
        : `${redriven.map(redrivenLine).join('')}${redriven.length} put back, ${left} of them not worked on yet.\n`,
    );
    return left === 0 ? 0 : 1;
  },
};

type Redriven = FailedMessage & { readonly became: 'workedOn' | 'setAsideAgain' | 'stillTried' };

const BECAME = {
  workedOn: 'was worked on',
  setAsideAgain: 'is set aside again',
  stillTried: 'is still being tried: look again with `npx stockline failed`',
} as const;

function redrivenLine({ became, sku, order, what, id }: Redriven): string {
  return `${printable(`${sku ?? order ?? id}  ${what}: ${BECAME[became]}`)}\n`;
}

/** Waits until the queues that they came from are empty, for a minute at most, and looks for those that came back. */
async function whatBecame(client: SQSClient, letters: readonly DeadLetter[]): Promise<readonly Redriven[]> {
  const queues = [...new Map(letters.map(({ queue }) => [queue.name, queue])).values()];
  const redriven: Redriven[] = [];
  for (const queue of queues) {
    const isDone = await waitFor(async () =>
      (await readQueue(client, queue.sourceUrl)).messages === 0 ? true : undefined,
    );
    const back = await takeDeadLetters(client, queue, LETTERS_MOST);
    await returnAll(client, back);
    const bodies = new Set(back.map(({ body }) => body));
    for (const letter of letters.filter((each) => each.queue.name === queue.name)) {
      const became = bodies.has(letter.body) ? 'setAsideAgain' : isDone === true ? 'workedOn' : 'stillTried';
      redriven.push({ ...failedMessage(letter), became });
    }
  }
  return redriven;
}
