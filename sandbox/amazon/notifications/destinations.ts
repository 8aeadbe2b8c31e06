/** How the sandbox reaches an SQS queue or an event bus, as Amazon reaches those of its applications. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';

import type { Reach } from './notification-center.ts';

/** Where notifications of one kind go; `send` throws when they did not arrive and are to be sent again. */
export type Destination = { send: (notification: string) => Promise<void>; close?: () => void };

export type AwsAccess = {
  endpoint?: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
};

// The kernel tries again by itself, and counts the tries.
const ONE_TRY = { maxAttempts: 1, requestHandler: { requestTimeout: 10_000, throwOnRequestTimeout: true } };

/** Reaches the queues of this machine by their ARN, and the one bus that stands for every partner event source. */
export function reachAws(bus: { name: string; source: string }, access: AwsAccess & { endpoint: string }): Reach {
  return {
    eventSource: bus.name,
    to(resource) {
      if ('eventBridge' in resource) return busDestination(bus, access);
      const [, , , , account, name] = resource.sqs.arn.split(':');
      return queueDestination(`${access.endpoint}/${account}/${name}`, access);
    },
  };
}

/** An SQS queue, as Amazon sends ORDER_CHANGE to. */
export function queueDestination(queueUrl: string, access: AwsAccess): Destination {
  const client = new SQSClient({ ...access, ...ONE_TRY });
  return {
    async send(notification) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: notification }));
    },
    close: () => client.destroy(),
  };
}

const typedNotification = v.pipe(v.string(), v.parseJson(), v.object({ NotificationType: v.string() }));

/**
 * An event bus, as Amazon sends LISTINGS_ITEM_MFN_QUANTITY_CHANGE to. Amazon's own source is
 * `aws.partner/sellingpartnerapi.amazon.com/…`, which PutEvents refuses: the local run takes another.
 */
export function busDestination(bus: { name: string; source: string }, access: AwsAccess): Destination {
  const client = new EventBridgeClient({ ...access, ...ONE_TRY });
  return {
    async send(notification) {
      const { NotificationType: type } = v.parse(typedNotification, notification);
      const entry = { EventBusName: bus.name, Source: bus.source, DetailType: type, Detail: notification };
      const { FailedEntryCount: failed, Entries: entries } = await client.send(
        new PutEventsCommand({ Entries: [entry] }),
      );
      // PutEvents answers 200 for an entry that it did not take.
      if (failed) throw new Error(`The bus ${bus.name} refused the event: ${entries?.[0]?.ErrorCode}`);
    },
    close: () => client.destroy(),
  };
}
