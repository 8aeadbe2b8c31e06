import { describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type KeptResources, keptResources } from '../../infra/kept-resources.ts';
import { StocklineStack } from '../../infra/stockline-stack.ts';
import { parseConfig } from '../../shared/config.ts';
import { environment, functionNamed, MERCHANT, resources } from './synthesis.ts';

const HERE = { account: '111111111111', region: 'eu-west-1' };
const ARNS = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:stockline';
const TABLE = 'arn:aws:dynamodb:eu-west-1:111111111111:table/Old-Ledger';

describe('what an earlier deployment left, from the context', () => {
  it('distinguishes the table from the secrets, and names these', () => {
    const context = { Stockline: [TABLE, `${ARNS}/api-AbCdEf`, `${ARNS}/us-outlet-AbCdEf`] };
    expect(keptResources(context, 'Stockline', HERE)).toEqual({
      tableArn: TABLE,
      secretArns: new Map([
        ['stockline/api', `${ARNS}/api-AbCdEf`],
        ['stockline/us-outlet', `${ARNS}/us-outlet-AbCdEf`],
      ]),
    });
  });

  it.each([
    ['another stack', { 'Stockline-staging': [TABLE] }, HERE],
    ['another account', { Stockline: [TABLE] }, { ...HERE, account: '222222222222' }],
    ['another region', { Stockline: [TABLE] }, { ...HERE, region: 'us-east-1' }],
    [
      'a synthesis that does not know where it deploys',
      { Stockline: [TABLE] },
      { account: undefined, region: undefined },
    ],
    ['no context', undefined, HERE],
  ])('leaves aside what is of %s', (_, context, place) => {
    expect(keptResources(context, 'Stockline', place)).toEqual({ tableArn: undefined, secretArns: new Map() });
  });

  it('refuses a context that it does not understand', () => {
    expect(() => keptResources({ Stockline: TABLE }, 'Stockline', HERE)).toThrow('is no list');
  });
});

describe('a stack that goes on with a kept table and kept secrets', () => {
  const template = templateOf({
    tableArn: TABLE,
    secretArns: new Map([['stockline/shop', `${ARNS}/shop-AbCdEf`]]),
  });

  it('has no table of its own, and its functions use the kept one', () => {
    expect(resources(template, 'AWS::DynamoDB::Table')).toEqual([]);
    expect(environment(functionNamed(template, 'stockline-post-observations'))['TABLE_NAME']).toBe('Old-Ledger');
    template.hasOutput('TableName', { Value: 'Old-Ledger' });
  });

  it('lets its functions work on that table and its index, and on no other', () => {
    const allowed = JSON.stringify(resources(template, 'AWS::IAM::Policy')).match(/arn:aws:dynamodb[^"]*/g) ?? [];
    expect(new Set(allowed)).toEqual(new Set([TABLE, `${TABLE}/index/byReference`]));
  });

  it('creates the secrets that are missing, and reads the kept one', () => {
    const names = resources(template, 'AWS::SecretsManager::Secret').map(({ properties }) => properties['Name']);
    expect(names).toHaveLength(MERCHANT.channels.length);
    expect(names).not.toContain('stockline/shop');
    expect(JSON.stringify(resources(template, 'AWS::IAM::Policy'))).toContain(`${ARNS}/shop-AbCdEf`);
  });
});

function templateOf(kept: KeptResources): Template {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const config = parseConfig(MERCHANT);
  return Template.fromStack(new StocklineStack(app, 'Stockline', { config, local: false, kept }));
}
