/** Reads where a deployment's alarms go, and who is subscribed there. */
import { paginateListSubscriptionsByTopic, type SNSClient } from '@aws-sdk/client-sns';
import type { AlarmRoute, AlarmSubscriber } from '../../shared/usecases/diagnosing/diagnose-alarms.ts';

/**
 * What SNS states in place of a subscription's ARN until it is confirmed (SubscribeResponse, Amazon SNS API reference
 * 2010-03-31: "pending confirmation"; its answers spell it as here).
 */
const PENDING = 'PendingConfirmation';
/** Of a subscription that was ended, or never confirmed in time (the same reference, ListSubscriptionsByTopic). */
const DELETED = 'Deleted';

/** `topic`: the stack's output AlarmTopicArn; absent: alarms go nowhere. */
export async function alarmRoute(client: SNSClient, topic: string | undefined): Promise<AlarmRoute> {
  if (topic === undefined) {
    return { subscribers: [] };
  }
  const subscribers: AlarmSubscriber[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn: topic })) {
    for (const { SubscriptionArn, Endpoint = '' } of Subscriptions) {
      if (SubscriptionArn !== DELETED) {
        subscribers.push({ to: Endpoint, isConfirmed: SubscriptionArn !== PENDING });
      }
    }
  }
  return { topic, subscribers };
}
