import { describe, expect, it } from '@jest/globals';
import { factsOf } from '../../../bench/stack/stack-facts.ts';

const queue = { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true, VisibilityTimeout: 30 } };
const environment = {
  Variables: {
    TABLE_NAME: { Ref: 'Ledger' },
    OBSERVATIONS_QUEUE_URL: { Ref: 'Observations' },
    CHECKS: { 'Fn::Join': ['', ['{"shopify":"', { 'Fn::GetAtt': ['Observations', 'QueueName'] }, '"}']] },
  },
};
const poster = {
  Type: 'AWS::Lambda::Function',
  Properties: { FunctionName: 'stockline-post-observations', MemorySize: 512, Environment: environment },
};
const feed = {
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    ...{ BatchSize: 10, MaximumBatchingWindowInSeconds: 5, ScalingConfig: { MaximumConcurrency: 2 } },
    EventSourceArn: { 'Fn::GetAtt': ['Observations', 'Arn'] },
    FunctionName: { Ref: 'Poster' },
  },
};
const schedule = {
  Type: 'AWS::Events::Rule',
  Properties: { ScheduleExpression: 'rate(15 minutes)', Targets: [{ Arn: { 'Fn::GetAtt': ['Poster', 'Arn'] } }] },
};
const rule = {
  Type: 'AWS::Events::Rule',
  Properties: {
    EventPattern: { source: ['stockline'] },
    Targets: [{ Arn: { 'Fn::GetAtt': ['Observations', 'Arn'] } }],
  },
};
const index = { IndexName: 'byReference', Projection: { ProjectionType: 'ALL' } };
const table = { Type: 'AWS::DynamoDB::Table', Properties: { GlobalSecondaryIndexes: [index] } };
const metric = { Id: 'm1', MetricStat: {} };
const alarms = {
  One: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'One metric' } },
  Three: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: { AlarmName: 'Three metrics', Metrics: [metric, metric, metric, { Id: 'sum', Expression: 'm1' }] },
  },
};
const Resources = {
  ...{ Observations: queue, Poster: poster, Feed: feed, Schedule: schedule, Rule: rule, Ledger: table },
  ...{ ...alarms, Secret: { Type: 'AWS::SecretsManager::Secret', Properties: {} } },
};

describe('what the bench reads from the template', () => {
  const facts = factsOf({ Resources });

  it('is each function by its file, with the environment that CloudFormation gives it', () => {
    expect(facts.functions).toMatchObject([
      {
        entry: 'post-observations',
        memoryMb: 512,
        environment: {
          TABLE_NAME: 'Ledger',
          OBSERVATIONS_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/Observations',
          CHECKS: '{"shopify":"Observations"}',
        },
      },
    ]);
  });

  it('is how queues feed functions, and which events and schedules reach them', () => {
    const entry = 'post-observations';
    expect(facts.feeds).toEqual([{ queue: 'Observations', entry, batchSize: 10, windowMs: 5_000, isLimited: true }]);
    expect(facts.queues).toEqual([{ name: 'Observations', isFifo: true, visibilityMs: 30_000 }]);
    expect(facts.rules).toEqual([{ pattern: { source: ['stockline'] }, queue: 'Observations' }]);
    expect(facts.schedules).toEqual([{ entry, everyMinutes: 15 }]);
  });

  it('is what an idle month is billed for: each metric that an alarm watches, and secrets', () => {
    expect(facts.alarms.map(({ metrics }) => metrics)).toEqual([1, 3]);
    expect(facts.secrets).toBe(1);
  });

  it('is nothing at all where the template has what the bench does not know', () => {
    const cron = { ...schedule, Properties: { ...schedule.Properties, ScheduleExpression: 'cron(0 3 * * ? *)' } };
    expect(() => factsOf({ Resources: { ...Resources, Schedule: cron } })).toThrow(/does not know the schedule/);
  });
});
