/** Puts into a channel's queue of checks what is to be compared with the channel. */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { CatalogueNoticeQueue, UninstallQueue } from '../../ports/intake/catalogue-notices.ts';
import type { NoticeQueue } from '../../ports/intake/intake-queues.ts';
import type { RetryQueue } from '../../ports/pushing/retry-queue.ts';
import type { CheckQueue } from '../../ports/reconciling/checks.ts';
import type { Wait } from '../lambda/back-off.ts';
import { sendAll } from '../messaging/queues.ts';
import { type CheckQueueMessage, checkQueueMessage } from '../shapes/messages.ts';

/** A standard queue per channel of checks that wait for their time; `urls` by the channel's id. */
export function sqsCheckQueue(client: SQSClient, urls: ReadonlyMap<string, string>): CheckQueue {
  return {
    async schedule(check, afterSeconds) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueOf(urls, check.channel),
          MessageBody: textOf({ kind: 'check', check }),
          DelaySeconds: Math.ceil(afterSeconds),
        }),
      );
    },
  };
}

/**
 * A notice waits so long before it is read: a sale reports the same change by a message of its own, and once that is
 * posted the notice says nothing new.
 */
const NOTICE_DELAY_SECONDS = 10;

/** Puts notices into the queue of checks of their channel: one with another figure than ours asks for a check. */
export function sqsNoticesToCheck(client: SQSClient, urls: ReadonlyMap<string, string>, wait?: Wait): NoticeQueue {
  return {
    async send(notices) {
      for (const [channel, group] of Map.groupBy(notices, (notice) => notice.channel)) {
        const bodies: readonly CheckQueueMessage[] = group.map((notice) => ({ kind: 'notice', notice }));
        await sendAll(
          client,
          queueOf(urls, channel),
          bodies.map((body) => ({ MessageBody: textOf(body), DelaySeconds: NOTICE_DELAY_SECONDS })),
          wait,
        );
      }
    },
  };
}

/** About 15 kB a message, 90 kB at worst: ten of them go in one call (SendMessageBatch: 1 MiB in all). */
const NOTICES_PER_MESSAGE = 50;

/** Puts what catalogues say into the queue of checks of their channel. */
export function sqsCatalogueNotices(client: SQSClient, urls: ReadonlyMap<string, string>): CatalogueNoticeQueue {
  return {
    async send(notices) {
      for (const [channel, group] of Map.groupBy(notices, (notice) => notice.channel)) {
        const bodies: CheckQueueMessage[] = [];
        for (let start = 0; start < group.length; start += NOTICES_PER_MESSAGE) {
          bodies.push({ kind: 'catalogue', notices: group.slice(start, start + NOTICES_PER_MESSAGE) });
        }
        await sendAll(
          client,
          queueOf(urls, channel),
          // Delayed like a notice: a listing that was just sold out cannot be bought, and the sale reports so.
          bodies.map((body) => ({ MessageBody: textOf(body), DelaySeconds: NOTICE_DELAY_SECONDS })),
        );
      }
    },
  };
}

/** Puts what ends a channel's connection into the queue of its checks. */
export function sqsUninstalls(client: SQSClient, urls: ReadonlyMap<string, string>): UninstallQueue {
  return {
    async send(notice) {
      const body: CheckQueueMessage = { kind: 'uninstalled', notice };
      await client.send(new SendMessageCommand({ QueueUrl: queueOf(urls, notice.channel), MessageBody: textOf(body) }));
    },
  };
}

/** The longest delay of a message (SQS API reference, DelaySeconds); one that comes before its time waits again. */
const DELAY_SECONDS_MAX = 900;

/** Puts refused pushes that are to be tried again into the queue of checks of their channel. */
export function sqsRetryQueue(client: SQSClient, urls: ReadonlyMap<string, string>): RetryQueue {
  return {
    async schedule(retry) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueOf(urls, retry.channel),
          MessageBody: textOf({ kind: 'retry', retry }),
          DelaySeconds: DELAY_SECONDS_MAX,
        }),
      );
    },
  };
}

/** The message's text, with the version of its form. */
function textOf(message: CheckQueueMessage): string {
  return JSON.stringify(checkQueueMessage.stamp(message));
}

function queueOf(urls: ReadonlyMap<string, string>, channel: string): string {
  const url = urls.get(channel);
  if (url === undefined) {
    throw new Error(`Quantities of ${channel} cannot be checked: no queue of checks is bound for it.`);
  }
  return url;
}
