/** `npx stockline failed` and `redrive`: lists dead letters, puts them back into their queues, or ends them for a reason. */
import { randomUUID } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { OF_A_COMMAND } from '../../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../../shared/aws/lambda/document-client.ts';
import { sqsClient } from '../../../shared/aws/lambda/sqs-client.ts';
import { dynamoDecisionLog } from '../../../shared/aws/ledger/decision-log.ts';
import {
  type DeadLetter,
  deleteDeadLetter,
  putAllBack,
  putBack,
  returnDeadLetter,
  takeDeadLetters,
} from '../../../shared/aws/messaging/dead-letters.ts';
import { readQueue } from '../../../shared/aws/messaging/queue-state.ts';
import { argumentsOf } from '../../arguments/arguments.ts';
import { channelMessage } from '../../channels/channel-messages.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, requiredReason, UsageError } from '../../command.ts';
import { findDeployment } from '../../deployment/deployment.ts';
import { stackDeadLetterQueues } from '../../deployment/stack-queues.ts';
import { failedLines, failedMessage, type Unseen, unseenLine } from '../../reports/failed-report.ts';
import { becameOf, type Redriven, redrivenLine } from '../../reports/redrive-report.ts';
import { type Answers, CHANGE_OPTIONS, CHANGE_USAGE, change } from '../../terminal/change.ts';
import { printable } from '../../terminal/printable.ts';
import { waitFor } from '../../wait-for.ts';

/** More than these of one queue are not listed at a time. */
const LETTERS_MOST = 500;
/** More than these of one queue are worked off in several runs. */
const REDRIVEN_MOST = 5_000;

const FAILED_OPTIONS = { ...COMMON_OPTIONS, ...CHANGE_OPTIONS, reason: { type: 'string' } } as const;

export const failedCommand: Command = {
  options: FAILED_OPTIONS,
  words: ['discard'],
  usage: `Usage: npx stockline failed [options]
       npx stockline failed discard ID --reason TEXT [options]

Lists the dead letters of every queue: at most ${LETTERS_MOST} of each, and of the observations ten of one SKU, as SQS gives
them; it says how many more there are. Exit code 1 when there are any. Remove their cause, then \`npx stockline redrive\`.
\`discard\` ends one that nobody needs any more: the reason is kept in the log of decisions (\`npx stockline parked decisions\`).

  --reason TEXT     why it is discarded
${CHANGE_USAGE}
${COMMON_USAGE}`,
  run: async (args) => {
    const { values, positionals } = argumentsOf(args, FAILED_OPTIONS);
    const discarding = discardingIn(positionals, values.reason);
    const { table, config } = await findDeployment(values);
    const client = sqsClient(OF_A_COMMAND);
    if (discarding !== undefined) {
      return discard(client, table, discarding, values);
    }
    const { letters, unseen } = await seen(client);
    const failed = await Promise.all(
      letters.map(async (letter) => failedMessage(letter, await channelMessage(config.channels, letter))),
    );
    const lines = [...failed.flatMap(failedLines), ...unseen.map(unseenLine)];
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ failed, unseen })}\n`
        : `${lines.length === 0 ? 'No message was set aside.' : lines.join('\n')}\n`,
    );
    return lines.length === 0 ? 0 : 1;
  },
};

type Discarding = { readonly id: string; readonly reason: string };

/** Which message is to be discarded, and why; undefined where they are to be listed. */
function discardingIn([verb, id, ...others]: readonly string[], reason: string | undefined): Discarding | undefined {
  if (verb === 'discard') {
    if (id === undefined || others.length > 0) {
      throw new UsageError('Name one ID to discard: `npx stockline failed` lists them.');
    }
    return { id, reason: requiredReason(reason) };
  }
  if (verb !== undefined || reason !== undefined) {
    throw new UsageError('Say nothing more than options, or `failed discard ID --reason TEXT`.');
  }
  return undefined;
}

type Taken = { readonly letters: readonly DeadLetter[]; readonly unseen: readonly Unseen[] };

/** Takes what SQS gives of all queues. */
async function takeAll(client: SQSClient): Promise<Taken> {
  const letters: DeadLetter[] = [];
  const unseen: Unseen[] = [];
  for (const queue of await stackDeadLetterQueues()) {
    const { messages } = await readQueue(client, queue.url);
    if (messages > 0) {
      const taken = await takeDeadLetters(client, queue, LETTERS_MOST);
      letters.push(...taken);
      unseen.push(...(messages > taken.length ? [{ queue: queue.name, messages: messages - taken.length }] : []));
    }
  }
  return { letters, unseen };
}

/** What is set aside, given back at once. */
async function seen(client: SQSClient): Promise<Taken> {
  const taken = await takeAll(client);
  await returnAll(client, taken.letters);
  return taken;
}

async function returnAll(client: SQSClient, letters: readonly DeadLetter[]): Promise<void> {
  await Promise.all(letters.map((letter) => returnDeadLetter(client, letter)));
}

async function discard(
  client: SQSClient,
  table: string,
  { id, reason }: Discarding,
  answers: Answers,
): Promise<number> {
  const letter = (await seen(client)).letters.find((each) => each.id === id);
  if (letter === undefined) {
    throw new Error(`No dead letter has the id ${printable(id)}: \`npx stockline failed\` lists them.`);
  }
  const message = failedMessage(letter);
  const shown = {
    lines: [...failedLines(message), '  It would be discarded, and never be worked on.'],
    json: { discard: message, reason },
  };
  return change(answers, shown, async () => {
    const decision = { queue: letter.source.name, messageId: id, reason, decidedAt: new Date().toISOString() };
    const { letters } = await takeAll(client);
    const taken = letters.find((each) => each.id === id);
    await returnAll(
      client,
      letters.filter((each) => each !== taken),
    );
    if (taken === undefined) {
      throw new Error(`Message ${printable(id)} is not there any more: \`npx stockline failed\` lists those that are.`);
    }
    await dynamoDecisionLog(documentClient(OF_A_COMMAND), table).write({ kind: 'discardedMessage', ...decision });
    await deleteDeadLetter(client, taken);
    process.stdout.write(
      answers.json
        ? `${JSON.stringify({ discarded: { id, queue: taken.source.name, reason } })}\n`
        : `Message ${printable(id)} of ${printable(taken.source.name)} is discarded. ${printable(reason)}\n`,
    );
    return 0;
  });
}

const REDRIVE_OPTIONS = { ...COMMON_OPTIONS, ...CHANGE_OPTIONS, all: { type: 'boolean', default: false } } as const;

export const redriveCommand: Command = {
  options: REDRIVE_OPTIONS,
  usage: `Usage: npx stockline redrive (ID … | --all) [options]

Shows which dead letters it would put back into the queues that they came from, asks, does it, waits up to a minute, and says
of each whether it was worked on, is set aside again, or is still being tried. Exit code 1 unless all were worked on. Working
on a message twice is harmless.

  --all             every dead letter, also those that \`failed\` cannot list yet (at most ${REDRIVEN_MOST} of each queue)
${CHANGE_USAGE}
${COMMON_USAGE}

Example: npx stockline failed; npx stockline redrive --all`,
  run: async (args) => {
    const { values, positionals } = argumentsOf(args, REDRIVE_OPTIONS);
    if (values.all === positionals.length > 0) {
      throw new UsageError('Name the ids of the messages to put back, or say --all.');
    }
    await findDeployment(values);
    const client = sqsClient(OF_A_COMMAND);
    const { letters, unseen } = await seen(client);
    refuseWhatCannotGoBack(letters, positionals);
    const wanted = letters.filter(({ id, source }) =>
      values.all ? source.url !== undefined : positionals.includes(id),
    );
    const more = values.all ? unseen.map(({ queue, messages }) => `${messages} more in ${queue}, behind these`) : [];
    const isNothing = wanted.length + more.length === 0;
    const shown = {
      lines: isNothing
        ? ['No message was set aside.']
        : [
            ...wanted.map((letter) => failedMessage(letter)).flatMap(failedLines),
            ...more,
            '  They would be put back into their queues.',
          ],
      json: { redriven: [], redrive: wanted.map((letter) => failedMessage(letter)), unseen: values.all ? unseen : [] },
      isNothing,
    };
    return change(values, shown, async () => {
      const putBackNow = values.all ? await redriveAll(client) : await redriveNamed(client, positionals);
      return printRedriven(await whatBecame(client, putBackNow), values);
    });
  },
};

/** Throws where an id is no dead letter's, or of one whose queue is not there any more. */
function refuseWhatCannotGoBack(letters: readonly DeadLetter[], ids: readonly string[]): void {
  const unknown = ids.filter((id) => !letters.some((each) => each.id === id));
  if (unknown.length > 0) {
    throw new Error(
      `No dead letter has the id ${printable(unknown.join(', '))}: \`npx stockline failed\` lists them. Nothing was put back.`,
    );
  }
  const homeless = letters.find(({ id, source }) => ids.includes(id) && source.url === undefined);
  if (homeless !== undefined) {
    throw new Error(
      `Message ${printable(homeless.id)} has no queue to go back to (${printable(homeless.source.name)}): discard it. Nothing was put back.`,
    );
  }
}

function printRedriven(redriven: readonly Redriven[], { json }: { readonly json: boolean }): number {
  const left = redriven.filter(({ became }) => became !== 'workedOn').length;
  process.stdout.write(
    json
      ? `${JSON.stringify({ redriven })}\n`
      : `${redriven.map((each) => `${redrivenLine(each)}\n`).join('')}${redriven.length} put back, ${left} of them not worked on yet.\n`,
  );
  return left === 0 ? 0 : 1;
}

async function redriveAll(client: SQSClient): Promise<readonly DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for (const queue of await stackDeadLetterQueues()) {
    if ((await readQueue(client, queue.url)).messages > 0) {
      letters.push(...(await putAllBack(client, queue, { newId: randomUUID, limit: REDRIVEN_MOST })));
    }
  }
  return letters;
}

async function redriveNamed(client: SQSClient, ids: readonly string[]): Promise<readonly DeadLetter[]> {
  const { letters } = await takeAll(client);
  const wanted = letters.filter(({ id }) => ids.includes(id));
  await returnAll(
    client,
    letters.filter((each) => !wanted.includes(each)),
  );
  try {
    refuseWhatCannotGoBack(letters, ids);
  } catch (error) {
    await returnAll(client, wanted);
    throw error;
  }
  for (const letter of wanted) {
    await putBack(client, letter, randomUUID);
  }
  return wanted;
}

/** Waits until the queues that they came from are empty, for a minute at most, and looks for those that came back. */
async function whatBecame(client: SQSClient, letters: readonly DeadLetter[]): Promise<readonly Redriven[]> {
  const sources = [...new Set(letters.flatMap(({ source }) => source.url ?? []))];
  const done = new Set<string>();
  await Promise.all(
    sources.map(async (url) => {
      if (await waitFor(async () => ((await readQueue(client, url)).messages === 0 ? true : undefined))) {
        done.add(url);
      }
    }),
  );
  const redriven: Redriven[] = [];
  for (const queue of new Map(letters.map((letter) => [letter.queue.url, letter.queue])).values()) {
    const { messages } = await readQueue(client, queue.url);
    const back = await takeDeadLetters(client, queue, LETTERS_MOST);
    await returnAll(client, back);
    for (const letter of letters.filter((each) => each.queue.url === queue.url)) {
      const now = { isDone: done.has(letter.source.url ?? ''), back, unseen: messages - back.length };
      redriven.push({ ...failedMessage(letter), became: becameOf(letter, now) });
    }
  }
  return redriven;
}
