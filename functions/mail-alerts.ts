/** Mails alerts of low, sold-out and returned SKUs: those of some minutes in one mail. */
import { SNSClient } from '@aws-sdk/client-sns';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { topicMail } from '../shared/aws/alerting/mail-topic.ts';
import { dynamoSentAlerts } from '../shared/aws/alerting/sent-alerts.ts';
import { OF_A_FUNCTION } from '../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../shared/aws/lambda/document-client.ts';
import { environmentText } from '../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../shared/aws/lambda/journal.ts';
import { sqsClient } from '../shared/aws/lambda/sqs-client.ts';
import { readMessages } from '../shared/aws/messaging/read-messages.ts';
import { mailAlertMessage } from '../shared/aws/shapes/messages.ts';
import { sendMail } from '../shared/usecases/alerting/send-alerts.ts';
import { answerBatch, type TimeLeft, unreadableAgain } from './wiring/queue-batch.ts';

const journal = cloudWatchJournal();
const url = environmentText('ALERT_MAIL_QUEUE_URL');
const batch = { queues: sqsClient(), urlOf: () => url, journal, what: 'Mailing alerts' };
const ports = {
  sent: dynamoSentAlerts(documentClient(), environmentText('TABLE_NAME')),
  mail: topicMail(new SNSClient(OF_A_FUNCTION), environmentText('ALERT_MAIL_TOPIC')),
};

/** Mails all alerts of the batch at once. */
export function handler({ Records }: SQSEvent, time: TimeLeft): Promise<SQSBatchResponse> {
  return answerBatch(batch, Records, time, async () => {
    const { messages, unreadable } = readMessages(Records, mailAlertMessage, journal);
    const alerts = messages.map(({ body }) => body.alert);
    const mailed = await sendMail(ports, alerts);
    journal.info(`Mailed ${mailed} of ${alerts.length} alerts`, { step: 'alert', alerts: mailed });
    return unreadableAgain(unreadable);
  });
}
