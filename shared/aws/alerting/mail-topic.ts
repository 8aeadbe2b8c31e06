/** Sends mails by a topic. */
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { MailSender } from '../../ports/alerting/alerting.ts';

/** Mails to those who are subscribed to the topic and have confirmed it. */
export function topicMail(client: SNSClient, topic: string): MailSender {
  return async (subject, text) => {
    await client.send(new PublishCommand({ TopicArn: topic, Subject: subject, Message: text }));
  };
}
