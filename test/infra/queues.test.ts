import { describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import * as v from 'valibot';
import { POSTING_WORK_MS } from '../../functions/wiring/posting.ts';
import { PUSH_LEASE_MS } from '../../shared/domain/pushing/push.ts';
import { RETRY_MS_MAX } from '../../shared/usecases/intake/read-again.ts';
import { fedFunction, feedOf, functionNamed, logicalId, resource, resources, synthesise } from './synthesis.ts';

const { template } = synthesise();

describe('the observations queue', () => {
  it('is FIFO with high throughput per SKU, and lets only the sender name a duplicate', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      FifoQueue: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      ContentBasedDeduplication: false,
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 40 }),
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
      // Of a standard queue a dead letter is as old as its message: it would be deleted as it arrives.
      expect(Number(queue.properties['MessageRetentionPeriod'])).toBeLessThanOrEqual(10 * 24 * 3600);
    },
  );

  it.each(working.map((queue) => [queue.id, queue] as const))(
    '%s hides a message for longer than its function may run, and uses up no tries while that is throttled',
    (_, queue) => {
      const feed = feedOf(template, queue.id);
      const timeout = Number(fedFunction(template, feed).properties['Timeout']);
      const gathering = Number(feed.properties['MaximumBatchingWindowInSeconds'] ?? 0);
      const visibility = Number(queue.properties['VisibilityTimeout']);
      const { maxReceiveCount } = queue.properties['RedrivePolicy'] as { readonly maxReceiveCount: number };
      expect(visibility).toBeGreaterThanOrEqual(timeout + gathering + 5);
      expect(maxReceiveCount * visibility).toBeGreaterThanOrEqual(600);
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

  it.each(working.filter(({ id }) => /Pushes|Urgent/.test(id)).map((queue) => [queue.id, queue] as const))(
    '%s gives again what a push left when the lease of that push is over, and soon after',
    (_, queue) => {
      const timeoutMs = 1_000 * Number(fedFunction(template, feedOf(template, queue.id)).properties['Timeout']);
      const hiddenMs = 1_000 * Number(queue.properties['VisibilityTimeout']);
      expect(timeoutMs).toBeLessThan(PUSH_LEASE_MS);
      expect(hiddenMs).toBeGreaterThan(PUSH_LEASE_MS);
      expect(hiddenMs).toBeLessThanOrEqual(PUSH_LEASE_MS + 5_000);
    },
  );

  it('of observations leaves its function more time to give messages back than it works on them', () => {
    const { properties } = functionNamed(template, 'stockline-post-observations');
    expect(1_000 * Number(properties['Timeout'])).toBeGreaterThan(2 * POSTING_WORK_MS);
  });

  it('feeds so many copies of its function, where it waits for others’ servers or may use up the account, and at most these', () => {
    const unlimited = resources(template, 'AWS::Lambda::EventSourceMapping')
      .filter(({ properties }) => properties['ScalingConfig'] === undefined)
      .map((feed) => fedFunction(template, feed).properties['FunctionName']);
    expect(unlimited.sort()).toEqual(['stockline-expire-holds', 'stockline-receive-amazon']);
  });

  it('is counted in what the stack says of how many functions it plans for', () => {
    const limits = limitsOf(template);
    const schedules = resources(template, 'AWS::Events::Rule').filter(
      ({ properties }) => properties['ScheduleExpression'],
    );
    expect(Math.min(...limits)).toBeGreaterThanOrEqual(2);
    const output: unknown = template.findOutputs('FunctionsAtOnce')['FunctionsAtOnce']?.['Value'];
    expect(Number(output)).toBeGreaterThan(limits.reduce((sum, copies) => sum + copies, schedules.length));
    // What an account of a thousand has left for webhooks.
    expect(Number(output)).toBeLessThan(200);
  });

  it.each([
    [10, 2],
    [199, 2],
    [200, 30],
    [1_000, 30],
  ])('in an account of %i functions at once feeds %i copies of the posting function at most', (concurrency, copies) => {
    const { template: small } = synthesise(undefined, { concurrency });
    expect(Math.max(...limitsOf(small))).toBe(copies);
    const isEachLimited = limitsOf(small).length === resources(small, 'AWS::Lambda::EventSourceMapping').length;
    expect(isEachLimited).toBe(concurrency < 200);
  });

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

  it('sets aside in the one queue of the deployment, where it is not FIFO: an alarm is paid for by the queue', () => {
    expect(deadLetters.map(({ id }) => id.replace(/[0-9A-F]{8}$/, '')).toSorted()).toEqual([
      'IntakeObservationsDeadLetters',
      'SetAsideQueue',
    ]);
  });
});

const limited = v.optional(v.object({ MaximumConcurrency: v.number() }));

/** How many copies of its function each queue with a limit feeds at most. */
function limitsOf(of: Template): number[] {
  return resources(of, 'AWS::Lambda::EventSourceMapping').flatMap(({ properties }) => {
    const limit = v.parse(limited, properties['ScalingConfig']);
    return limit === undefined ? [] : [limit.MaximumConcurrency];
  });
}
