import { describe, expect, it } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { parseConfig } from '../../../shared/config.ts';
import { environment, functionNamed, logicalId, MERCHANT, resource, resources, synthesise } from '../synthesis.ts';

const { template } = synthesise();
const SELLING = ['shop', 'shop-outlet', 'amazon', 'till'];

/** Each sweep with its schedule, by the function's name. */
function schedules(of: Template): Record<string, unknown> {
  const rules = resources(of, 'AWS::Events::Rule').filter(({ properties }) => properties['ScheduleExpression']);
  return Object.fromEntries(
    rules.map(({ properties }) => {
      const [target] = properties['Targets'] as readonly { readonly Arn: unknown }[];
      const swept = resource(of, 'AWS::Lambda::Function', ({ id }) => id === logicalId(target?.Arn), 'the target');
      return [swept.properties['FunctionName'], properties['ScheduleExpression']];
    }),
  );
}

describe('the sweeps', () => {
  it('come every quarter of an hour for each channel that sells, unless the merchant says otherwise', () => {
    const every = (rate: string) => Object.fromEntries(SELLING.map((id) => [`stockline-sweep-${id}`, rate]));
    expect(schedules(template)).toEqual(every('rate(15 minutes)'));
    expect(schedules(synthesise({ ...MERCHANT, sweepMinutes: 60 }).template)).toEqual(every('rate(1 hour)'));
  });

  it('come not so often that Amazon’s budget of searches is used up', () => {
    expect(() => parseConfig({ ...MERCHANT, sweepMinutes: 5 })).toThrow('sweepMinutes');
  });

  it('know their own channel only, and the ledger’s queue', () => {
    const variables = environment(functionNamed(template, 'stockline-sweep-shop-outlet'));
    expect(variables).toMatchObject({ OBSERVATIONS_QUEUE_URL: expect.anything(), TABLE_NAME: expect.anything() });
    expect(JSON.stringify(variables['CHANNELS'])).toContain('shop-outlet');
    expect(JSON.stringify(variables['CHANNELS'])).not.toContain('amazon');
  });

  it('of one channel counts what differs on all of them', () => {
    const counting = SELLING.filter(
      (id) => 'COUNTS_DIFFERING' in environment(functionNamed(template, `stockline-sweep-${id}`)),
    );
    expect(counting).toEqual(['shop']);
  });

  it('that get no further for four runs ring an alarm', () => {
    const ageAlarm = (of: Template) =>
      resources(of, 'AWS::CloudWatch::Alarm')
        .map(({ properties }) => properties)
        .filter(({ MetricName }) => MetricName === 'SweepAge');
    expect(ageAlarm(template)).toMatchObject([{ Threshold: 60, Statistic: 'Maximum', Period: 900 }]);
    const hourly = synthesise({ ...MERCHANT, sweepMinutes: 60 }).template;
    expect(ageAlarm(hourly)).toMatchObject([{ Threshold: 240, Period: 3_600 }]);
  });
});
