import { describe, expect, it } from '@jest/globals';
import { Validations } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { COUNTED_BY_CHANNEL, COUNTED_TWICE, COUNTS } from '../../../shared/metrics.ts';
import { construct, MERCHANT, resources, synthesise } from '../synthesis.ts';

const { template, stack } = synthesise();
const alarms = resources(template, 'AWS::CloudWatch::Alarm').map(({ properties }) => properties);

type Watched = readonly [namespace: string, metric: string, on: string, threshold: number];

const SELLING = ['shop', 'shop-outlet', 'amazon', 'till'];

/**
 * What an alarm must guard, whatever it costs: with dimensions, part of their text. One over all channels watches what
 * functions count for all channels together.
 */
const GUARDED: readonly Watched[] = [
  ['AWS/SQS', 'ApproximateAgeOfOldestMessage', 'ObservationsQueue', 61],
  ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'ObservationsQueue', 20_000],
  ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'ObservationsDeadLetters', 1],
  ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'SetAsideQueue', 1],
  ['AWS/SQS', 'ApproximateAgeOfOldestMessage', 'ChannelshopoutletUrgentQueue', 121],
  ['AWS/Lambda', 'Throttles', '', 1],
  ['AWS/ApiGateway', '5xx', 'FrontDoorApi', 1],
  ['AWS/ApiGateway', '4xx', 'FrontDoorApi', 201],
  ['Stockline', 'FunctionCrashed', '', 1],
  ['Stockline', 'BatchFailed', 'stockline', 1],
  ['Stockline', 'Parked', 'stockline', 1],
  ['Stockline', 'NotAuthentic', 'stockline', 21],
  ['Stockline', 'Oversold', 'stockline', 1],
  ['Stockline', 'ClockOff', 'stockline', 1],
  ...SELLING.map((id): Watched => ['Stockline', 'LagMs', `"${id}"`, 10_001]),
  ['Stockline', 'PushUnanswered', 'stockline', 1],
  ['Stockline', 'PushRefused', 'stockline', 1],
  ['Stockline', 'CircuitOpened', 'stockline', 1],
  ['Stockline', 'BreakerTripped', 'stockline', 1],
  ['Stockline', 'CredentialsGone', 'stockline', 1],
  ['Stockline', 'Drift', 'stockline', 1],
  ['Stockline', 'ListingProblem', 'stockline', 1],
  ['Stockline', 'Uninstalled', 'stockline', 1],
  ['Stockline', 'SweepAge', 'stockline', 60],
  ['Stockline', 'SweepUnread', 'stockline', 1],
  ['Stockline', 'SweepFound', 'stockline', 10],
  ['Stockline', 'ComparisonAge', 'stockline', 1_441],
  ['Stockline', 'ComparedInPart', 'stockline', 1],
];

describe('an alarm', () => {
  it.each(GUARDED)(
    'of %s %s on %s rings at %i, and is quiet when nothing happens',
    (namespace, metric, on, threshold) => {
      const found = alarms.filter(
        (alarm) =>
          alarm['Namespace'] === namespace &&
          alarm['MetricName'] === metric &&
          JSON.stringify(alarm['Dimensions'] ?? '').includes(on),
      );
      expect(found).toEqual([
        expect.objectContaining({
          Threshold: threshold,
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
          TreatMissingData: 'notBreaching',
        }),
      ]);
    },
  );

  it('watches what every queue sets aside, and no metric twice', () => {
    const targets = alarms.map(({ MetricName, Dimensions, Metrics }) =>
      JSON.stringify([MetricName, Dimensions, Metrics]),
    );
    expect(new Set(targets).size).toBe(alarms.length);
    const deadLetters = resources(template, 'AWS::SQS::Queue').filter(({ properties }) => !properties['RedrivePolicy']);
    for (const { id } of deadLetters) {
      expect(targets.join()).toContain(id);
    }
  });

  it('rings again for what is set aside while other messages still wait for a person', () => {
    const [more] = alarms.filter(({ Metrics }) => JSON.stringify(Metrics ?? '').includes('DIFF(waiting)'));
    expect(more).toMatchObject({
      AlarmName: 'Stockline more messages set aside',
      ...{ Threshold: 1, EvaluationPeriods: 3, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching' },
    });
    expect(JSON.stringify(more)).toContain('SetAsideQueue');
  });

  it('watches what functions count for all channels together, or by channel, as they count it', () => {
    const byChannel: ReadonlySet<unknown> = new Set(COUNTED_BY_CHANNEL);
    const twice: ReadonlySet<unknown> = new Set(COUNTED_TWICE);
    const counted = alarms.filter(({ MetricName }) => COUNTS.some((name) => name === MetricName));
    expect(
      counted.map(({ MetricName }) => MetricName).filter((name) => byChannel.has(name) && !twice.has(name)),
    ).toEqual([]);
    expect(JSON.stringify(counted)).not.toContain('"channel"');
    expect([...twice].filter((name) => !counted.some(({ MetricName }) => MetricName === name))).toEqual([]);
  });

  it('of crashes watches the reports of failed invocations in the log of every function', () => {
    const filters = resources(template, 'AWS::Logs::MetricFilter').map(({ properties }) => properties);
    expect(filters).toHaveLength(resources(template, 'AWS::Lambda::Function').length);
    expect(new Set(filters.map((filter) => JSON.stringify(filter['LogGroupName']))).size).toBe(filters.length);
    for (const filter of filters) {
      expect(filter).toMatchObject({
        FilterPattern: '{ $.type = "platform.report" && $.record.status != "success" }',
        MetricTransformations: [{ MetricNamespace: 'Stockline', MetricName: 'FunctionCrashed', MetricValue: '1' }],
      });
    }
  });

  it('of throttled functions sees those of the whole account: what throttles them is the account’s', () => {
    const throttled = alarms.filter((alarm) => alarm['MetricName'] === 'Throttles');
    expect(throttled).toEqual([expect.objectContaining({ Namespace: 'AWS/Lambda', Threshold: 1 })]);
    expect(throttled[0]?.['Dimensions']).toBeUndefined();
  });

  it('rings for nothing that has not begun: after the first deploy no channel is connected', () => {
    expect(alarms.filter((alarm) => alarm['TreatMissingData'] === 'breaching')).toEqual([]);
  });

  it('counts the lag by its 99th percentile, as the functions write it', () => {
    expect(alarms).toContainEqual(
      expect.objectContaining({
        MetricName: 'LagMs',
        ExtendedStatistic: 'p99',
        Dimensions: [
          { Name: 'channel', Value: 'shop' },
          { Name: 'service', Value: 'stockline' },
        ],
      }),
    );
  });

  it('is sent to nobody unless the merchant gave an address', () => {
    template.resourceCountIs('AWS::SNS::Topic', 0);
    expect(alarms.every((alarm) => alarm['AlarmActions'] === undefined)).toBe(true);
  });

  it('is mailed to the merchant’s address by a topic that alarms of this account may publish to', () => {
    const mailed = synthesise({ ...MERCHANT, alarmEmail: 'stock@example.com' }).template;
    mailed.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'stock@example.com' });
    mailed.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'sns:Publish',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      }),
    });
    const every = resources(mailed, 'AWS::CloudWatch::Alarm');
    expect(every.every(({ properties }) => Array.isArray(properties['AlarmActions']))).toBe(true);
  });
});

describe('the dashboard', () => {
  const [dashboard] = resources(template, 'AWS::CloudWatch::Dashboard');
  const body = JSON.stringify(dashboard?.properties['DashboardBody']).replaceAll('\\"', '"');

  it.each(['LagMs', 'Posted', 'Duplicate', 'Stale', 'AlreadyCounted', 'ClockOff', 'Conflicting', 'Parked', 'Oversold'])(
    'shows %s',
    (metric) => {
      expect(body).toContain(`["Stockline","${metric}","channel","shop-outlet","service","stockline"`);
    },
  );

  it('shows queues, dead letters, functions and the latest warnings of every log', () => {
    for (const { id } of resources(template, 'AWS::SQS::Queue')) {
      expect(body).toContain(id);
    }
    for (const { id, properties } of resources(template, 'AWS::Lambda::Function')) {
      expect(body).toContain(id);
      expect(body).toContain(String(properties['FunctionName']).replace('stockline-', '/stockline/'));
    }
  });
});

describe('the stack', () => {
  it.each([
    ['deployed', false],
    ['local', true],
  ])('passes cdk-nag’s AWS Solutions checks when %s', (_, local) => {
    const checked = construct({ ...MERCHANT, alarmEmail: 'stock@example.com' }, local);
    Validations.of(checked.app).addPlugins(new AwsSolutionsChecks(checked.app));
    expect(() => checked.app.synth()).not.toThrow();
  });

  it('synthesises without a warning', () => {
    const annotations = Annotations.fromStack(stack);
    expect(annotations.findWarning('*', Match.anyValue())).toEqual([]);
    expect(annotations.findError('*', Match.anyValue())).toEqual([]);
  });
});
