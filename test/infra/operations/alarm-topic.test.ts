import { describe, expect, it } from '@jest/globals';
import { MERCHANT, resources, synthesise } from '../synthesis.ts';

const ARN = 'arn:aws:sns:eu-west-1:111111111111:on-call';

describe('a topic of the merchant’s own', () => {
  const { template } = synthesise({ ...MERCHANT, alarmTopicArn: ARN });

  it('is sent every alarm, and the stack makes none', () => {
    template.resourceCountIs('AWS::SNS::Topic', 0);
    const actions = resources(template, 'AWS::CloudWatch::Alarm').map(({ properties }) => properties['AlarmActions']);
    expect(new Set(actions.map((each) => JSON.stringify(each)))).toEqual(new Set([JSON.stringify([ARN])]));
  });

  it('is what doctor finds in the outputs', () => {
    expect(template.toJSON()['Outputs']).toMatchObject({ AlarmTopicArn: { Value: ARN } });
  });
});

it('without an address the stack has no output of a topic', () => {
  expect(synthesise().template.toJSON()['Outputs']).not.toHaveProperty('AlarmTopicArn');
});
