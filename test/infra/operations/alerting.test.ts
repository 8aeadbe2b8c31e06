import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { feedOf, functionNamed, logicalId, MERCHANT, resources, statementsOf, synthesise } from '../synthesis.ts';

const alerts = {
  email: 'shop@example.com',
  webhooks: [
    { id: 'chat', url: 'https://chat.example.com/hook' },
    { id: 'erp', url: 'https://erp.example.com/stock' },
  ],
};
const { template } = synthesise({ ...MERCHANT, alerts });

describe('alerts', () => {
  it('take nothing where nobody wants them', () => {
    const without = synthesise().template;
    expect(JSON.stringify(without.toJSON())).not.toContain('send-alerts');
    expect(resources(without, 'AWS::SNS::Topic')).toEqual([]);
  });

  it('go from the bus into a queue of each webhook, and one of the mail', () => {
    const rules = resources(template, 'AWS::Events::Rule').filter(({ properties }) =>
      JSON.stringify(properties).includes('stock.low'),
    );
    expect(rules).toHaveLength(3);
    const queues = rules.map(({ properties }) => {
      const [target] = properties['Targets'] as readonly [{ readonly Arn: unknown }];
      return logicalId(target.Arn);
    });
    expect(new Set(queues).size).toBe(3);
    const feeds = queues.map((queue) => feedOf(template, queue).properties);
    expect(feeds.filter(({ MaximumBatchingWindowInSeconds }) => MaximumBatchingWindowInSeconds === 300)).toHaveLength(
      1,
    );
  });

  it('are tried eleven times, in a day, and then set aside, as what the bus cannot bring to them is', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.objectLike({ maxReceiveCount: 11 }) });
    const targets = resources(template, 'AWS::Events::Rule')
      .filter(({ properties }) => JSON.stringify(properties).includes('stock.low'))
      .flatMap(({ properties }) => properties['Targets'] as readonly { readonly DeadLetterConfig: { Arn: unknown } }[]);
    expect(targets.map((target) => logicalId(target.DeadLetterConfig.Arn).slice(0, -8))).toEqual(
      targets.map(() => 'SetAsideQueue'),
    );
  });

  it.each(['send-alerts', 'mail-alerts'])('%s reaches no stock and no entry: only what it sent', (name) => {
    const table = statementsOf(template, functionNamed(template, `stockline-${name}`)).filter(({ Action }) =>
      String(Action).includes('dynamodb'),
    );
    expect(table).toEqual([
      expect.objectContaining({
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        Condition: {
          Null: { 'dynamodb:LeadingKeys': 'false' },
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['ALERT#*'] },
        },
      }),
    ]);
  });

  it('are signed with a secret that stays, and outputs say where it is', () => {
    template.hasResource('AWS::SecretsManager::Secret', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: Match.objectLike({ Name: 'stockline/alerts' }),
    });
    expect(template.toJSON()['Outputs']).toMatchObject({
      AlertsSecretName: { Value: 'stockline/alerts' },
      AlertMailTopicArn: expect.anything(),
    });
  });
});
