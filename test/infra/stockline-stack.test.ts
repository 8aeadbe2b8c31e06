import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { MERCHANT, synthesise } from './synthesis.ts';

const { template } = synthesise();

describe('the ledger', () => {
  it('is one table with an index by reference, restorable to any second, and kept beyond the stack', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        GlobalSecondaryIndexes: [
          {
            IndexName: 'byReference',
            KeySchema: [
              { AttributeName: 'ref', KeyType: 'HASH' },
              { AttributeName: 'refSort', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      },
    });
  });
});

describe('the credentials', () => {
  it('are a secret per channel, with a placeholder that no later version may change', () => {
    template.hasResource('AWS::SecretsManager::Secret', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        Name: 'stockline/shop-outlet',
        // CloudFormation would write a changed text over the merchant's credentials.
        SecretString: '{"placeholder":"run: stockline connect shop-outlet"}',
      },
    });
    template.resourceCountIs('AWS::SecretsManager::Secret', MERCHANT.channels.length + 1);
  });

  it('of the stock API are drawn at deployment', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: 'stockline/api',
      GenerateSecretString: Match.objectLike({ GenerateStringKey: 'token' }),
      SecretString: Match.absent(),
    });
  });
});

describe('the outputs', () => {
  it('name what scripts and people need', () => {
    expect(Object.keys(template.findOutputs('*')).sort()).toEqual([
      'AmazonNotificationsQueueUrl',
      'ApiTokenSecretName',
      'ApiUrl',
      'BusName',
      'ChecksQueueUrlAmazon',
      'ChecksQueueUrlShop',
      'ChecksQueueUrlShopOutlet',
      'ChecksQueueUrlTill',
      'DashboardName',
      'FunctionsAtOnce',
      'ObservationsQueueUrl',
      'TableName',
      'WebhookUrlShop',
      'WebhookUrlShopOutlet',
      'WebhookUrlTill',
      'WebhookUrlWarehouse',
    ]);
  });
});

describe('a local stack', () => {
  const local = synthesise(MERCHANT, { local: true }).template;

  it('leaves nothing behind', () => {
    for (const { DeletionPolicy } of Object.values(
      local.toJSON()['Resources'] as Record<string, { readonly DeletionPolicy?: string }>,
    )) {
      expect(DeletionPolicy ?? 'Delete').toBe('Delete');
    }
  });

  it('has only what the emulator takes', () => {
    const types = Object.values(local.toJSON()['Resources'] as Record<string, { readonly Type: string }>).map(
      ({ Type }) => Type,
    );
    expect([...new Set(types)].sort()).toEqual([
      'AWS::ApiGatewayV2::Api',
      'AWS::ApiGatewayV2::Integration',
      'AWS::ApiGatewayV2::Route',
      'AWS::ApiGatewayV2::Stage',
      'AWS::CloudWatch::Alarm',
      'AWS::CloudWatch::Dashboard',
      'AWS::DynamoDB::Table',
      'AWS::Events::EventBus',
      'AWS::Events::Rule',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::Lambda::EventSourceMapping',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::Logs::LogGroup',
      'AWS::SQS::Queue',
      'AWS::SQS::QueuePolicy',
      'AWS::SecretsManager::Secret',
    ]);
  });
});
