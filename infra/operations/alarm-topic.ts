/** The topic that alarms are sent to: the merchant's own, or one that mails them. */
import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { StocklineConfig } from '../../shared/config.ts';

/** Undefined where the merchant gave neither an address nor a topic. */
export function alarmTopic(
  scope: Construct,
  { alarmEmail, alarmTopicArn }: Pick<StocklineConfig, 'alarmEmail' | 'alarmTopicArn'>,
): ITopic | undefined {
  if (alarmTopicArn !== undefined) {
    return Topic.fromTopicArn(scope, 'AlarmTopic', alarmTopicArn);
  }
  if (alarmEmail === undefined) {
    return undefined;
  }
  const topic = new Topic(scope, 'AlarmMail', { displayName: 'Stockline', enforceSSL: true });
  topic.addSubscription(new EmailSubscription(alarmEmail));
  // A topic with a policy of its own loses the default one, which lets the account's alarms publish.
  const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  });
  topic.grantPublish(cloudWatch);
  return topic;
}
