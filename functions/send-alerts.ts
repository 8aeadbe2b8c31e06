/** Sends alerts of low, sold-out and returned SKUs to the merchant's webhooks. */
import { hash } from 'node:crypto';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import { dynamoSentAlerts } from '../shared/aws/alerting/sent-alerts.ts';
import { documentClient } from '../shared/aws/lambda/document-client.ts';
import { environmentText, secretName } from '../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../shared/aws/lambda/journal.ts';
import { secretsClient } from '../shared/aws/lambda/secrets-client.ts';
import { sqsClient } from '../shared/aws/lambda/sqs-client.ts';
import { readMessages } from '../shared/aws/messaging/read-messages.ts';
import { cachedSecrets } from '../shared/aws/secrets/secrets.ts';
import { webhookAlertMessage } from '../shared/aws/shapes/messages.ts';
import { webhookSender } from '../shared/channels/own-format/post-webhook.ts';
import { sendToWebhook } from '../shared/usecases/alerting/send-alerts.ts';
import { answerBatch, type TimeLeft, unreadableAgain } from './wiring/queue-batch.ts';

const journal = cloudWatchJournal();
const webhooks = new Map(
  v
    .parse(
      v.array(v.object({ id: v.string(), url: v.optional(v.string()) })),
      JSON.parse(environmentText('ALERT_WEBHOOKS')),
    )
    .map(({ id, url }) => [id, url]),
);
const secrets = cachedSecrets(secretsClient());
const ports = {
  sent: dynamoSentAlerts(documentClient(), environmentText('TABLE_NAME')),
  send: webhookSender(webhooks, () => secrets(secretName('alerts'))),
  digest: (text: string) => hash('sha256', text),
  journal,
};
const batch = { queues: sqsClient(), journal, what: 'Sending alerts', urlOf };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/**
 * When a message comes again that its webhook did not take, by how often it was received: eleven tries in a day. The queue allows as
 * many (infra/operations/alerting.ts); then it is a dead letter. The example of Standard Webhooks 1.0.0 has ten tries in three days
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#deliverability-and-reliability): of
 * stock that was low so long ago nobody wants to hear.
 */
const RETRY_AFTER_MS: readonly number[] = [
  ...[5_000, MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS],
  ...[HOUR_MS, 2 * HOUR_MS, 4 * HOUR_MS, 4 * HOUR_MS, 6 * HOUR_MS, 6 * HOUR_MS],
];

/** Sends each alert to the webhook that its queue is for. */
export function handler({ Records }: SQSEvent, time: TimeLeft): Promise<SQSBatchResponse> {
  return answerBatch(batch, Records, time, async () => {
    const { messages, unreadable } = readMessages(Records, webhookAlertMessage, journal);
    const sent = await Promise.allSettled(
      messages.map(({ body: { webhook, alert } }) => sendToWebhook(ports, webhook, alert)),
    );
    const again = messages.filter((_, index) => {
      const result = sent[index];
      if (result?.status === 'rejected') {
        journal.warn('An alert could not be sent, it is tried again', { step: 'alert', error: result.reason });
      }
      return result?.status !== 'fulfilled' || result.value === 'later';
    });
    const returned = again.map(({ id, record }) => ({
      id,
      retryAfterMs: retryAfterMs(record),
      isExact: true as const,
    }));
    return [...unreadableAgain(unreadable), ...returned];
  });
}

function retryAfterMs({ attributes }: SQSRecord): number {
  const received = Number(attributes.ApproximateReceiveCount);
  return RETRY_AFTER_MS[received - 1] ?? 6 * HOUR_MS;
}

/** There is a queue for each webhook. A URL only names the queue, whatever its host (shared/aws/lambda/sqs-client.ts). */
function urlOf({ eventSourceARN }: SQSRecord): string {
  const [, , , region, account, name] = eventSourceARN.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}
