import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { RETRY_MS_MAX } from '../../shared/usecases/intake/read-again.ts';
import { fedFunction, feedOf, logicalId, resource, resources, synthesise } from './synthesis.ts';

const { template } = synthesise();

describe('the observations queue', () => {
  it('is FIFO with high throughput per SKU, and lets only the sender name a duplicate', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      FifoQueue: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      ContentBasedDeduplication: false,
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 20 }),
    });
  });

  it('feeds post-observations ten at a time as they come, and takes back single messages', () => {
    const observations = resource(
      template,
      'AWS::SQS::Queue',
      ({ id }) => id.includes('ObservationsQueue'),
      'observations',
    );
    const feed = feedOf(template, observations.id);
    expect(feed.properties).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });
    expect(feed.properties['MaximumBatchingWindowInSeconds'] ?? 0).toBe(0);
    expect(fedFunction(template, feed).properties['FunctionName']).toBe('stockline-post-observations');
  });
});

describe('every queue', () => {
  const queues = resources(template, 'AWS::SQS::Queue');
  const deadLetters = queues.filter((queue) => queue.properties['RedrivePolicy'] === undefined);
  const working = queues.filter((queue) => queue.properties['RedrivePolicy'] !== undefined);

  it('is encrypted and refuses what does not come over TLS', () => {
    const secured = resources(template, 'AWS::SQS::QueuePolicy')
      .filter(({ properties }) => JSON.stringify(properties).includes('"aws:SecureTransport":"false"'))
      .flatMap(({ properties }) => (properties['Queues'] as unknown[]).map(logicalId));
    for (const { id, properties } of queues) {
      expect(properties['SqsManagedSseEnabled']).toBe(true);
      expect(secured).toContain(id);
    }
  });

  it.each(working.map((queue) => [queue.id, queue] as const))(
    '%s sets aside into a queue of its own kind',
    (_, queue) => {
      const { deadLetterTargetArn } = queue.properties['RedrivePolicy'] as { readonly deadLetterTargetArn: unknown };
      const target = queues.find(({ id }) => id === logicalId(deadLetterTargetArn));
      expect(target?.properties['FifoQueue']).toBe(queue.properties['FifoQueue']);
      expect(target?.properties['MessageRetentionPeriod']).toBe(14 * 24 * 3600);
    },
  );

  it.each(working.map((queue) => [queue.id, queue] as const))(
    '%s hides a message for six times its function’s timeout',
    (_, queue) => {
      const timeout = Number(fedFunction(template, feedOf(template, queue.id)).properties['Timeout']);
      expect(queue.properties['VisibilityTimeout']).toBe(6 * timeout);
    },
  );

  it.each(working.map((queue) => [queue.id, queue] as const))(
    '%s sets a message aside before SQS deletes it, however long each of its tries waits',
    (_, { properties }) => {
      const { maxReceiveCount } = properties['RedrivePolicy'] as { readonly maxReceiveCount: number };
      const longestTryMs = Math.max(RETRY_MS_MAX, Number(properties['VisibilityTimeout']) * 1_000);
      const retentionMs = Number(properties['MessageRetentionPeriod']) * 1_000;
      expect(maxReceiveCount * longestTryMs).toBeLessThan(0.9 * retentionMs);
    },
  );

  it.each(deadLetters.map((queue) => [queue.id]))(
    '%s, a dead-letter queue, has an alarm at the first message',
    (id) => {
      const alarms = resources(template, 'AWS::CloudWatch::Alarm').filter(
        ({ properties }) =>
          properties['MetricName'] === 'ApproximateNumberOfMessagesVisible' &&
          JSON.stringify(properties['Dimensions']).includes(id),
      );
      expect(alarms).toHaveLength(1);
      expect(alarms[0]?.properties).toMatchObject({
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        EvaluationPeriods: 1,
      });
    },
  );

  it('there are as many dead-letter queues as there are ways to fail', () => {
    // Observations, ends of holds, Amazon notifications, Square notices; per selling channel its pushes, its urgent
    // pushes, its checks and its undelivered events; per channel whose orders can be read the orders to read.
    expect(deadLetters).toHaveLength(4 + 4 * 4 + 3);
  });
});
