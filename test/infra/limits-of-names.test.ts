import { describe, expect, it } from '@jest/globals';
import { NestedStack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { longestNames, resources, synthesise } from './synthesis.ts';

const { stack, template } = synthesise(longestNames(9), { stage: 'acceptance12' });
const nested = stack.node.children.filter((child) => NestedStack.isNestedStack(child));
const templates = [template, ...nested.map((child) => Template.fromStack(child))];

/** The most characters that AWS takes, by its API references of 2026-11. */
const LIMITS = [
  ['AWS::Lambda::Function', 'FunctionName', 64],
  ['AWS::Lambda::Function', 'Description', 256],
  ['AWS::IAM::Role', 'Description', 1_000],
  ['AWS::IAM::Policy', 'PolicyName', 128],
  ['AWS::SQS::Queue', 'QueueName', 80],
  ['AWS::Logs::LogGroup', 'LogGroupName', 512],
  ['AWS::Events::Rule', 'Description', 512],
  ['AWS::CloudWatch::Alarm', 'AlarmName', 255],
  ['AWS::CloudWatch::Alarm', 'AlarmDescription', 1_024],
  ['AWS::CloudWatch::Dashboard', 'DashboardName', 255],
  ['AWS::SecretsManager::Secret', 'Name', 512],
  ['AWS::ApiGatewayV2::Api', 'Name', 128],
] as const;

describe('with the longest ids of channels and the longest name of a stage', () => {
  it.each(LIMITS)('%s: no %s is longer than AWS takes (%d)', (type, property, most) => {
    const values = templates
      .flatMap((each) => resources(each, type))
      .map(({ properties }) => properties[property])
      .filter((value) => typeof value === 'string');
    expect(values.filter((value) => value.length > most)).toEqual([]);
  });

  it('every function has a name of its own', () => {
    const names = templates
      .flatMap((each) => resources(each, 'AWS::Lambda::Function'))
      .map(({ properties }) => properties['FunctionName']);
    expect(new Set(names).size).toBe(names.length);
    expect(names.some((name) => /-[0-9a-f]{8}$/.test(String(name)))).toBe(true);
  });

  it('every output has a name that CloudFormation takes', () => {
    const outputs = templates.flatMap((each) => Object.keys(each.toJSON()['Outputs'] ?? {}));
    expect(outputs.filter((name) => !/^[A-Za-z0-9]{1,255}$/.test(name))).toEqual([]);
  });
});
