import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { describe, expect, it } from '@jest/globals';
import { alarmRoute } from '../../../cli/deployment/alarm-route.ts';
import { emulatorClientConfig } from '../emulator.ts';

const client = new SNSClient(emulatorClientConfig());

describe('who is subscribed to the topic of the alarms', () => {
  it('is nobody where there is no topic', async () => {
    expect(await alarmRoute(client, undefined)).toEqual({ subscribers: [] });
  });

  it('is each that subscribed, however many there are', async () => {
    const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name: 'alarm-route' }));
    const queues = Array.from({ length: 120 }, (_, index) => `arn:aws:sqs:us-east-1:000000000000:pager-${index}`);
    for (const Endpoint of queues) {
      await client.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
    }
    const { topic, subscribers } = await alarmRoute(client, TopicArn);
    expect(topic).toBe(TopicArn);
    expect(subscribers.map(({ to }) => to).sort()).toEqual(queues.toSorted());
    expect(subscribers.every(({ isConfirmed }) => isConfirmed)).toBe(true);
  });
});
